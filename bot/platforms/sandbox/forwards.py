"""Wishes and complaints in the channel of the sandbox that they are passed on to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.content import Author, Content, Message
from bot.core.defused import defused
from bot.core.effects import Applied, EffectKind, Failed, Skipped
from bot.core.feedback import headline, passed_on, quoted
from bot.platforms.sandbox.world import Shown

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.effects import Order, Outcome
    from bot.core.feedback import Feedback
    from bot.platforms.sandbox.world import World

_TAKT = Author("takt", "Takt", is_bot=True)


class Forwards:
    """What the bot passed on: messages of its own among the others."""

    def __init__(self, world: World) -> None:
        self._world = world

    def do(self, order: Order, key: str, now: datetime) -> Outcome:
        """Post an entry, or change what was posted of it; or take it away."""
        entry, world = order.feedback, self._world
        if entry is None:
            return Failed("there is nothing to pass on")
        own = _place(entry)
        stands = own in world.messages and own in world.posts.values()
        if order.effect.kind is EffectKind.WITHDRAW:
            if stands:
                del world.messages[own]
            return Applied()
        if entry.posted and not stands:
            return Skipped("somebody took it away")
        if entry.posted:
            shown = world.messages[own]
            shown.content = replace(shown.content, text=_words(entry), revision=shown.content.revision + 1)
        else:
            world.posted += 1
            own = Message(entry.forwarded_to, str(world.posted))
            content = Content(entry.community, own.channel, own.id, _TAKT, _words(entry), now)
            world.messages[own] = Shown(content, world.next_place())
        world.posts[key] = own
        return _stands_at(own)

    def find(self, order: Order, key: str) -> Applied | None:
        """Look for what was posted under a key; for what is to be taken away, that it is gone."""
        if order.feedback is None:
            return None
        if order.effect.kind is EffectKind.WITHDRAW:
            return None if _place(order.feedback) in self._world.messages else Applied()
        own = self._world.posts.get(key)
        return _stands_at(own) if own else None


def _stands_at(own: Message) -> Applied:
    return Applied(posted=f"{own.channel}/{own.id}", channel=own.channel)


def _place(entry: Feedback) -> Message:
    channel, _, number = entry.posted.rpartition("/")
    return Message(channel, number)


def _words(entry: Feedback) -> str:
    return passed_on(f"{headline(entry)} · #{entry.message.channel} {entry.message.id}", quoted(defused(entry.text)))
