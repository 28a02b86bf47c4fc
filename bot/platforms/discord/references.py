"""Messages by link or id, for whoever may read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord
from discord import app_commands

if TYPE_CHECKING:
    from bot.core.content import Message

    Place = discord.abc.GuildChannel | discord.Thread

Reference = app_commands.Range[str, 1, 200]
_LINK = re.compile(r"https://(?:\w+\.)?discord(?:app)?\.com/channels/(\d{15,20})/(\d{15,20})/(\d{15,20})/?")
_ID = re.compile(r"(?:(\d{15,20})-)?(\d{15,20})")


async def find_message(used: discord.Interaction[discord.Client], text: str) -> discord.Message | None:
    """Return the message that a link or an id means; None where there is none that whoever asks may read.

    An id alone is one of the channel where it is asked; Discord also copies ids as `channel-message`.
    """
    guild, words = used.guild, text.strip()
    link, number = _LINK.fullmatch(words), _ID.fullmatch(words)
    if guild is None or (link and int(link[1]) != guild.id):
        return None
    if link:
        return await _read(guild, used.user, int(link[2]), int(link[3]))
    return await _read(guild, used.user, int(number[1] or used.channel_id or 0), int(number[2])) if number else None


async def message_of(guild: discord.Guild, message: Message) -> discord.Message | None:
    """Return a message as Discord has it now, None where it is gone or the bot can't read it."""
    if not (message.channel.isdecimal() and message.id.isdecimal()):
        return None
    place = await _place(guild, int(message.channel))
    return await _fetch(place, int(message.id)) if place else None


async def _read(
    guild: discord.Guild, who: discord.User | discord.Member, channel: int, number: int
) -> discord.Message | None:
    place = await _place(guild, channel)
    if place is None or not isinstance(who, discord.Member) or not await _may_read(who, place):
        return None
    return await _fetch(place, number)


async def _place(guild: discord.Guild, channel: int) -> Place | None:
    try:
        place = guild.get_channel_or_thread(channel) or await guild.fetch_channel(channel)
    except (discord.NotFound, discord.Forbidden, discord.InvalidData):
        return None  # InvalidData: it belongs to another server
    return place


async def _may_read(who: discord.Member, place: Place) -> bool:
    granted = place.permissions_for(who)
    if not (granted.view_channel and granted.read_message_history):
        return False
    if not isinstance(place, discord.Thread) or not place.is_private() or granted.manage_threads:
        return True
    try:
        await place.fetch_member(who.id)
    except discord.NotFound:
        return False
    return True


async def _fetch(place: Place, number: int) -> discord.Message | None:
    if not isinstance(place, discord.abc.Messageable):
        return None
    try:
        return await place.fetch_message(number)
    except (discord.NotFound, discord.Forbidden):
        return None
