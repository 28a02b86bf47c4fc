"""How the shell shows cases: a list, one case with all that hangs on it, why it is one, and what follows a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.case_words import (
    BY_HAND,
    age_words,
    appeal_words,
    claimed_words,
    counted,
    done_words,
    effect_words,
    event_words,
    handled_words,
    headline,
    notice_words,
    proposal_words,
    rule_words,
    strike_words,
    waiting,
    waiting_words,
    why_words,
)
from bot.core.explain import outcome_words
from bot.core.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.core.cases import Case
    from bot.core.content import Content
    from bot.core.decision import Decision
    from bot.core.effects import Effect
    from bot.pipeline.case_file import CaseFile

# A case as a row of a list: the case, its effects.
Row = tuple["Case", "Sequence[Effect]"]
_NARROW = 28


def list_lines(rows: Sequence[Row], now: datetime) -> Iterator[str]:
    """Yield a line per case, in columns."""
    cells = [_cells(case, effects, now) for case, effects in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        number, *rest = line
        padded = (each.ljust(width) for each, width in zip(rest, widths[1:], strict=True))
        yield "  ".join((number.rjust(widths[0]), *padded)).rstrip()


def _cells(case: Case, effects: Sequence[Effect], now: datetime) -> tuple[str, ...]:
    left = waiting(effects)
    waits = f" ({left} waiting)" if left else ""
    age = age_words((now - case.opened_at).total_seconds())
    severity, who = case.severity.name.lower(), _short(printable(case.member))
    return f"{case.number}", str(case.state), age, severity, _short(rule_words(case)), who, done_words(effects) + waits


def _short(text: str) -> str:
    return text if len(text) <= _NARROW else f"{text[: _NARROW - 1]}…"


def case_lines(file: CaseFile, now: datetime, *, text: bool) -> Iterator[str]:
    """Yield all that is known of a case; the message and what the member wrote about it only with `text`."""
    case = file.case
    yield headline(case, now)
    yield from _part("claim", [claimed_words(case, file.events, now)])
    yield from _part("verdict", [handled_words(case, file.events, now)] if case.decided_by else [])
    yield from _part("message", _message(file.content, text=text))
    yield from _part("further messages", _further(file, text=text))
    if file.better is not None:
        yield from _part("in its place", _message(file.better, text=text))
    yield from why_lines(file, text=text)
    yield from _part("proposed", [proposal_words(case)])
    yield from _part("effects", counted(map(effect_words, file.effects)))
    yield from _part("notices", map(notice_words, file.notices))
    yield from _part("strikes of the member", map(strike_words, file.strikes))
    if file.appeal is not None:
        said = printable(file.appeal.text) if text else blurred(file.appeal.text)
        yield from _part("appeal", [f"{appeal_words(file.appeal, now)}: {said}"])
    yield from _part("history", map(event_words, file.events))
    yield f"version {case.version}"
    yield from filter(None, [waiting_words(waiting(file.effects))])


def why_lines(file: CaseFile, *, text: bool) -> Iterator[str]:
    """Yield why there is a case, by each decision on its message."""
    for decision in file.decisions:
        yield from decision_lines(decision, file.text_of(decision) if text else "")
    if not file.decisions and file.case.by_hand:
        yield f"why: {BY_HAND}"


def decision_lines(decision: Decision, text: str = "") -> Iterator[str]:
    """Yield what was decided and why."""
    edited = f", edit {decision.revision}" if decision.revision else ""
    yield from _part(f"why {outcome_words(decision)}{edited}", why_words(decision, text))


def follow_lines(file: CaseFile) -> Iterator[str]:
    """Yield what a case's latest change planned, and how much of the case waits."""
    latest = [each for each in file.effects if each.batch == file.case.version]
    yield from (f"  {effect_words(each)}" for each in latest)
    yield waiting_words(waiting(file.effects)) or "Nothing is left to do on the platform."


def blurred(text: str) -> str:
    """Return as much of a text as shows that there is one."""
    return f"{'▒' * min(len(text), 24)} ({len(text)} characters; --text shows them)"


def _message(content: Content | None, *, text: bool) -> Iterator[str]:
    if content is None:
        yield "its text is kept no longer"
    elif text:
        edited = f" (edit {content.revision})" if content.revision else ""
        yield f"{printable(content.author.name)}{edited}: {printable(content.text)}"
    else:
        yield blurred(content.text)


def _further(file: CaseFile, *, text: bool) -> Iterator[str]:
    if file.messages > 1:
        yield f"{file.messages - 1} of the same incident"
        yield from (line for each in file.further for line in _message(each, text=text))


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a titled part; nothing where it has no lines. One line stands beside its title."""
    match [each for each in lines if each]:
        case []:
            return
        case [line]:
            yield f"{title}: {line}"
        case many:
            yield f"{title}:"
            yield from (f"  {each}" for each in many)
