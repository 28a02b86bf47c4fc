"""A replay's summary as one page that holds all it needs."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from bot.reports import charts, wording

if TYPE_CHECKING:
    from bot.pipeline.replay_summary import Contested, ReplaySummary

_LONGEST = 4_000  # characters of one message that are shown


def summary_as_html(summary: ReplaySummary) -> str:
    """Return the page: it asks nothing from the network, and its policy lets it ask nothing."""
    # Jinja2 escapes everything but the two files of this folder, which the template marks as safe.
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["rate"] = wording.rate
    style, script = _part("replay.css"), _part("replay.js")
    return environment.from_string(_part("replay.html.j2")).render(
        summary=summary,
        wording=wording,
        kinds=_kinds(summary),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        times=[charts.over_time(summary.by_day), charts.by_hour(summary.by_hour)],
        rows=_rows(summary),
        contested=[_shown(each) for each in summary.contested],
    )


def _kinds(summary: ReplaySummary) -> list[tuple[str, str]]:
    """Return the outcomes that happened at all, with what the page calls them."""
    names = [("act", "Answered"), ("escalate", "Only to a moderator"), ("record", "Only recorded")]
    return [(kind, name) for kind, name in names if getattr(summary.total, kind)]


def _rows(summary: ReplaySummary) -> list[tuple[str, str, charts.Chart]]:
    languages = {wording.language_words(code): bucket for code, bucket in summary.by_language.items()}
    return [
        ("By rule", "where it held, per 1,000 of all", charts.by_size(summary.by_rule, "rule")),
        ("By answer", "where it would be given, per 1,000 of all", charts.by_size(summary.by_action, "answer")),
        ("By channel", "per 1,000 of its messages", charts.by_size(summary.by_channel, "channel")),
        ("By language", "as guessed, per 1,000 of its messages", charts.by_size(languages, "language")),
    ]


def _shown(contested: Contested) -> Contested:
    text = wording.harmless(contested.text)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]} … ({len(text) - _LONGEST:,} more characters)"
    return replace(contested, text=text)


def _part(name: str) -> str:
    return files("bot.reports").joinpath(name).read_text(encoding="utf-8")


def _hash(part: str) -> str:
    return f"sha256-{b64encode(sha256(part.encode()).digest()).decode()}"
