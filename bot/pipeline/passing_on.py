"""What the outbox asks and does for wishes and complaints: what is passed on now, how, and where it stands then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bot.core.effects import Applied, Effect, EffectKind, EffectState, Failed, Order, Skipped
from bot.core.feedback import headline

if TYPE_CHECKING:
    from bot.core.effects import Outcome
    from bot.core.feedback import Feedback
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork


class Board(Protocol):
    """Where a platform shows what is passed on: for each entry one post of the bot's own."""

    async def post(self, entry: Feedback, key: str, /) -> Outcome:
        """Post an entry."""
        ...

    async def change(self, entry: Feedback, key: str, /) -> Outcome:
        """Let the post of an entry say what the entry says now."""
        ...

    async def take_away(self, entry: Feedback, /) -> Outcome:
        """Take the post of an entry away; one that is gone is as good."""
        ...


async def pass_to(board: Board, order: Order, key: str) -> Outcome:
    """Do what an order asks of a board."""
    entry = order.feedback
    if entry is None:
        return Failed("there is nothing to pass on")
    if order.effect.kind is EffectKind.WITHDRAW:
        return await board.take_away(entry)
    return await (board.change(entry, key) if entry.posted else board.post(entry, key))


async def feedback_order(uow: UnitOfWork, effect: Effect) -> Order | Skipped:
    """Return what is passed on or taken away now, as the entry is at this moment."""
    entry = await uow.feedback.on(effect.message)
    if entry is None:
        return Skipped("there is no such entry")
    if effect.kind is EffectKind.WITHDRAW:
        return Order(effect, feedback=entry) if entry.posted else Skipped("it was not passed on")
    if not entry.text:
        if effect.attempts == 1:
            return Skipped("its words are gone")
        # An earlier call may have gone through unheard: it is looked for, so that it can be taken away.
        effect = replace(effect, cancelled=True)
        await uow.effects.save(effect)
    return Order(effect, feedback=entry)


async def after_feedback(uow: UnitOfWork, community: Community, effect: Effect, outcome: Outcome) -> None:
    """Write down where an entry stands now; what could not be taken away is for a moderator to."""
    entry = await uow.feedback.on(effect.message)
    if entry is None:
        return
    done = effect.state in {EffectState.DONE, EffectState.SKIPPED}
    if effect.kind is EffectKind.WITHDRAW:
        if done:
            await uow.feedback.save(replace(entry, posted=""))
        elif effect.state is EffectState.FAILED:
            now = community.now()
            text = f"{headline(entry)} still stands in {entry.forwarded_to or 'its channel'}: {effect.reason}."
            await uow.alerts.raise_once(f"withdraw {effect.key}", text, now, now)
        return
    if isinstance(outcome, Applied) and outcome.posted:
        where = outcome.channel or entry.forwarded_to
        await uow.feedback.save(replace(entry, posted=outcome.posted, forwarded_to=where))
    elif effect.state is EffectState.FAILED and not entry.posted:
        await uow.feedback.save(replace(entry, forwarded_to=""))
