"""A case in plain words, the same words in the shell, at the desk and in a chat. Nothing here quotes a message."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING, assert_never

from bot.core.actions import describe
from bot.core.better import rules_of
from bot.core.cases import ActorKind, AppealState, CaseState
from bot.core.effects import EffectKind, EffectState, Route, is_standing
from bot.core.explain import reasons
from bot.core.journal import EventKind
from bot.core.notices import NoticeKind, NoticeState
from bot.core.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.core.cases import Actor, Appeal, Case
    from bot.core.decision import Decision, Strike
    from bot.core.effects import Effect
    from bot.core.journal import Event
    from bot.core.notices import Notice

_STATES = {
    CaseState.OPEN: "open",
    CaseState.HANDLED: "handled by the bot",
    CaseState.UPHELD: "upheld",
    CaseState.DISMISSED: "dismissed",
    CaseState.UNDONE: "undone",
    CaseState.VOID: "void, its member was erased",
}
_ROUTES = {
    Route.DIRECT: "by direct message",
    Route.CHANNEL: "by a hint in the channel",
    Route.KEPT: "kept until they ask",
}
_EFFECT_STATES = {
    EffectState.PLANNED: "waits",
    EffectState.CLAIMED: "under way",
    EffectState.DONE: "done",
    EffectState.FAILED: "failed",
    EffectState.SKIPPED: "skipped",
    EffectState.SUBSTITUTED: "substituted",
    EffectState.SUPERSEDED: "superseded",
}
_NOTICES = {
    NoticeKind.NUDGE: "nudge",
    NoticeKind.ACTION: "notice of what was done",
    NoticeKind.REVERSED: "notice that it was taken back",
    NoticeKind.APPEAL_GRANTED: "answer to the appeal: granted",
    NoticeKind.APPEAL_DENIED: "answer to the appeal: denied",
}
_NOTICE_STATES = {
    NoticeState.QUEUED: "waits to be sent",
    NoticeState.SENT: "sent",
    NoticeState.KEPT: "kept until the member asks",
    NoticeState.WAIVED: "waived",
}
# Why there is a case that no decision made.
BY_HAND = "a moderator acted without the bot"
# Why nothing is proposed against anybody.
NOBODY_KNOWN = "nobody knows who did it"
_SOMEBODY = "somebody unknown"
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
# What of an event's facts says more than its kind.
_TOLD = ("kind", "state", "verdict", "actions", "proposals", "strike", "reports", "rows", "what", "chosen")


def age_words(seconds: float) -> str:
    """Say how long, in the largest unit that fills: `3 s`, `5 min`, `2 h`, `4 d`."""
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return "0 s"


def since_words(at: datetime | None, now: datetime) -> str:
    """Say how much time has passed since a moment; none, or a clock that runs ahead, counts as no time."""
    return age_words((now - at).total_seconds()) if at else age_words(0)


def ago_words(at: datetime, now: datetime) -> str:
    """Say how long ago a moment was, such as `5 min ago`."""
    return f"{since_words(at, now)} ago"


def moment_words(at: datetime) -> str:
    """Say a moment in UTC to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def state_words(case: Case) -> str:
    """Say where a case stands; for an open one also what there is to look at."""
    asked = case.state is CaseState.OPEN and case.why_open
    return f"{_STATES[case.state]} ({printable(case.why_open)})" if asked else _STATES[case.state]


def rule_words(case: Case) -> str:
    """Name the rules, gravest first."""
    if case.rules:
        return ", ".join(map(printable, case.rules))
    return "a moderator's own action" if case.by_hand else "no rule"


def title_words(case: Case) -> str:
    """Return what a case is, without where and by whom: number, state, severity, rules."""
    return " · ".join([f"case {case.number}", state_words(case), case.severity.name.lower(), rule_words(case)])


def headline(case: Case, now: datetime) -> str:
    """Return what a case is in one line: number, state, severity, rules, where, by whom, how old."""
    where = f"#{printable(case.message.channel)} {printable(case.message.id)}"
    return " · ".join(
        [title_words(case), where, f"by {printable(case.member) or _SOMEBODY}", ago_words(case.opened_at, now)]
    )


def proposal_words(case: Case) -> str:
    """Say what is proposed to a moderator, as the policy file writes it; empty for nothing."""
    return ", ".join(describe(each) for each in case.proposals)


def asked_words(case: Case) -> str:
    """Say what a verdict does: what is proposed, and the strike that waits for it; empty for nothing but a look."""
    strike = f"a strike for {printable(case.strike_rule)}" if case.strike_weight and not case.decided_by else ""
    return " and ".join(filter(None, (proposal_words(case), strike)))


def kind_words(kind: EffectKind) -> str:
    """Say a kind of effect, such as `lift time out`."""
    return str(kind).replace("_", " ")


def effect_words(effect: Effect) -> str:
    """Say one effect with how it ended and why, such as `time out until …: failed, the right is missing`."""
    what = kind_words(effect.kind)
    if effect.route is not None:
        what = f"{what} {_ROUTES[effect.route]}"
    if effect.until is not None:
        what = f"{what} until {moment_words(effect.until)}"
    state = "is called off" if effect.is_open and effect.cancelled else _EFFECT_STATES[effect.state]
    why = f", {printable(effect.reason)}" if effect.reason else ""
    tries = f", {effect.attempts} tries so far" if effect.is_open and effect.attempts > 1 else ""
    return f"{what}: {state}{why}{tries}"


def counted(lines: Iterable[str]) -> Iterator[str]:
    """Yield each line once, with how often it was there where that was more than once."""
    yield from (f"{line} × {times}" if times > 1 else line for line, times in Counter(lines).items())


def done_words(effects: Sequence[Effect]) -> str:
    """Say what stands of a case on the platform, such as `hide + time out`; `nothing` where nothing does."""
    standing = [each for each in effects if each.kind is not EffectKind.NOTIFY and is_standing(each, effects)]
    said = [kind_words(each.kind) for each in standing if not each.reverses]
    return " + ".join(dict.fromkeys(said)) or "nothing"


def waiting(effects: Iterable[Effect]) -> int:
    """Return how many effects are still to be done."""
    return sum(each.is_open for each in effects)


def waiting_words(count: int) -> str:
    """Say how many effects wait for the running Takt; empty for none."""
    match count:
        case 0:
            return ""
        case 1:
            return "1 effect waits for the running Takt"
        case _:
            return f"{count} effects wait for the running Takt"


def notice_words(notice: Notice) -> str:
    """Say one notice with how it ended."""
    why = f", {printable(notice.reason)}" if notice.reason else ""
    until = f"; appeal until {moment_words(notice.appeal_until)}" if notice.appeal_until else ""
    return f"{_NOTICES[notice.kind]} ({printable(notice.language)}): {_NOTICE_STATES[notice.state]}{why}{until}"


def strike_words(strike: Strike) -> str:
    """Say one strike and until when it counts."""
    weight = f" × {strike.weight}" if strike.weight > 1 else ""
    return f"{printable(strike.rule)}{weight}, expires {moment_words(strike.expires)}"


def better_words(events: Iterable[Event]) -> Iterator[str]:
    """Yield what a member tried to write in the place of a hidden message, and what came of it."""
    for event in events:
        if event.kind is EventKind.BETTER_SENT:
            yield f"sent, {moment_words(event.at)}: it takes the place of the message, and no strike is left"
        elif event.kind is EventKind.BETTER_REFUSED:
            yield f"refused, {moment_words(event.at)}: {', '.join(map(printable, rules_of(event)))}"


def appealed_words(appeal: Appeal) -> str:
    """Say where an appeal stands and since when, in words that stay true."""
    return f"{appeal.state}, {moment_words(appeal.decided_at or appeal.at)}"


def appeal_words(appeal: Appeal, now: datetime) -> str:
    """Say where an appeal stands, without its text."""
    match appeal.state:
        case AppealState.WAITING:
            return f"waiting for {age_words((now - appeal.at).total_seconds())}"
        case AppealState.GRANTED | AppealState.DENIED:
            return f"{appeal.state} {ago_words(appeal.decided_at or appeal.at, now)}"
        case _:
            assert_never(appeal.state)


def actor_words(actor: Actor) -> str:
    """Say who did something, by name where one is known. Moderators' names are for moderators alone."""
    name = printable(actor.name or actor.id)
    match actor.kind:
        case ActorKind.BOT:
            return "the bot"
        case ActorKind.MODERATOR | ActorKind.MEMBER:
            return f"@{name}" if name else f"a {actor.kind}"
        case _:
            assert_never(actor.kind)


def event_words(event: Event) -> str:
    """Say one thing that happened: when, what, by whom, and its facts."""
    facts = [f"{name} {_fact(event.facts[name])}" for name in _TOLD if event.facts.get(name)]
    what = str(event.kind).replace("_", " ")
    said = f"{moment_words(event.at)}  {what} by {actor_words(event.actor)}"
    return f"{said}: {', '.join(facts)}" if facts else said


def _fact(value: object) -> str:
    return printable(" + ".join(map(str, value)) if isinstance(value, list) else str(value).replace("_", " "))


def handled_words(case: Case, events: Iterable[Event], now: datetime) -> str:
    """Say who came first, such as `handled by @eva 3 s ago: upheld`, or that the case changed meanwhile."""
    if case.decided_by and case.decided_at is not None:
        return f"handled by {_named(case.decided_by, events)} {ago_words(case.decided_at, now)}: {state_words(case)}"
    return f"changed {ago_words(case.changed_at, now)} (version {case.version} now): {state_words(case)}"


def claimed_words(case: Case, events: Iterable[Event], now: datetime) -> str:
    """Say who is at a case; empty where nobody claimed it."""
    if not case.claimed_by or case.claimed_at is None:
        return ""
    return f"claimed by {_named(case.claimed_by, events)} {ago_words(case.claimed_at, now)}"


def decided_words(case: Case, events: Iterable[Event]) -> str:
    """Say who gave the verdict and when, in words that stay true; empty where nobody did."""
    if not case.decided_by or case.decided_at is None:
        return ""
    return f"{state_words(case)} by {_named(case.decided_by, events)}, {moment_words(case.decided_at)}"


def holder_words(case: Case, events: Iterable[Event], until: datetime) -> str:
    """Say in whose hands a claimed case is until when, in words that stay true."""
    return f"{_named(case.claimed_by, events)} until {moment_words(until)}"


def _named(person: str, events: Iterable[Event]) -> str:
    """Return a moderator's name as the case's history last had it, else the id."""
    names = [each.actor.name for each in events if each.actor.id == person and each.actor.name]
    return f"@{printable(names[-1] if names else person)}"


def why_words(decision: Decision, text: str = "") -> tuple[str, ...]:
    """Return a line per reason of a decision; with the message's `text` they quote what was found in it."""
    strikes = f"strikes before it: {decision.strikes}"
    return (*reasons(decision, text), f"{strikes} · policy {decision.policy} · mode {decision.mode}")
