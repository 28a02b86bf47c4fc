"""One case as moderators see it. What members wrote is blurred until it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.case_words import asked_words, since_words
from bot.core.cases import AppealState
from bot.core.effects import EffectKind, EffectState
from bot.core.explain import evidence_words
from bot.core.notices import NoticeState
from bot.core.printable import printable
from bot.core.standing import STANDING
from bot.pipeline.answer_words import clock_words, state_words
from bot.platforms.sandbox.desk.parts import Part, labelled
from bot.platforms.sandbox.wording import why_lines

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.effects import Effect
    from bot.core.journal import Event
    from bot.core.notices import Notice
    from bot.pipeline.case_file import CaseFile

NOTHING = """\
No case yet.

p plays the sample conversation, and cases come in.
Tab goes to the line below on the left: type `bo: hello`.
? lists all keys."""
_MARK = {
    EffectState.PLANNED: "…",
    EffectState.CLAIMED: "…",
    EffectState.DONE: "✓",
    EffectState.FAILED: "✗",
    EffectState.SKIPPED: "–",
    EffectState.SUBSTITUTED: "↷",
    EffectState.SUPERSEDED: "–",
}
_STYLE = {EffectState.DONE: "$success", EffectState.FAILED: "bold $error"}
_REASONS = 5


def case_parts(file: CaseFile, name: str, now: datetime, width: int, *, shown: bool) -> list[Part]:
    """Return everything about a case, wrapped to `width`. `shown`: members' words are not blurred."""
    case = file.case
    rule = ", ".join(case.rules) or "by hand"
    claimed = f" · claimed by @{case.claimed_by} {since_words(case.claimed_at, now)} ago" if case.claimed_by else ""
    where = f"{printable(name)} in #{printable(case.message.channel)}, message {case.message.id}"
    return [
        *labelled(f"Case {case.number}", [(f"{case.severity.name.lower()} · {printable(rule)}", "bold")], width),
        *labelled("State", [(f"{state_words(case, now)}{printable(claimed)}", "")], width),
        *labelled("Message", [(f"{where}, {since_words(case.opened_at, now)} ago", "")], width),
        *labelled("Evidence", [_evidence(file, shown=shown)], width),
        *labelled("Why", _why(file, shown=shown), width),
        *labelled("Asked", _asked(file), width),
        *labelled("Effects", [_effect(each, now) for each in _done(file)] or [("none", "$text-muted")], width),
        *labelled("Notice", [_notice(each, file) for each in file.notices] or [("none", "$text-muted")], width),
        *labelled("Strikes", [(_strikes(file), "")], width),
        *labelled("Appeal", [_appeal(file, now, shown=shown)], width),
    ]


def why_parts(file: CaseFile, *, shown: bool) -> list[Part]:
    """Return all that is behind a case: each decision with each clause, and all that happened."""
    parts: list[Part] = [(f"{line}\n", "") for line in why_lines(file.contents if shown else (), file.decisions)]
    parts += [("\nWhat happened\n", "bold")]
    return parts + [(f"{_happened(each)}\n", "") for each in file.events]


def blurred(text: str) -> str:
    """Return the text with every letter covered; how long its words are still shows."""
    return "".join(each if each.isspace() else "▒" for each in printable(text))


def _evidence(file: CaseFile, *, shown: bool) -> Part:
    if file.content is None:
        return ("no text is kept", "$text-muted")
    more = f"  and {file.messages - 1} more of the same incident" if file.messages > 1 else ""
    if shown:
        return (f"{printable(file.content.text)}{more}", "$text-warning")
    return (f"{blurred(file.content.text)}{more}  (b shows it)", "$text-muted")


def _why(file: CaseFile, *, shown: bool) -> list[Part]:
    decision = next((each for each in reversed(file.decisions) if each.matches), None)
    if decision is None:
        return [(file.case.why_open or "a moderator acted by hand", "")]
    text = file.text_of(decision) if shown else ""
    held = {each.rule: each.guard for each in decision.guarded}
    said = [
        f"{each.rule} {each.evidence.clause}: {evidence_words(each.evidence, text)}"
        + (f" (held back as {held[each.rule]})" if each.rule in held else "")
        for each in decision.matches
    ]
    more = [f"and {len(said) - _REASONS} more (w shows all)"] if len(said) > _REASONS else []
    failed = [f"! {file.case.why_open}"] if file.case.why_open else []
    return [(printable(each), "") for each in (*said[:_REASONS], *more, *failed)]


def _asked(file: CaseFile) -> list[Part]:
    said = asked_words(file.case)
    return [(said, "bold") if said else ("nothing but a look", "$text-muted")]


def _done(file: CaseFile) -> list[Effect]:
    return [each for each in file.effects if each.kind is not EffectKind.NOTIFY]


def _effect(effect: Effect, now: datetime) -> Part:
    until = f" until {clock_words(effect.until, now)}" if effect.until and effect.until > now else ""
    why = f" ({printable(effect.reason)})" if effect.reason else ""
    kind = str(effect.kind).replace("_", " ")
    return (f"{_MARK[effect.state]} {kind}{until}: {effect.state}{why}", _STYLE.get(effect.state, "$text-muted"))


def _notice(notice: Notice, file: CaseFile) -> Part:
    routes = [str(each.route) for each in file.effects if each.notice == notice.id and each.state is EffectState.DONE]
    way = f" ({routes[-1]})" if routes else ""
    why = f" ({printable(notice.reason)})" if notice.reason else ""
    mark = {NoticeState.SENT: "✓", NoticeState.QUEUED: "…"}.get(notice.state, "–")
    kind = str(notice.kind).replace("_", " ")
    return (f"{mark} {kind}: {notice.state}{way}{why}, in {notice.language}", "")


def _strikes(file: CaseFile) -> str:
    own = sum(each.content_id == file.case.message.id for each in file.strikes)
    by_this = f", {own} by this case" if own else ""
    return f"{len(file.strikes)} live{by_this}" if file.strikes else "none"


def _appeal(file: CaseFile, now: datetime, *, shown: bool) -> Part:
    appeal = file.appeal
    if appeal is None:
        return ("none", "$text-muted")
    text = printable(appeal.text) if shown else f"{blurred(appeal.text)}  (b shows it)"
    if appeal.state is AppealState.WAITING:
        return (f"⚑ waiting {since_words(appeal.at, now)} (a decides): {text}", "bold $warning")
    return (f"{appeal.state} by @{printable(appeal.decided_by)} {since_words(appeal.decided_at, now)} ago: {text}", "")


def _happened(event: Event) -> str:
    told = {name: value for name, value in event.facts.items() if value not in ("", [], None) and name not in STANDING}
    facts = ", ".join(f"{name} {_fact(value)}" for name, value in told.items())
    who = f"@{event.actor.id}" if event.actor.id else str(event.actor.kind)
    return printable(f"{event.at:%H:%M:%S} {str(event.kind).replace('_', ' ')} by {who}{': ' if facts else ''}{facts}")


def _fact(value: object) -> str:
    return " + ".join(map(str, value)) if isinstance(value, list) else str(value)
