"""Wishes and complaints in the channel that they are passed on to: posted, changed with their message, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.defused import defused
from bot.core.effects import Applied, EffectKind, Failed, Skipped
from bot.core.feedback import headline, passed_on, quoted
from bot.core.fitting import cut
from bot.platforms.discord.outcomes import need
from bot.platforms.discord.rights import NEEDED, missing
from bot.platforms.discord.telling import nonce_of

if TYPE_CHECKING:
    from bot.core.effects import EffectKind as Kind
    from bot.core.effects import Order, Outcome
    from bot.core.feedback import Feedback

_MOST = 2000
# How far back a post is looked for whose sending nobody heard of.
_LOOK_BACK = 200


class Forwards:
    """What the bot passed on in one server."""

    def __init__(self, guild: discord.Guild) -> None:
        self._guild = guild

    async def find(self, order: Order) -> Applied | None:
        """Look for an entry where it was passed on, as it is now; for one to be taken away, that it is gone."""
        entry = order.feedback
        if entry is None:
            return None
        if order.effect.kind is EffectKind.WITHDRAW:
            return None if await self._posted(entry, EffectKind.WITHDRAW) else Applied()
        if entry.posted:
            stands = await self._posted(entry, EffectKind.FORWARD)
            return _stands(stands) if stands and stands.content == self._words(entry) else None
        channel = channel_called(self._guild, entry.forwarded_to)
        if channel is None:
            return None
        async for each in channel.history(limit=_LOOK_BACK):
            if each.author.id == self._guild.me.id and each.content.partition("\n")[0] == self._head(entry):
                return _stands(each)
        return None

    async def post(self, entry: Feedback, key: str) -> Outcome:
        """Post an entry. It calls nobody, and shows no previews of what the member linked to."""
        channel = channel_called(self._guild, entry.forwarded_to)
        if channel is None:
            why = f"there is no channel “{entry.forwarded_to}” here, which the policy passes it on to"
            return Failed("there is no such channel", permission=why)
        need(missing(channel.permissions_for(self._guild.me), NEEDED[EffectKind.FORWARD]))
        sent = await channel.send(self._words(entry), suppress_embeds=True, nonce=nonce_of(key))
        return _stands(sent)

    async def change(self, entry: Feedback, _key: str) -> Outcome:
        """Let the post say what the entry says now."""
        posted = await self._posted(entry, EffectKind.FORWARD)
        if posted is None:
            return Skipped("somebody took it away")
        await posted.edit(content=self._words(entry), suppress=True)
        return _stands(posted)

    async def take_away(self, entry: Feedback) -> Outcome:
        """Delete the bot's own post; one that is gone is as good."""
        posted = await self._posted(entry, EffectKind.WITHDRAW)
        if posted is None:
            return Applied("it was gone already")
        await posted.delete()
        return Applied()

    def _words(self, entry: Feedback) -> str:
        return cut(passed_on(self._head(entry), quoted(defused(discord.utils.escape_markdown(entry.text)))), _MOST)

    def _head(self, entry: Feedback) -> str:
        where = entry.message
        return f"{headline(entry)} · https://discord.com/channels/{self._guild.id}/{where.channel}/{where.id}"

    async def _posted(self, entry: Feedback, kind: Kind) -> discord.Message | None:
        """Return the bot's own post, None where it is gone; what others wrote is never touched."""
        where, _, number = entry.posted.partition("/")
        try:
            channel = self._guild.get_channel(int(where)) or await self._guild.fetch_channel(int(where))
            if not isinstance(channel, discord.TextChannel):
                return None
            need(missing(channel.permissions_for(self._guild.me), NEEDED[kind]))
            found = await channel.fetch_message(int(number))
        except discord.NotFound:
            return None
        return found if found.author.id == self._guild.me.id else None


def channel_called(guild: discord.Guild, called: str) -> discord.TextChannel | None:
    """Return the channel of this name or id."""
    name = called.removeprefix("#")
    return next((each for each in guild.text_channels if name in {each.name, str(each.id)}), None)


def _stands(post: discord.Message) -> Applied:
    return Applied(posted=f"{post.channel.id}/{post.id}", channel=getattr(post.channel, "name", ""))
