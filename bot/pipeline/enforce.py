"""The only way to a platform: claims effects from the outbox, does them, and writes down how they ended."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from bot.core.better import sent
from bot.core.effects import (
    ALL_KINDS,
    ON_CHANNEL,
    ON_FEEDBACK,
    ON_MESSAGE,
    Effect,
    EffectKind,
    Failed,
    NoAnswer,
    Order,
    Outcome,
    Skipped,
)
from bot.core.reversal import order_for
from bot.pipeline.delivery import notice_order
from bot.pipeline.outcome import missing_right, settle
from bot.pipeline.passing_on import feedback_order
from bot.pipeline.reply_sending import reply_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

# So many acts and so many words are under way at once: slow words hold up no act. Discord hides a hundred in a request.
# What is passed on in a storm is much, and holds up neither.
ACTS, AT_ONCE, ASIDE = 100, 16, 4
_WORDS = frozenset({EffectKind.NOTIFY})
_ACTS = ALL_KINDS - _WORDS - ON_FEEDBACK


async def work(community: Community, until: asyncio.Event | None = None) -> None:
    """Do what is due, again and again, and begin what comes while slower calls are under way.

    Once `until` is set, and `work` to wake it, what is under way is finished, or handed back if it takes too long.
    """
    crew = _Crew(community)
    try:
        while until is None or not until.is_set():
            community.work.clear()
            if not await crew.begin():
                with contextlib.suppress(TimeoutError):
                    # Not wait_for, which in Python 3.11 loses a cancellation that comes together with the event.
                    async with asyncio.timeout(community.pace.look_again):
                        await community.work.wait()
            crew.check()
    except asyncio.CancelledError:
        crew.cancel()
        raise
    finally:
        await crew.finish()
    crew.check()


async def work_once(community: Community) -> int:
    """Do the effects that are due now, the first of each lane; return how many."""
    orders = await _claim(community, {ALL_KINDS: AT_ONCE})
    await asyncio.gather(*(_do(community, effect, order) for effect, order in orders))
    return len(orders)


class _Crew:
    """What one worker has under way."""

    def __init__(self, community: Community) -> None:
        self._community = community
        self._under_way: dict[asyncio.Task[None], Effect] = {}
        self._fault: BaseException | None = None

    async def begin(self) -> int:
        """Begin what is due and has room; return how much that is."""
        kinds = [each.kind for each in self._under_way.values()]
        most = ((_ACTS, ACTS), (_WORDS, AT_ONCE), (ON_FEEDBACK, ASIDE))
        room = {each: at_once - sum(kind in each for kind in kinds) for each, at_once in most}
        orders = await _claim(self._community, {each: free for each, free in room.items() if free})
        for effect, order in orders:
            task = asyncio.create_task(_do(self._community, effect, order))
            self._under_way[task] = effect
            task.add_done_callback(self._ended)
        return len(orders)

    async def finish(self) -> None:
        """Wait for what is under way; what takes too long is given up, to be looked for before it is tried again."""
        if not self._under_way:
            return
        begun = dict(self._under_way)
        _, late = await asyncio.wait(begun, timeout=self._community.pace.ending_seconds)
        if not late:
            return
        for task in late:
            task.cancel()
        await asyncio.wait(late)
        async with self._community.begin() as uow:
            for task in late:
                await settle(uow, self._community, begun[task], NoAnswer("Takt was ended before the platform answered"))

    def cancel(self) -> None:
        """Break off what is under way; its claims run out."""
        for task in self._under_way:
            task.cancel()

    def check(self) -> None:
        """Raise what made an outcome impossible to write down, such as a full disk."""
        if self._fault is not None:
            raise self._fault

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._under_way[task]
        if not task.cancelled():
            self._fault = self._fault or task.exception()
        # There is room again, and what waited for this may be due.
        self._community.work.set()


async def _claim(
    community: Community, room: Mapping[frozenset[EffectKind], int]
) -> Sequence[tuple[Effect, Order | Skipped | Failed]]:
    """Claim what is due, of some kinds so many, with what the platform is told of each."""
    if not room:
        return []
    now = community.now()
    until = now + community.pace.lease
    async with community.begin() as uow:
        claimed = [each for kinds, most in room.items() for each in await uow.effects.claim(now, until, most, kinds)]
        return [(each, await _order(uow, community, each)) for each in claimed]


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
    if effect.kind in ON_FEEDBACK:
        return await feedback_order(uow, effect)
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
    if kept is None:
        return order
    # What was edited, or what a person asked for, was not waiting since the message was written.
    written = kept.at if order.effect.batch == 1 and not kept.revision else None
    restores = order.effect.kind is EffectKind.RESTORE
    reworded = restores and sent(await uow.journal.of_case(order.effect.case)) is not None
    return Order(order.effect, kept.text, kept.author.name, kept.thread, reworded=reworded, written=written)


async def _do(community: Community, effect: Effect, order: Order | Skipped | Failed) -> None:
    outcome = await _call(community, effect, order) if isinstance(order, Order) else order
    text = order.text if isinstance(order, Order) and effect.kind is EffectKind.NOTIFY else None
    async with community.begin() as uow:
        await settle(uow, community, effect, outcome, text)
    written = order.written if isinstance(order, Order) else None
    community.meter.called(effect.kind, outcome, (community.now() - written).total_seconds() if written else None)


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
