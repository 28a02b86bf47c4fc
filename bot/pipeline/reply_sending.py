"""What the outbox asks and does for replies: whether one is still right to send, and how it ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.content import Message
from bot.core.drafts import UNDER_WAY, DraftState
from bot.core.effects import Applied, Effect, EffectKind, EffectState, Order, Skipped
from bot.pipeline.reply import edited_since

if TYPE_CHECKING:
    from bot.core.drafts import Draft
    from bot.core.effects import Outcome
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

_PIECE = 1500


async def reply_order(uow: UnitOfWork, community: Community, effect: Effect) -> Order | Skipped:
    """Return what is sent or deleted now. What was tried before is looked for first, also where it is void by now."""
    draft = await uow.drafts.of_effect(effect.reverses or effect.key)
    if draft is None or not draft.text:
        return Skipped("its words are kept no longer")
    if effect.kind is EffectKind.RETRACT:
        own = Message(draft.message.channel, draft.posted)
        return Order(replace(effect, message=own)) if draft.posted else Skipped("there was nothing to take back")
    if not effect.cancelled and (why := await _void(uow, draft)):
        if effect.attempts == 1:
            return Skipped(why)
        effect = replace(effect, cancelled=True)
        await uow.effects.save(effect)
    if not effect.cancelled:
        await uow.drafts.save(replace(draft, state=DraftState.SENDING, changed_at=community.now()))
    return Order(effect, draft.text)


async def _void(uow: UnitOfWork, draft: Draft) -> str:
    """Say why a reply that a moderator said yes to is not sent after all; empty where it is."""
    return draft.reason if draft.state is DraftState.SUPERSEDED else await edited_since(uow, draft)


async def after_reply(uow: UnitOfWork, community: Community, effect: Effect, outcome: Outcome) -> None:
    """Write down what became of a draft; where it was not sent, moderators get its words back."""
    draft = await uow.drafts.of_effect(effect.reverses or effect.key)
    if draft is None:
        return
    # A statement learns with that where its channel is, which may have been named only.
    channel, _, posted = (outcome.posted if isinstance(outcome, Applied) else "").rpartition("/")
    draft = replace(draft, message=replace(draft.message, channel=channel or draft.message.channel))
    state = _state(effect, draft)
    ended = replace(draft, state=state, posted=posted or draft.posted, reason=effect.reason, version=draft.version + 1)
    await uow.drafts.save(replace(ended, changed_at=community.now()))
    if state in {DraftState.FAILED, DraftState.SUPERSEDED} or effect.state is EffectState.FAILED:
        await _give_back(uow, community, effect, ended)


def _state(effect: Effect, draft: Draft) -> DraftState:
    if effect.kind is EffectKind.RETRACT:
        return draft.state if effect.state is EffectState.FAILED or not draft.posted else DraftState.RETRACTED
    match effect.state:
        case EffectState.DONE:
            return DraftState.SENT
        case EffectState.FAILED:
            return DraftState.FAILED
        case _:
            return DraftState.SUPERSEDED if draft.state in UNDER_WAY else draft.state


async def _give_back(uow: UnitOfWork, community: Community, effect: Effect, draft: Draft) -> None:
    now, where = community.now(), draft.message
    which = f"statement in {where.channel}" if draft.is_statement else f"reply to message {where.id} in {where.channel}"
    what = "not sent" if effect.kind is EffectKind.REPLY else "not taken back"
    head = f"The {which} was {what}: {effect.reason}. Its words:\n"
    # In pieces that fit everywhere: what a moderator wrote must not be cut.
    for start in range(0, len(draft.text), _PIECE):
        text = f"{'' if start else head}{draft.text[start : start + _PIECE]}"
        await uow.alerts.raise_once(f"reply {effect.key} {start:05}", text, now, now)
