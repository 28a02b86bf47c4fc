"""A replay's summary as plain text, for a terminal or a file."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING

from bot.core.policy import Mode
from bot.reports import charts, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.pipeline.replay_summary import Contested, ReplaySummary
    from bot.reports.charts import Chart, Mark

_NARROWEST = 60
_EXCERPT = 240  # characters of a contested message


def summary_as_text(summary: ReplaySummary, width: int = 80) -> str:
    """Return lines of at most `width` columns (at least 60), without colours or control characters."""
    return "\n".join(line.rstrip() for line in _lines(summary, max(width, _NARROWEST))) + "\n"


def _lines(summary: ReplaySummary, width: int) -> Iterator[str]:
    yield from textwrap.wrap(f"{wording.headline(summary)}.", width)
    yield from textwrap.wrap(wording.subline(summary), width)
    yield ""
    yield from _facts(summary, width)
    for title, chart in _charts(summary) if summary.messages else ():
        yield ""
        yield from _table(title, chart, width)
    if summary.contested:
        yield from ("", "Most contested")
        for number, each in enumerate(summary.contested, start=1):
            yield from _case(number, each, width)
    if summary.bad:
        yield from ("", f"{wording.bad_words(summary)}:")
        yield from (_cut(f"  {wording.in_line(place)}", width) for place in summary.bad_places)
        if summary.bad > len(summary.bad_places):
            yield f"  and {summary.bad - len(summary.bad_places):,} more"


def _facts(summary: ReplaySummary, width: int) -> Iterator[str]:
    total, every = summary.total, summary.messages
    facts = [("Messages", f"{every:,} ({summary.verdicts['exempt']:,} by staff, by bots or without text)")]
    if summary.mode is not Mode.REVIEW:
        facts.append(("Answered", f"{total.act:,} ({wording.rate(total.act, every)} per 1,000)"))
    asked = ", ".join(filter(None, (f"{wording.rate(summary.asked, every)} per 1,000", wording.asked_words(summary))))
    facts.append(("To a moderator", f"{summary.asked:,} ({asked})"))
    facts.append(("Only recorded", f"{total.record:,} ({wording.rate(total.record, every)} per 1,000)"))
    if summary.verdicts["pending"]:
        facts.append(("Not scored", f"{summary.verdicts['pending']:,}: the scorer failed on them"))
    facts += [("Policy", summary.policy), ("Scorer", summary.scorer), ("Mode", wording.mode_words(summary.mode))]
    facts += [("Took", f"{summary.seconds:.1f} s"), ("Note", wording.untimed_words(summary))]
    for name, value in facts:
        yield from textwrap.wrap(value, width, initial_indent=f"{name:<16}", subsequent_indent=" " * 16)


def _charts(summary: ReplaySummary) -> Iterator[tuple[str, Chart]]:
    languages = {wording.language_words(code): bucket for code, bucket in summary.by_language.items()}
    days, hours = charts.over_time(summary.by_day), charts.by_hour(summary.by_hour)
    yield "By rule", charts.by_size(summary.by_rule, "rule")
    yield "By answer", charts.by_size(summary.by_action, "answer")
    yield "By channel", charts.by_size(summary.by_channel, "channel")
    yield "By language", charts.by_size(languages, "language")
    yield f"By {days.unit}, UTC", days
    yield "By hour, UTC", hours


def _table(title: str, chart: Chart, width: int) -> Iterator[str]:
    if not chart.marks:
        yield f"{title}: none"
        return
    heads = ("messages", "answered", "asked", "recorded")
    name_width = max(18, min(28, width - 52))
    yield _padded(title, name_width) + "".join(f"{head:>10}" for head in heads)
    bar_width = width - name_width - 42
    for mark in chart.marks:
        if mark.bucket.messages:
            yield _row(mark, name_width) + ("  " + _bar(mark, bar_width) if bar_width >= 8 else "")


def _row(mark: Mark, name_width: int) -> str:
    bucket = mark.bucket
    counts = (bucket.messages, bucket.act, bucket.escalate, bucket.record)
    return _padded(f"  {wording.in_line(mark.label) or '(no name)'}", name_width) + "".join(f"{n:>10,}" for n in counts)


def _bar(mark: Mark, width: int) -> str:
    signs = {"act": "#", "escalate": "=", "record": "."}
    return "".join(signs[bar.kind] * max(1, round(bar.size * (width - 3) / 100)) for bar in mark.answers)


def _case(number: int, case: Contested, width: int) -> Iterator[str]:
    text = wording.in_line(case.text)
    place = f"{wording.in_line(case.author)} in {wording.in_line(case.channel)}, {case.at.replace('+00:00', 'Z')}"
    yield _cut(f"{number:>3}. {place}, {case.closeness:.3f} from a threshold", width)
    excerpt = text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]} …"
    yield from _indented(f'"{excerpt}"', width)
    yield from _indented(f"-> {wording.outcome_of(case.actions)}", width)
    for reason in case.reasons:
        yield from _indented(f"because {wording.in_line(reason)}", width)


def _indented(text: str, width: int) -> Sequence[str]:
    return [_cut(line, width) for line in textwrap.wrap(text, width, initial_indent="     ", subsequent_indent="     ")]


def _padded(text: str, width: int) -> str:
    text = _cut(text, width - 1)
    return text + " " * (width - _columns(text))


def _cut(text: str, width: int) -> str:
    if len(text) <= 4 * width and _columns(text) <= width:
        return text
    text = text[: 4 * width]  # marks without a width of their own could be piled up without end
    while _columns(text) > width - 1:
        text = text[:-1]
    return f"{text}…"


def _columns(text: str) -> int:
    """Return how many columns a terminal takes for a text."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
