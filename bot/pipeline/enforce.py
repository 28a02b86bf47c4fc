"""The only way to a platform: claims effects from the outbox, does them, and writes down how they ended."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from bot.core.effects import ON_CHANNEL, ON_MESSAGE, Effect, EffectKind, Failed, NoAnswer, Order, Outcome, Skipped
from bot.core.reversal import order_for
from bot.pipeline.delivery import notice_order
from bot.pipeline.outcome import missing_right, settle
from bot.pipeline.reply_sending import reply_order

if TYPE_CHECKING:
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

AT_ONCE = 16


async def work(community: Community, until: asyncio.Event | None = None) -> None:
    """Do what is due, again and again; once `until` is set, and `work` to wake it, finish what is under way."""
    while until is None or not until.is_set():
        community.work.clear()
        if not await work_once(community):
            with contextlib.suppress(TimeoutError):
                # Not wait_for, which in Python 3.11 loses a cancellation that comes together with the event.
                async with asyncio.timeout(community.pace.look_again):
                    await community.work.wait()


async def work_once(community: Community) -> int:
    """Do the effects that are due now, the first of each lane; return how many."""
    now = community.now()
    async with community.begin() as uow:
        claimed = await uow.effects.claim(now, now + community.pace.lease, AT_ONCE)
        orders = [(each, await _order(uow, community, each)) for each in claimed]
    await asyncio.gather(*(_do(community, effect, order) for effect, order in orders))
    return len(orders)


async def _order(uow: UnitOfWork, community: Community, effect: Effect) -> Order | Skipped | Failed:
    """Return what the platform is told now, or why it is told nothing."""
    if effect.kind is EffectKind.NOTIFY:
        return await notice_order(uow, community, effect)
    # What was tried before may have gone through unheard, and is looked for whatever is missing now.
    if effect.attempts == 1 and effect.kind not in community.enforcer.capabilities:
        return Failed("the bot can't do this here")
    if effect.attempts == 1 and (why := await missing_right(uow, community, effect)):
        return Failed(why)
    if effect.kind in {EffectKind.REPLY, EffectKind.RETRACT}:
        return await reply_order(uow, community, effect)
    message = effect.kind in ON_MESSAGE
    others = (
        await uow.effects.beside(effect)
        if message or effect.kind in ON_CHANNEL
        else await uow.effects.restrictions(effect.member)
    )
    order = order_for(effect, others, community.now())
    if isinstance(order, Order) and message:
        return await _with_evidence(uow, order)
    return order


async def _with_evidence(uow: UnitOfWork, order: Order) -> Order:
    kept = await uow.contents.kept(order.effect.message)
    return order if kept is None else Order(order.effect, kept.text, kept.author.name)


async def _do(community: Community, effect: Effect, order: Order | Skipped | Failed) -> None:
    outcome = await _call(community, effect, order) if isinstance(order, Order) else order
    text = order.text if isinstance(order, Order) and effect.kind is EffectKind.NOTIFY else None
    async with community.begin() as uow:
        await settle(uow, community, effect, outcome, text)


async def _call(community: Community, effect: Effect, order: Order) -> Outcome:
    """Call the platform, after a look whether an earlier call went through although nobody heard of it."""
    enforcer = community.enforcer
    try:
        async with asyncio.timeout(community.pace.call_seconds):
            if effect.attempts > 1:
                found = await enforcer.look(order, idempotency_key=effect.key)
                if found is not None:
                    return found
            if order.effect.cancelled:
                return Skipped("taken back before it was done")
            if effect.attempts > community.pace.most_tries:
                return Failed(f"given up after {community.pace.most_tries} tries: {effect.reason}")
            return await enforcer.enforce(order, idempotency_key=effect.key)
    except (TimeoutError, OSError) as error:
        return NoAnswer(f"no answer from the platform ({type(error).__name__})")
    except Exception as error:  # noqa: BLE001 - a fault in an adapter must not stop the other effects
        return NoAnswer(f"a fault in the adapter ({type(error).__name__})")
