"""Takes back what a case caused: its effects, its strikes, and what its member was told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.cases import AppealState
from bot.core.decision import Source
from bot.core.effects import EffectKind, EffectState, settled
from bot.core.journal import Event, EventKind
from bot.core.notices import NoticeKind, NoticeState
from bot.core.reversal import RESTRICTIONS, reversals
from bot.pipeline.intake import message_mark
from bot.pipeline.planning import Manner, notice_for, tell
from bot.pipeline.screen import repeat_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.cases import Actor, Case
    from bot.core.decision import Decision
    from bot.core.effects import Effect
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork


async def take_back(
    uow: UnitOfWork, community: Community, case: Case, actor: Actor, kind: NoticeKind = NoticeKind.REVERSED
) -> None:
    """Reverse all that a case caused, protect its text, and tell the member where they know of it.

    `case` has its new version. An appeal that waits is granted by it.
    """
    effects = await uow.effects.of_case(case.number)
    undone = await reverse(uow, case, effects)
    heard = await _silence(uow, case, effects)
    await uow.strikes.revoke(case.number, community.now())
    await _approve(uow, case)
    if await _grant_waiting(uow, community, case, actor):
        kind = NoticeKind.APPEAL_GRANTED
    if undone or heard or kind is not NoticeKind.REVERSED:
        await tell(uow, community, notice_for(community, case, kind, Manner(decided=False)))


async def reverse(
    uow: UnitOfWork, case: Case, effects: Sequence[Effect], kinds: frozenset[EffectKind] = RESTRICTIONS
) -> bool:
    """Supersede, cancel or reverse a case's restrictions; return whether something has to be done on the platform."""
    changed = reversals(case, effects, kinds)
    for effect in changed:
        await (uow.effects.save(effect) if effect.id else uow.effects.plan(effect))
    return any(not each.id for each in changed)


async def _silence(uow: UnitOfWork, case: Case, effects: Sequence[Effect]) -> bool:
    """Hold back what was not sent yet; return whether the member may have heard of the case."""
    untried = {each.notice: each for each in effects if each.state is EffectState.PLANNED and not each.attempts}
    for each in effects:
        if each.kind is EffectKind.NOTIFY and each.is_open and each.attempts:
            # It may have arrived. If not, it must not come after the word that it no longer holds.
            await uow.effects.save(replace(each, cancelled=True))
    heard = False
    for notice in await uow.notices.of_case(case.number):
        effect = untried.get(notice.id)
        if notice.state is NoticeState.QUEUED and effect is not None:
            why = "taken back before it was sent"
            await uow.effects.save(settled(effect, EffectState.SUPERSEDED, why))
            await uow.notices.save(replace(notice, state=NoticeState.WAIVED, reason=why))
        elif notice.state is not NoticeState.WAIVED:
            heard = True
    return heard


async def _approve(uow: UnitOfWork, case: Case) -> None:
    """Protect the case's texts from the rules that they were held to break, and the message from those that count."""
    for message, decision in await uow.decisions.on_messages(case.number):
        counting = _counting(decision)
        await uow.approvals.approve(message_mark(uow, message), sorted(counting), case.number)
        content = await uow.contents.kept(message, decision.revision)
        if content is not None:
            reading = {each.rule for each in decision.matches} - counting
            await uow.approvals.approve(uow.mark(repeat_key(content.text)), sorted(reading), case.number)


def _counting(decision: Decision) -> set[str]:
    """Return the rules that nothing but a count broke: the same text may break them another time."""
    sources: dict[str, set[Source]] = {}
    for match in decision.matches:
        sources.setdefault(match.rule, set()).add(match.evidence.source)
    return {rule for rule, found in sources.items() if found == {Source.COUNT}}


async def _grant_waiting(uow: UnitOfWork, community: Community, case: Case, actor: Actor) -> bool:
    appeal = await uow.appeals.of_case(case.number)
    if appeal is None or appeal.state is not AppealState.WAITING:
        return False
    now = community.now()
    await uow.appeals.save(replace(appeal, state=AppealState.GRANTED, decided_by=actor.id, decided_at=now))
    await uow.journal.append(Event(EventKind.APPEAL_GRANTED, now, case.number, actor, person=case.member))
    return True
