"""What moderators do without the bot enters the same ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.cases import UNDECIDED, Actor, Case, CaseState
from bot.core.content import Message
from bot.core.effects import INVERSE, Effect, EffectKind, EffectState, is_standing, settled
from bot.core.journal import Event, EventKind
from bot.core.notices import NoticeKind, NoticeState
from bot.core.policy import Severity
from bot.core.standing import standing
from bot.pipeline.planning import Manner, notice_for
from bot.pipeline.take_back import take_back

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

TAKES_BACK = frozenset(
    {
        *(EffectKind.RESTORE, EffectKind.RESTORE_EMBEDS, EffectKind.LIFT_TIME_OUT, EffectKind.READMIT),
        EffectKind.UNBAN,
    }
)


@dataclass(frozen=True, slots=True)
class ByHand:
    """One thing that a moderator did. `id` is the platform's for it; `message` is None for what is about a member."""

    id: str
    actor: Actor
    kind: EffectKind
    member: str
    at: datetime
    message: Message | None = None
    until: datetime | None = None


async def enter(community: Community, act: ByHand) -> Case | None:
    """Enter a moderator's own action; return its case, None where it was entered before.

    What takes an effect of the bot back is written down at that effect's case. Who brings a message back finds it in
    order: that undoes the whole case, and the text is left alone from then on.
    """
    async with community.begin() as uow:
        if await uow.effects.get(_key(community, act)) is not None:
            return None
        case = await (_take_back if act.kind in TAKES_BACK else _act)(uow, community, act)
    community.work.set()
    return case


async def _act(uow: UnitOfWork, community: Community, act: ByHand) -> Case:
    message = act.message or Message("", f"by hand {act.id}")
    known = await uow.cases.latest_on(message)
    now = community.now()
    if known is not None and known.state in UNDECIDED:
        case = _decided(replace(known, version=known.version + 1, changed_at=now), act)
        await uow.cases.save(case)
        await _leave_to_human(uow, case)
    else:
        case = await uow.cases.add(_decided(_blank(community, act, message), act))
    await uow.effects.plan(_effect(community, case, act))
    notice = notice_for(community, case, NoticeKind.ACTION, Manner(detected=False, decided=False))
    why = "a moderator did this without the bot, and speaks for themselves"
    await uow.notices.add(replace(notice, state=NoticeState.WAIVED, reason=why, appeal_until=None))
    await _note(uow, case, act)
    return case


async def _take_back(uow: UnitOfWork, community: Community, act: ByHand) -> Case | None:
    """Write down that a moderator took back what stands; None where nothing of the ledger did."""
    caused_by = INVERSE[act.kind]
    everything = await _all_on(uow, community, act)
    standing = [
        each
        for each in everything
        if each.kind is caused_by and is_standing(each, everything) and (each.until is None or each.until > act.at)
    ]
    case: Case | None = None
    for number in dict.fromkeys(each.case for each in standing):
        of_case = [each for each in standing if each.case == number]
        case = await _take_back_in(uow, community, act, of_case, first=standing[0])
    return case


async def _take_back_in(
    uow: UnitOfWork, community: Community, act: ByHand, standing: Sequence[Effect], *, first: Effect
) -> Case | None:
    """Write it down at one of the cases whose effects it ends; `first` of all of them carries the act's own key."""
    known = await uow.cases.get(standing[0].case)
    if known is None:
        return None
    case = replace(known, version=known.version + 1, changed_at=community.now())
    undoes = act.kind is EffectKind.RESTORE and known.state in UNDECIDED | {CaseState.UPHELD}
    if undoes:
        case = replace(_decided(case, act), state=CaseState.UNDONE)
    elif known.state in UNDECIDED:
        case = _decided(case, act)
    for effect in standing:
        done = _effect(community, case, act, reverses=effect.key)
        await uow.effects.plan(done if effect is first else replace(done, key=f"{done.key}/{effect.id}"))
    if undoes:
        await take_back(uow, community, case, act.actor)
    await uow.cases.save(case)
    await _note(uow, case, act)
    return case


async def _all_on(uow: UnitOfWork, community: Community, act: ByHand) -> Sequence[Effect]:
    if act.message is None:
        return await uow.effects.restrictions(act.member)
    case = await uow.cases.latest_on(act.message)
    return await uow.effects.beside(_effect(community, case, act)) if case else ()


async def _leave_to_human(uow: UnitOfWork, case: Case) -> None:
    """Call off what the bot has not tried yet: a moderator has answered, and the answer is theirs."""
    for effect in await uow.effects.of_case(case.number):
        if effect.state is EffectState.PLANNED and not effect.attempts and effect.kind is not EffectKind.NOTIFY:
            await uow.effects.save(settled(effect, EffectState.SUPERSEDED, "a moderator acted first"))


def _blank(community: Community, act: ByHand, message: Message) -> Case:
    return Case(
        community=community.id,
        number=0,
        message=message,
        member=act.member,
        state=CaseState.UPHELD,
        severity=Severity.MINOR,
        rules=(),
        proposals=(),
        revision=0,
        policy=community.policy.hash,
        language=next(iter(community.policy.languages), "en"),
        opened_at=community.now(),
        changed_at=community.now(),
        by_hand=True,
    )


def _decided(case: Case, act: ByHand) -> Case:
    return replace(case, state=CaseState.UPHELD, decided_by=act.actor.id, decided_at=act.at, claimed_by="")


def _effect(community: Community, case: Case, act: ByHand, reverses: str | None = None) -> Effect:
    return Effect(
        key=_key(community, act),
        community=community.id,
        case=case.number,
        batch=case.version,
        kind=act.kind,
        message=act.message or case.message,
        member=act.member,
        until=act.until,
        reverses=reverses,
        state=EffectState.DONE,
        reason="by a moderator's own hand",
    )


async def _note(uow: UnitOfWork, case: Case, act: ByHand) -> None:
    facts = {"kind": str(act.kind), **standing(case)}
    await uow.journal.append(
        Event(EventKind.BY_HAND, case.changed_at, case.number, act.actor, facts, person=act.member)
    )


def _key(community: Community, act: ByHand) -> str:
    return f"{community.id}/by hand/{act.id}"
