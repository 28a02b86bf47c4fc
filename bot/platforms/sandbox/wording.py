"""How the sandbox shows messages, decisions and what came of them, on a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.actions import describe
from bot.core.duration import format_duration
from bot.core.effects import EffectKind, EffectState
from bot.core.explain import because, evidence_words, outcome_words
from bot.core.journal import EventKind
from bot.core.notices import NoticeState
from bot.core.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.core.content import Content
    from bot.core.decision import Decision
    from bot.core.journal import Event
    from bot.pipeline.intake import Taken
    from bot.platforms.sandbox.platform import Refused
    from bot.platforms.sandbox.world import Told

_NOTICE_SHOWN = 150


def content_line(content: Content) -> str:
    """Return `#channel member: text`, with what it answers."""
    edited = " (edited)" if content.revision else ""
    to = f" ↩ {content.answers}" if content.answers else ""
    return f"#{printable(content.channel)} {printable(content.author.name)}{to}{edited}: {printable(content.text)}"


def decision_line(content: Content, decision: Decision) -> str:
    """Return `#channel member: text → action  because rule …`."""
    reason = because(decision, content.text)
    return f"{content_line(content)} → {outcome_words(decision)}" + (f"  {reason}" if reason else "")


def taken_line(content: Content, taken: Taken) -> str:
    """Return the line for a message that came in, whatever became of it."""
    if taken.screened is not None:
        return decision_line(taken.screened.content, taken.screened.decision)
    said = f"{taken.news}  because {taken.why}" if taken.why else f"{taken.news} before"
    return f"{content_line(content)} → {said}"


def refused_line(refused: Refused) -> str:
    """Return the line for a message that the platform did not let through."""
    content, left = refused.content, ""
    if refused.until is not None:
        minutes = max(1, round((refused.until - content.at).total_seconds() / 60))
        left = f" for {format_duration(minutes * 60)} more"
    return f"{content_line(content)} → not posted  because {printable(content.author.name)} {refused.why}{left}"


def told_line(told: Told, name: str) -> str:
    """Return what a member got, shortened to its first two paragraphs: what was done, and by which rule."""
    way = f"in #{printable(told.channel)}, seen by them alone" if told.channel else str(told.route)
    return f"{printable(name)} is told ({way}): {shortened(told.text)}"


def shortened(notice: str, most: int = 2 * _NOTICE_SHOWN) -> str:
    """Return the beginning of a notice on one line."""
    paragraphs = notice.split("\n\n")
    said = printable(" ".join(" ".join(paragraphs[:2]).split()))
    if len(said) > most:
        return f"{said[: most - 1].rpartition(' ')[0]}…"
    return f"{said} …" if paragraphs[2:] else said


def ended_lines(events: Iterable[Event]) -> list[str]:
    """Say how effects and notices ended, a line per case; what was sent or held back is seen elsewhere."""
    by_case: dict[int, list[str]] = {}
    for event in events:
        said = _ended(event)
        if said:
            by_case.setdefault(event.case, []).append(said)
    return [f"case {case}: {', '.join(said)}" for case, said in by_case.items()]


def _ended(event: Event) -> str:
    kind, state, why = (str(event.facts.get(each, "")) for each in ("kind", "state", "why"))
    reason = f" ({printable(why)})" if why else ""
    if event.kind is EventKind.NOTICE_ENDED:
        return "" if state == NoticeState.SENT else f"notice {state}{reason}"
    if kind in {EffectKind.REPLY, EffectKind.RETRACT}:  # the channel shows it, or an alert says why not
        return ""
    if kind == EffectKind.NOTIFY and state not in {EffectState.FAILED, EffectState.SUBSTITUTED}:
        return ""
    return f"{kind.replace('_', ' ')} {state}{reason}"


def why_lines(contents: Iterable[Content], decisions: Iterable[Decision]) -> Iterator[str]:
    """Yield all that is behind decisions. Without the content nothing of its message is quoted."""
    texts = {(each.id, each.revision): each.text for each in contents}
    for decision in decisions:
        text = texts.get((decision.content_id, decision.revision), "")
        yield f"revision {decision.revision}: {outcome_words(decision)}"
        for match in decision.matches:
            words = evidence_words(match.evidence, text)
            yield f"   {match.rule} ({match.severity.name.lower()}) {match.evidence.clause}: {words}"
        for each in decision.guarded:
            yield f"   {each.rule} held back by the guard {each.guard}: {each.answer}"
        for gap in decision.not_run:
            yield f"   not run: {gap.what}, {gap.why}"
        would = f" · would {', '.join(describe(each) for each in decision.would)}" if decision.would else ""
        yield f"   strikes before {decision.strikes}{would} · policy {decision.policy} · mode {decision.mode}"
