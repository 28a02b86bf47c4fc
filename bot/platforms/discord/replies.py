"""Replies in the community's name: posted under the message that they answer, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.effects import Applied, EffectKind, Failed
from bot.platforms.discord.outcomes import GONE, need
from bot.platforms.discord.rights import NEEDED, missing
from bot.platforms.discord.telling import nonce_of

if TYPE_CHECKING:
    from bot.core.effects import Effect, Order, Outcome

# How far back a reply is looked for whose sending nobody heard of.
_LOOK_BACK = 200


class Replies:
    """The bot's own words in the channels and threads of one server."""

    def __init__(self, guild: discord.Guild) -> None:
        self._guild = guild

    async def do(self, order: Order, key: str) -> Outcome:
        """Post a reply, or delete it."""
        return await (self._post(order, key) if order.effect.kind is EffectKind.REPLY else self._delete(order))

    async def find(self, order: Order) -> Applied | None:
        """Look for a reply with these words to the same message; for one to be deleted, that it is gone."""
        if order.effect.kind is EffectKind.RETRACT:
            return None if await self._message(order.effect) else Applied()
        channel = await self._channel(order.effect)
        async for each in channel.history(limit=_LOOK_BACK):
            answers = each.reference is not None and str(each.reference.message_id) == order.effect.message.id
            if answers and each.author.id == self._guild.me.id and each.content == order.text:
                return Applied(posted=str(each.id))
        return None

    async def _post(self, order: Order, key: str) -> Outcome:
        """It calls nobody, and names no moderator."""
        message = await self._message(order.effect)
        if message is None:
            return GONE
        sent = await message.reply(order.text, mention_author=False, nonce=nonce_of(key))
        return Applied(posted=str(sent.id))

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
        number = int(effect.message.channel)
        channel = self._guild.get_channel_or_thread(number) or await self._guild.fetch_channel(number)
        if not isinstance(channel, discord.abc.Messageable):
            raise TypeError("nothing is written there")
        needed = NEEDED[effect.kind]
        if isinstance(channel, discord.Thread):
            # There the right to write in channels counts for nothing, and its own does.
            needed = tuple("send_messages_in_threads" if each == "send_messages" else each for each in needed)
        need(missing(channel.permissions_for(self._guild.me), needed))
        return channel
