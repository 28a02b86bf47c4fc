"""Replies in the community's name: posted under the message that they answer, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.effects import Applied, EffectKind, Failed
from bot.platforms.discord.forwards import channel_called
from bot.platforms.discord.outcomes import GONE, MissingRightError, need
from bot.platforms.discord.rights import NEEDED, missing
from bot.platforms.discord.telling import nonce_of

if TYPE_CHECKING:
    from bot.core.content import Message
    from bot.core.effects import Effect, Order, Outcome

# How far back a reply is looked for whose sending nobody heard of.
_LOOK_BACK = 200


class Replies:
    """The bot's own words in the channels and threads of one server."""

    def __init__(self, guild: discord.Guild) -> None:
        self._guild = guild

    async def do(self, order: Order, key: str) -> Outcome:
        """Post a reply, or delete it."""
        if order.effect.kind is EffectKind.RETRACT:
            return await self._delete(order)
        return await (self._post(order, key) if order.effect.message.id else self._say(order, key))

    async def find(self, order: Order) -> Applied | None:
        """Look for a reply with these words to the same message; for one to be deleted, that it is gone."""
        if order.effect.kind is EffectKind.RETRACT:
            return None if await self._message(order.effect) else Applied()
        channel = await self._channel(order.effect)
        async for each in channel.history(limit=_LOOK_BACK):
            answers = "" if each.reference is None else str(each.reference.message_id)
            alike = answers == order.effect.message.id and each.content == order.text
            if alike and each.author.id == self._guild.me.id:
                return Applied(posted=str(each.id) if answers else _place_of(each))
        return None

    async def _post(self, order: Order, key: str) -> Outcome:
        """It calls nobody, and names no moderator."""
        message = await self._message(order.effect)
        if message is None:
            return GONE
        sent = await message.reply(order.text, mention_author=False, nonce=nonce_of(key))
        return Applied(posted=str(sent.id))

    async def _say(self, order: Order, key: str) -> Outcome:
        """Post a message of its own."""
        channel = await self._channel(order.effect)
        return Applied(posted=_place_of(await channel.send(order.text, nonce=nonce_of(key))))

    async def _delete(self, order: Order) -> Outcome:
        """One that somebody else deleted is gone all the same; what others wrote is never touched."""
        message = await self._message(order.effect)
        if message is None:
            return Applied("it was gone already")
        if message.author.id != self._guild.me.id:
            return Failed("the bot did not write it")
        await message.delete()
        return Applied()

    async def _message(self, effect: Effect) -> discord.Message | None:
        """Return the message that is answered, or is to be deleted; None where it is gone."""
        try:
            channel = await self._channel(effect)
            return await channel.fetch_message(int(effect.message.id))
        except discord.NotFound:
            return None

    async def _channel(self, effect: Effect) -> discord.abc.Messageable:
        channel = await self._place(effect.message)
        if not isinstance(channel, discord.abc.Messageable):
            raise TypeError("nothing is written there")
        needed = NEEDED[effect.kind]
        if isinstance(channel, discord.Thread):
            # There the right to write in channels counts for nothing, and its own does.
            needed = tuple("send_messages_in_threads" if each == "send_messages" else each for each in needed)
        need(missing(channel.permissions_for(self._guild.me), needed))
        return channel

    async def _place(self, message: Message) -> discord.abc.GuildChannel | discord.Thread:
        """Return a channel or thread by its id; for a message of its own also by its name. Raises MissingRightError."""
        called = message.channel
        if not called.isdecimal():
            named = None if message.id else channel_called(self._guild, called)
            if named is None:
                raise MissingRightError(f"there is no channel “{called}” here")
            return named
        return self._guild.get_channel_or_thread(int(called)) or await self._guild.fetch_channel(int(called))


def _place_of(post: discord.Message) -> str:
    return f"{post.channel.id}/{post.id}"
