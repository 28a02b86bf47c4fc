"""What a moderator does with a case: claim, uphold, dismiss, change, undo, reopen. Each is one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.actions import Enforcement, Escalate, TimeOut, automatic, describe, join
from bot.core.cases import UNDECIDED, Actor, Case, CaseState
from bot.core.decision import Strike
from bot.core.effects import EffectKind, EffectState
from bot.core.journal import Event, EventKind
from bot.core.lower import asked_for, effect_kind, possible
from bot.core.notices import NoticeKind, NoticeState
from bot.core.reversal import RESTRICTIONS
from bot.core.standing import standing
from bot.pipeline.incident import breaching
from bot.pipeline.intake import SEEN
from bot.pipeline.planning import Manner, notice_for, plan, tell
from bot.pipeline.take_back import reverse, take_back

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.decision import Decision
    from bot.core.journal import Fact
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

CLAIM = timedelta(minutes=10)
_TAKEN_BACK = frozenset({CaseState.DISMISSED, CaseState.UNDONE})


@dataclass(frozen=True, slots=True)
class Did:
    """It was done; the case as it is now."""

    case: Case


@dataclass(frozen=True, slots=True)
class TooLate:
    """Somebody or something else changed the case first; the case says who and when."""

    case: Case


@dataclass(frozen=True, slots=True)
class Claimed:
    """Another moderator is at it; the case says who and since when."""

    case: Case


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """The case is in that state already, such as undone."""

    case: Case


@dataclass(frozen=True, slots=True)
class NoSuchCase:
    """No case has this number."""

    number: int


Answer = Did | TooLate | Claimed | NothingToDo | NoSuchCase


async def claim(community: Community, number: int, actor: Actor, *, version: int | None = None) -> Answer:
    """Take a case for oneself for ten minutes; others see by whom."""
    async with community.begin() as uow:
        case = await _open_for(uow, community, number, actor, version, UNDECIDED)
        if not isinstance(case, Case):
            return case
        claimed = _raised(case, community, claimed_by=actor.id, claimed_at=community.now())
        return await _done(uow, community, claimed, EventKind.CLAIMED, actor)


async def release(community: Community, number: int, actor: Actor) -> Answer:
    """Give a claimed case back."""
    async with community.begin() as uow:
        case = await _open_for(uow, community, number, actor, None, UNDECIDED)
        if not isinstance(case, Case):
            return case
        if not case.claimed_by:
            return NothingToDo(case)
        freed = _raised(case, community, claimed_by="", claimed_at=None)
        return await _done(uow, community, freed, EventKind.RELEASED, actor)


async def uphold(community: Community, number: int, actor: Actor, *, version: int | None = None) -> Answer:
    """Say that the message broke the rules: what is proposed is done, and the strike counts."""
    async with community.begin() as uow:
        case = await _open_for(uow, community, number, actor, version, UNDECIDED)
        if not isinstance(case, Case):
            return case
        upheld = _decided(case, community, CaseState.UPHELD, actor)
        struck = await _answer(uow, community, upheld, case.proposals)
        facts: dict[str, Fact] = {"actions": [describe(each) for each in case.proposals], "strike": struck}
        return await _done(uow, community, upheld, EventKind.UPHELD, actor, facts)


async def dismiss(community: Community, number: int, actor: Actor, *, version: int | None = None) -> Answer:
    """Say that the message was in order: all is taken back, and its text is never acted on again."""
    async with community.begin() as uow:
        case = await _open_for(uow, community, number, actor, version, UNDECIDED)
        if not isinstance(case, Case):
            return case
        dismissed = _decided(case, community, CaseState.DISMISSED, actor)
        await take_back(uow, community, dismissed, actor)
        return await _done(uow, community, dismissed, EventKind.DISMISSED, actor)


async def change(
    community: Community, number: int, actor: Actor, actions: Sequence[Enforcement], *, version: int | None = None
) -> Answer:
    """Uphold with other actions: what was done and isn't among them is taken back, what is missing is done."""
    actions = automatic(join(actions))
    async with community.begin() as uow:
        case = await _open_for(uow, community, number, actor, version, UNDECIDED)
        if not isinstance(case, Case):
            return case
        changed = _decided(case, community, CaseState.UPHELD, actor)
        dropped = await _drop_others(uow, community, changed, actions)
        struck = await _answer(uow, community, changed, actions, dropped=dropped)
        facts: dict[str, Fact] = {"actions": [describe(each) for each in actions], "strike": struck}
        return await _done(uow, community, changed, EventKind.CHANGED, actor, facts)


async def undo(community: Community, number: int, actor: Actor, *, version: int | None = None) -> Answer:
    """Take back exactly what a case caused. A second time there is nothing to do."""
    async with community.begin() as uow:
        case = await _open_for(uow, community, number, actor, version, UNDECIDED | {CaseState.UPHELD})
        if not isinstance(case, Case):
            return case
        undone = _decided(case, community, CaseState.UNDONE, actor)
        await take_back(uow, community, undone, actor)
        return await _done(uow, community, undone, EventKind.UNDONE, actor)


async def reopen(community: Community, number: int, actor: Actor, *, version: int | None = None) -> Answer:
    """Take back a dismissal or an undo: what the policy answered is proposed again, and nothing is done yet.

    Where the message was edited since and has a newer case, that is the one to decide on.
    """
    async with community.begin() as uow:
        case = await _open_for(uow, community, number, actor, version, _TAKEN_BACK)
        if not isinstance(case, Case):
            return case
        newest = await uow.cases.latest_on(case.message)
        if newest is not None and newest.number != number:
            return TooLate(newest)
        await uow.approvals.withdraw(number)
        decisions = [each for each in await uow.decisions.of_case(number) if each.actions]
        latest = decisions[-1] if decisions else None
        raised = _raised(case, community, decided_by="", decided_at=None, state=CaseState.OPEN)
        # A report of the same text gives no second strike: the first one is it.
        strike = next((each.strike for each in reversed(decisions) if each.strike), None)
        here = possible(case.message, community.enforcer.capabilities)
        reopened = _with_answer(raised, latest, strike, here) if latest else raised
        return await _done(uow, community, reopened, EventKind.REOPENED, actor)


async def _open_for(
    uow: UnitOfWork,
    community: Community,
    number: int,
    actor: Actor,
    version: int | None,
    states: frozenset[CaseState],
) -> Case | Answer:
    """Return the case if this moderator may act on it as they saw it, else why not."""
    case = await uow.cases.get(number)
    if case is None:
        return NoSuchCase(number)
    if version is not None and version != case.version:
        return TooLate(case)
    if case.state not in states:
        return NothingToDo(case)
    if is_claimed(case, community.now()) and case.claimed_by != actor.id:
        return Claimed(case)
    return case


def is_claimed(case: Case, now: datetime) -> bool:
    """Tell whether some moderator's claim still holds."""
    return bool(case.claimed_by) and case.claimed_at is not None and now - case.claimed_at < CLAIM


def _raised(case: Case, community: Community, **changes: object) -> Case:
    return replace(case, version=case.version + 1, changed_at=community.now(), **changes)  # type: ignore[arg-type]  # fields of Case


def _decided(case: Case, community: Community, state: CaseState, actor: Actor) -> Case:
    now = community.now()
    return _raised(case, community, state=state, decided_by=actor.id, decided_at=now, claimed_by="", claimed_at=None)


async def _done(
    uow: UnitOfWork,
    community: Community,
    case: Case,
    kind: EventKind,
    actor: Actor,
    facts: dict[str, Fact] | None = None,
) -> Did:
    await uow.cases.save(case)
    told = {**(facts or {}), **standing(case)}
    await uow.journal.append(Event(kind, case.changed_at, case.number, actor, told, person=case.member))
    community.work.set()
    return Did(case)


async def _answer(
    uow: UnitOfWork, community: Community, case: Case, actions: Sequence[Enforcement], *, dropped: bool = False
) -> str:
    """Do what a moderator decided, and give the strike that waited; return its rule. `dropped`: something is lifted."""
    manner = Manner(detected=await _was_detected(uow, case), decided=False)
    heard = await _heard(uow, case)
    unasked = await _unasked(uow, community, case, actions, heard)
    planned = await plan(uow, community, case, unasked, manner, await breaching(uow, case))
    struck = await _strike(uow, community, case)
    if struck and not planned.says and not heard:
        # A strike is never given in silence.
        await tell(uow, community, replace(notice_for(community, case, NoticeKind.ACTION, manner), warning=True))
    elif dropped and not planned.says:
        await tell(uow, community, notice_for(community, case, NoticeKind.ACTION, manner))
    return struck


async def _heard(uow: UnitOfWork, case: Case) -> frozenset[int]:
    """Return the versions of a case of which its member was told, since it was last taken back."""
    notices = await uow.notices.of_case(case.number)
    taken_back = {NoticeKind.REVERSED, NoticeKind.APPEAL_GRANTED}
    last = max((each.batch for each in notices if each.kind in taken_back), default=0)
    return frozenset(each.batch for each in notices if each.batch > last and each.state is not NoticeState.WAIVED)


async def _was_detected(uow: UnitOfWork, case: Case) -> bool:
    """Tell whether a program found the message, and not only members who reported it."""
    decisions = await uow.decisions.of_case(case.number)
    seen = [await uow.decisions.find(case.message, each.revision, each.policy, SEEN) for each in decisions]
    return case.number in seen


async def _unasked(
    uow: UnitOfWork, community: Community, case: Case, actions: Sequence[Enforcement], heard: frozenset[int]
) -> list[Enforcement]:
    """Leave out what can't be done here and was asked for before: the moderator has seen to it by hand."""
    effects = await uow.effects.of_case(case.number)
    asked = {each.kind for each in effects if each.state is EffectState.SUBSTITUTED and each.batch in heard}
    asked -= possible(case.message, community.enforcer.capabilities)
    return [each for each in actions if effect_kind(each) not in asked]


async def _strike(uow: UnitOfWork, community: Community, case: Case) -> str:
    """Give the strike that waited for a moderator, unless its incident has one; return its rule."""
    if not case.strike_weight or await uow.strikes.of_case(case.number):
        return ""
    policy, at = community.policy, case.opened_at
    incident = timedelta(seconds=policy.incident_seconds)
    live = await uow.strikes.live(case.member, at)
    if any(each.rule == case.strike_rule and abs(each.at - at) < incident for each in live):
        return ""
    expires = at + timedelta(seconds=policy.strikes_expire_seconds)
    await uow.strikes.give(
        Strike(case.strike_rule, case.message.id, at, expires, case.strike_weight), case.member, case.number
    )
    return case.strike_rule


async def _drop_others(uow: UnitOfWork, community: Community, case: Case, chosen: Sequence[Enforcement]) -> bool:
    """Reverse the case's restrictions that were not chosen, and a time-out that is longer than the chosen one.

    Return whether something has to be lifted on the platform.
    """
    effects = await uow.effects.of_case(case.number)
    kept = {effect_kind(each) for each in chosen}
    longest = max((each.seconds for each in chosen if isinstance(each, TimeOut)), default=0)
    until = community.now() + timedelta(seconds=longest)
    if any(each.kind is EffectKind.TIME_OUT and each.until and each.until > until for each in effects):
        kept.discard(EffectKind.TIME_OUT)
    return await reverse(uow, case, effects, frozenset(each for each in RESTRICTIONS if each not in kept))


def _with_answer(case: Case, decision: Decision, strike: Strike | None, here: frozenset[EffectKind]) -> Case:
    """Return the case with all that a decision answered as proposals, and a strike waiting."""
    escalated = [each for each in decision.actions if isinstance(each, Escalate)]
    proposals = join((Escalate(automatic(decision.actions)), *escalated))
    asked = asked_for(next((each.proposals for each in proposals if isinstance(each, Escalate)), ()), here)
    if strike is None:
        return replace(case, proposals=asked)
    return replace(case, proposals=asked, strike_rule=strike.rule, strike_weight=strike.weight)
