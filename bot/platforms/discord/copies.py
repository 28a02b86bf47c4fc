"""Hiding and restoring messages: Discord can only delete one, so what is restored is a copy under its author's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.effects import Applied, Failed
from bot.core.fitting import pieces
from bot.platforms.discord.card_view import LONGEST
from bot.platforms.discord.outcomes import GONE, need
from bot.platforms.discord.rights import NEEDED, missing

if TYPE_CHECKING:
    from bot.core.effects import Effect, Order, Outcome
    from bot.platforms.discord.bulk import BulkDeleter

    Channel = discord.abc.GuildChannel | discord.Thread

_HOOK = "Takt"
# How far back a restored copy is looked for.
_LOOK_BACK = 200
_NAMELESS = "a member"


class Copies:
    """Messages of one server that the bot takes out of sight and brings back."""

    def __init__(self, guild: discord.Guild, deleter: BulkDeleter) -> None:
        self._guild = guild
        self._deleter = deleter

    async def channel(self, effect: Effect) -> Channel:
        """Return where the message is. Raises MissingRightError where the bot may not act there, or NotFound."""
        number = int(effect.message.channel)
        channel = self._guild.get_channel_or_thread(number) or await self._guild.fetch_channel(number)
        need(missing(channel.permissions_for(self._guild.me), NEEDED[effect.kind]))
        return channel

    async def is_seen(self, channel: Channel, effect: Effect) -> bool:
        """Tell whether others see the message or a copy of it."""
        try:
            await _messageable(channel).fetch_message(int(effect.message.id))
        except discord.NotFound:
            return await self._copy(channel, effect) is not None
        return True

    async def hide(self, order: Order) -> Outcome:
        """Delete a message, or the copy that was restored of it."""
        effect = order.effect
        try:
            channel = await self.channel(effect)
            await self._delete(channel.id, int(effect.message.id), effect)
        except discord.NotFound:
            return await self._hide_copy(effect)
        return Applied()

    async def message(self, effect: Effect) -> discord.Message:
        """Return a message as it is now. Raises MissingRightError where the bot may not act there, or NotFound."""
        return await _messageable(await self.channel(effect)).fetch_message(int(effect.message.id))

    async def show_embeds(self, order: Order, *, shown: bool) -> Outcome:
        """Let the previews below a message be seen, or not."""
        try:
            message = await self.message(order.effect)
        except discord.NotFound:
            return GONE
        if message.flags.suppress_embeds is shown:
            await message.edit(suppress=not shown)
        return Applied()

    async def restore(self, order: Order) -> Outcome:
        """Post the evidence again through a webhook, under the author's name and picture, marked as restored."""
        effect = order.effect
        if not order.text.strip():
            return Failed("its text is kept no longer, so it can't be posted again")
        channel = await self.channel(effect)
        hook = await self._hook(channel)
        thread = channel if isinstance(channel, discord.Thread) else discord.utils.MISSING
        name, picture = await self._face(order)
        sent = None
        for piece in pieces(order.text, LONGEST, mark_of(effect)):
            sent = await hook.send(piece, username=name, avatar_url=picture, thread=thread, wait=True)
        return Applied(f"posted again as message {sent.id}" if sent else "")

    async def _hide_copy(self, effect: Effect) -> Outcome:
        try:
            channel = await self.channel(effect)
        except discord.NotFound:
            return GONE
        copy = await self._copy(channel, effect)
        if copy is None:
            return GONE
        await self._delete(channel.id, copy.id, effect)
        return Applied()

    async def _delete(self, channel: int, message: int, effect: Effect) -> None:
        # The library's own methods take no reason for the audit log.
        http = self._guild._state.http  # noqa: SLF001 - as above
        await self._deleter.delete(http, channel, message, effect.case, reason_of(effect))

    async def _copy(self, channel: Channel, effect: Effect) -> discord.Message | None:
        mark = mark_of(effect)
        async for message in _messageable(channel).history(limit=_LOOK_BACK):
            if message.webhook_id is not None and message.content.endswith(mark):
                return message
        return None

    async def _hook(self, channel: Channel) -> discord.Webhook:
        place = channel.parent if isinstance(channel, discord.Thread) else channel
        if not isinstance(place, discord.TextChannel | discord.ForumChannel | discord.VoiceChannel):
            raise TypeError("no webhook can post there")
        for hook in await place.webhooks():
            if hook.token and hook.user is not None and hook.user.id == self._guild.me.id:
                return hook
        return await place.create_webhook(name=_HOOK, reason="Takt posts restored messages with it")

    async def _face(self, order: Order) -> tuple[str, str]:
        """Return the author's name, as webhooks may bear it, and picture; the server's where the member has left."""
        try:
            member = await self._guild.fetch_member(int(order.effect.member))
        except (discord.NotFound, ValueError):
            picture = self._guild.icon.url if self._guild.icon else ""
            return bearable(order.author), picture
        return bearable(member.display_name), member.display_avatar.url


def bearable(name: str) -> str:
    """Return a name that Discord lets a webhook bear: 1 to 80 characters, without two words."""
    kept = name.strip()[:80]
    low = kept.casefold()
    return _NAMELESS if not kept or "discord" in low or "clyde" in low else kept


def mark_of(effect: Effect) -> str:
    """Return what a restored message ends with; by it the copy is found again."""
    return f"\n-# ↩ case {effect.case}"


def reason_of(effect: Effect) -> str:
    """Return what the server's audit log says of an effect."""
    return f"Takt, case {effect.case} ({effect.key})"


def _messageable(channel: Channel) -> discord.abc.Messageable:
    if not isinstance(channel, discord.abc.Messageable):
        raise TypeError("nothing is written there")
    return channel
