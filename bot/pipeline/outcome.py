"""Writes down how an effect ended, and what follows: another try, another way, a person who has to look."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.core.cases import UNDECIDED, CaseState
from bot.core.effects import (
    ON_FEEDBACK,
    Applied,
    Effect,
    EffectKind,
    EffectState,
    Failed,
    NoAnswer,
    Outcome,
    Skipped,
    settled,
)
from bot.core.journal import Event, EventKind
from bot.core.standing import standing
from bot.pipeline.delivery import after_notice
from bot.pipeline.passing_on import after_feedback
from bot.pipeline.reply_sending import after_reply

if TYPE_CHECKING:
    from bot.core.journal import Fact
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork


async def settle(
    uow: UnitOfWork, community: Community, effect: Effect, outcome: Outcome, text: str | None = None
) -> None:
    """Write an outcome down. `text`: the notice as it was sent."""
    current = await uow.effects.get(effect.key)
    if current is None or not current.is_open or current.attempts != effect.attempts:
        return  # erased, superseded or claimed anew meanwhile: that entry counts
    ended = _after(current, outcome, community)
    await uow.effects.save(ended)
    if ended.is_open:
        return
    if isinstance(outcome, Failed) and outcome.permission:
        await _ask_for_right(uow, community, ended, outcome.permission)
    if isinstance(outcome, Applied):
        await uow.alerts.clear(_right_key(ended))
    ended, asked = await _follow(uow, community, ended, outcome, text)
    facts: dict[str, Fact] = {
        "kind": str(ended.kind),
        "state": str(ended.state),
        "why": ended.reason,
        "batch": ended.batch,
        **asked,
    }
    await uow.journal.append(
        Event(EventKind.EFFECT_ENDED, community.now(), ended.case, facts=facts, person=ended.member)
    )


async def _follow(
    uow: UnitOfWork, community: Community, ended: Effect, outcome: Outcome, text: str | None
) -> tuple[Effect, dict[str, Fact]]:
    """Do what follows from an effect's end; return it as it stands then, and what its case asks by it, as facts."""
    if ended.kind is EffectKind.NOTIFY:
        return await after_notice(uow, community, ended, text), {}
    if ended.kind in {EffectKind.REPLY, EffectKind.RETRACT}:
        await after_reply(uow, community, ended, outcome)
    elif ended.kind in ON_FEEDBACK:
        await after_feedback(uow, community, ended, outcome)
    elif ended.state is EffectState.FAILED:
        return ended, await _ask_moderator(uow, community, ended)
    return ended, {}


async def missing_right(uow: UnitOfWork, community: Community, effect: Effect) -> str:
    """Say that the right for an effect is known to be missing, so that it isn't tried in a storm; empty if not."""
    up = await uow.alerts.is_up(_right_key(effect), community.now())
    return "not tried: the right for it is missing, and moderators know" if up else ""


def _after(effect: Effect, outcome: Outcome, community: Community) -> Effect:
    match outcome:
        case Applied(how=how, before=before):
            known = effect.before if before is None else before
            return replace(settled(effect, EffectState.DONE, how), before=known)
        case Skipped(reason=reason):
            state = EffectState.SUPERSEDED if effect.cancelled else EffectState.SKIPPED
            return settled(effect, state, reason)
        case Failed() if effect.cancelled:
            return settled(effect, EffectState.SUPERSEDED, "taken back before it was done")
        case Failed(reason=reason, retry=retry, after=after):
            return _again(effect, reason, after, community) if retry else settled(effect, EffectState.FAILED, reason)
        case NoAnswer(reason=reason):
            return replace(_again(effect, reason, None, community, lost=True), unknown=True)
        case _:
            assert_never(outcome)


def _again(effect: Effect, reason: str, after: float | None, community: Community, *, lost: bool = False) -> Effect:
    """Plan another try, later each time, until there were enough; after a lost answer, one more look."""
    pace = community.pace
    if effect.attempts >= pace.most_tries + lost:
        return settled(effect, EffectState.FAILED, f"given up after {effect.attempts} tries: {reason}")
    pause = after if after is not None else min(pace.longest_pause, pace.first_pause * 2.0 ** (effect.attempts - 1))
    not_before = community.now() + timedelta(seconds=pause)
    return replace(
        effect, state=EffectState.PLANNED, reason=reason, not_before=not_before, leased_until=None, unknown=False
    )


async def _ask_for_right(uow: UnitOfWork, community: Community, effect: Effect, right: str) -> None:
    now = community.now()
    text = f"I can't {str(effect.kind).replace('_', ' ')} in {effect.message.channel or 'this community'}: {right}."
    if await uow.alerts.raise_once(_right_key(effect), text, now, now + community.pace.right_missing):
        await uow.journal.append(Event(EventKind.ALERTED, now, effect.case, facts={"what": text}))


async def _ask_moderator(uow: UnitOfWork, community: Community, effect: Effect) -> dict[str, Fact]:
    """Put a case back before moderators whose effect failed; where they have decided it, tell them.

    Return what its new version asks, as facts.
    """
    case = await uow.cases.get(effect.case)
    if case is None:
        return {}
    now = community.now()
    state = CaseState.OPEN if case.state is CaseState.HANDLED else case.state
    why = f"{str(effect.kind).replace('_', ' ')} failed: {effect.reason}"
    raised = replace(case, state=state, why_open=why, version=case.version + 1, changed_at=now)
    await uow.cases.save(raised)
    if case.state not in UNDECIDED:
        await uow.alerts.raise_once(f"failed {effect.key}", f"Case {case.number}: {why}.", now, now)
    return standing(raised)


def _right_key(effect: Effect) -> str:
    return f"right {effect.kind} {effect.message.channel}"
