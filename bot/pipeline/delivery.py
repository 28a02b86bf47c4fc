"""Brings notices to members: what each says, by which way it goes, and how it ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.effects import Effect, EffectKind, EffectState, Order, Route, Skipped, settled
from bot.core.journal import Event, EventKind
from bot.core.notice_text import compose
from bot.core.notices import Notice, NoticeKind, NoticeState
from bot.pipeline.better import is_mendable
from bot.pipeline.planning import notify

if TYPE_CHECKING:
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

_NEXT = {Route.DIRECT: Route.CHANNEL, Route.CHANNEL: Route.KEPT}


async def notice_order(uow: UnitOfWork, community: Community, effect: Effect) -> Order | Skipped:
    """Return the notice's text as the facts are now: only what was really done is said to be done."""
    notice = await uow.notices.get(effect.notice or 0)
    if notice is None:
        return Skipped("the notice is gone")
    text = await text_of(uow, community, notice)
    if not text and await _struck_in_silence(uow, notice):
        notice = replace(notice, warning=True)
        await uow.notices.save(notice)
        text = await text_of(uow, community, notice)
    if not text:
        return Skipped("nothing was done that the member has to know")
    # Where they wrote is where a hint is put.
    kept = await uow.contents.kept(notice.message) if effect.route is Route.CHANNEL else None
    mendable = await is_mendable(uow, community, notice)
    return Order(effect, text, thread=kept.thread if kept else "", notice=notice, mendable=mendable)


async def _struck_in_silence(uow: UnitOfWork, notice: Notice) -> bool:
    """Tell whether the case cost a strike of which its member has heard nothing: the message was gone first."""
    others = (each.state for each in await uow.notices.of_case(notice.case) if each.id != notice.id)
    heard = any(each is not NoticeState.WAIVED for each in others)
    return not heard and bool(await uow.strikes.of_case(notice.case))


async def text_of(uow: UnitOfWork, community: Community, notice: Notice) -> str:
    """Put a notice into words; empty where nothing of it came about."""
    effects = [
        each
        for each in await uow.effects.of_case(notice.case)
        if each.batch == notice.batch and each.kind is not EffectKind.NOTIFY
    ]
    if notice.kind is NoticeKind.ACTION and not (notice.warning or notice.pleads or any(map(_matters, effects))):
        return ""
    seen = await uow.contents.latest(notice.message)
    how = community.how_to_appeal.replace("{case}", str(notice.case))
    policy = community.policy
    written = seen.at if seen else None
    return compose(notice, effects, policy.notices, how=how, community=policy.community, written=written)


def _matters(effect: Effect) -> bool:
    """Tell whether a member has to know of an effect.

    Who is removed is told before: the bot can't write to them any more. Whose message could not be hidden is asked to
    take it away: there is a strike for it.
    """
    pleads = effect.kind is EffectKind.HIDE and effect.state is EffectState.FAILED
    return effect.state is EffectState.DONE or pleads or (effect.is_open and bool(effect.stage))


async def after_notice(uow: UnitOfWork, community: Community, effect: Effect, text: str | None) -> Effect:
    """Write down how a notice ended: sent; or it takes the next way, and at last waits until the member asks."""
    notice = await uow.notices.get(effect.notice or 0)
    if notice is None or notice.state is not NoticeState.QUEUED:
        return effect
    if effect.state is EffectState.DONE:
        await _end(uow, community, replace(notice, state=NoticeState.SENT, reason=effect.reason), text)
        return effect
    if effect.state is not EffectState.FAILED:
        await _end(uow, community, replace(notice, state=NoticeState.WAIVED, reason=effect.reason), None)
        return effect
    route = _NEXT[effect.route or Route.DIRECT]
    substituted = settled(effect, EffectState.SUBSTITUTED, f"by {route}: {effect.reason}")
    await uow.effects.save(substituted)
    if route is Route.KEPT:
        await _end(uow, community, replace(notice, state=NoticeState.KEPT, reason=effect.reason), text)
    else:
        await uow.effects.plan(notify(notice, route))
    return substituted


async def _end(uow: UnitOfWork, community: Community, notice: Notice, text: str | None) -> None:
    await uow.notices.save(notice, text)
    facts = {"kind": str(notice.kind), "state": str(notice.state), "why": notice.reason}
    event = Event(EventKind.NOTICE_ENDED, community.now(), notice.case, facts=facts, person=notice.member)
    await uow.journal.append(event)
