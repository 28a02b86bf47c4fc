"""Replies in the community's name, as the sandbox's platform holds them: posted, found again, taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.content import Author, Content
from bot.core.effects import Applied, EffectKind, Failed, Skipped
from bot.platforms.sandbox.world import US, Shown

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.content import Message
    from bot.core.effects import Effect, Order, Outcome
    from bot.platforms.sandbox.world import World


def found_reply(world: World, effect: Effect, key: str) -> Applied | None:
    """Say what a reply became, or that there is none any more where it is taken back; None where that is to be done."""
    if effect.kind is EffectKind.RETRACT:
        return None if effect.message in world.messages else Applied()
    return _stands_at(world.posts[key], effect) if key in world.posts else None


def answer(world: World, order: Order, key: str, name: str, at: datetime) -> Outcome:
    """Post a reply below what it answers, under the community's `name`; or take one back."""
    if order.effect.kind is EffectKind.RETRACT:
        return _take_back(world, order.effect.message)
    return _post(world, order, key, name, at)


def is_ours(shown: Shown) -> bool:
    """Tell whether a message was written in the community's name."""
    return shown.content.author.id == US


def _post(world: World, order: Order, key: str, name: str, at: datetime) -> Outcome:
    number, us, where = world.next_number(), Author(US, name, is_bot=True), order.effect.message
    own = Content(order.effect.community, where.channel.removeprefix("#"), number, us, order.text, at)
    if where.id:
        asked = world.messages.get(where)
        if asked is None or asked.hidden:
            return Failed("the message is gone")
        own = replace(own, thread=asked.content.thread, answers=where.id)
    world.post(own)
    world.posts[key] = own.message
    return _stands_at(own.message, order.effect)


def _stands_at(own: Message, effect: Effect) -> Applied:
    return Applied(posted=own.id if effect.message.id else f"{own.channel}/{own.id}")


def _take_back(world: World, message: Message) -> Outcome:
    shown = world.messages.get(message)
    if shown is None:
        return Skipped("the reply is gone")
    if not is_ours(shown):
        return Failed("it is not the community's own")
    del world.messages[message]
    return Applied()
