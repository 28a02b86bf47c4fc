"""Raids: where many members break rules in one channel at once, the channel itself is slowed down or closed a while.

A raided channel has one case of its own, about no member, so that moderators see, decide and undo it like any other.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.actions import Escalate, automatic, describe, join
from bot.core.cases import UNDECIDED, Case, CaseState
from bot.core.content import Message
from bot.core.effects import ON_CHANNEL, EffectState, is_standing
from bot.core.journal import Event, EventKind
from bot.core.lower import beyond, effect_kind
from bot.core.policy import Mode, Severity
from bot.core.standing import standing
from bot.pipeline.planning import Manner, plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.actions import Action
    from bot.core.content import Content
    from bot.core.effects import Effect
    from bot.core.journal import Fact
    from bot.core.raid import Raid
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

RAID = "raid"
# Of all cases so many are looked through, the newest first.
_LOOKED_AT = 200


async def watch(uow: UnitOfWork, community: Community, content: Content) -> None:
    """After a case was opened on a content, see whether its channel is raided, and answer that once."""
    raid = community.policy.raid
    if raid is None or not content.channel or await _members(uow, community, raid, content.channel) < raid.accounts:
        return
    case = await uow.cases.latest_on(Message(content.channel, ""))
    if case is None or case.state not in UNDECIDED:
        if case is None or _is_over(case, raid, community.now()):
            await _open(uow, community, raid, content.channel)
        return
    effects = await uow.effects.of_case(case.number)
    if in_force := [each for each in effects if _is_in_force(each, effects, community.now())]:
        await _go_on(uow, raid, in_force, effects, community.now())
    elif _is_over(case, raid, community.now()):
        await _again(uow, community, raid, case)


async def _members(uow: UnitOfWork, community: Community, raid: Raid, channel: str) -> int:
    """Count the members who got a case in the channel within the raid's time."""
    since = community.now() - timedelta(seconds=raid.seconds)
    latest = await uow.cases.find(limit=_LOOKED_AT)
    here = (each for each in latest if each.message.channel == channel and each.opened_at > since)
    return len({each.member for each in here if each.member and not each.by_hand})


def _is_over(case: Case, raid: Raid, now: datetime) -> bool:
    """Tell whether a channel's last raid was so long ago that this is another one."""
    longest = max(each.seconds for each in (*raid.do, *raid.propose))
    return now - case.changed_at >= timedelta(seconds=longest)


def _is_in_force(effect: Effect, effects: Sequence[Effect], now: datetime) -> bool:
    if effect.kind not in ON_CHANNEL or effect.until is None or effect.until <= now:
        return False
    return effect.is_open or is_standing(effect, effects)


async def _go_on(
    uow: UnitOfWork, raid: Raid, in_force: Sequence[Effect], effects: Sequence[Effect], now: datetime
) -> None:
    """Let what is in force last for its time from now on: the raid goes on."""
    for effect in in_force:
        seconds = next((each.seconds for each in (*raid.do, *raid.propose) if effect_kind(each) is effect.kind), 0)
        until = now + timedelta(seconds=seconds)
        if effect.until is None or effect.until >= until:
            continue
        await uow.effects.save(replace(effect, until=until))
        for end in effects:
            if end.reverses == effect.key and end.state is EffectState.PLANNED and not end.attempts:
                await uow.effects.save(replace(end, not_before=until))


async def _open(uow: UnitOfWork, community: Community, raid: Raid, channel: str) -> None:
    now = community.now()
    blank = Case(
        community=community.id,
        number=0,
        message=Message(channel, ""),
        member="",
        state=CaseState.HANDLED,
        severity=Severity.SERIOUS,
        rules=(RAID,),
        proposals=(),
        revision=0,
        policy=community.policy.hash,
        language=next(iter(community.policy.languages), "en"),
        opened_at=now,
        changed_at=now,
    )
    actions = _answer(raid, community)
    case = await uow.cases.add(_asked(blank, community, raid, actions))
    await _answered(uow, community, case, actions, EventKind.OPENED)


async def _again(uow: UnitOfWork, community: Community, raid: Raid, case: Case) -> None:
    """Answer another raid of a channel whose last one nobody has decided on."""
    actions = _answer(raid, community)
    raised = replace(case, version=case.version + 1, changed_at=community.now())
    again = _asked(raised, community, raid, actions)
    await uow.cases.save(again)
    await _answered(uow, community, again, actions, EventKind.DECIDED_AGAIN)


def _answer(raid: Raid, community: Community) -> tuple[Action, ...]:
    """Return what is done and what is proposed; where a moderator is asked first, all is proposed."""
    if community.policy.mode is Mode.ENFORCE:
        return join((*raid.do, Escalate(raid.propose))) if raid.propose else join(raid.do)
    return (Escalate((*raid.do, *raid.propose)),)


def _asked(case: Case, community: Community, raid: Raid, actions: Sequence[Action]) -> Case:
    """Return the case with what a moderator is asked, and in words why there is one."""
    by_hand = beyond(automatic(actions), community.enforcer.capabilities)
    proposed = [*by_hand, *(each for one in actions if isinstance(one, Escalate) for each in one.proposals)]
    why = f"a raid: {raid.accounts} members and more broke rules here within {raid.seconds} s"
    lacks = f"; the bot can't do this here: {', '.join(map(describe, by_hand))}" if by_hand else ""
    state = CaseState.OPEN if proposed else CaseState.HANDLED
    return replace(case, state=state, proposals=tuple(proposed), why_open=why + lacks)


async def _answered(
    uow: UnitOfWork, community: Community, case: Case, actions: Sequence[Action], kind: EventKind
) -> None:
    done = automatic(actions)
    await plan(uow, community, case, done, Manner())
    facts: dict[str, Fact] = {
        "rules": list(case.rules),
        "actions": [describe(each) for each in done],
        "proposals": [describe(each) for each in case.proposals],
        "policy": case.policy,
        **standing(case),
    }
    await uow.journal.append(Event(kind, case.changed_at, case.number, facts=facts))
