"""The port MessageSource on one server: what was written while the bot was away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.gaps import Page
from bot.platforms.discord.rights import TO_READ, missing
from bot.platforms.discord.translate import content_of, lacks_roles

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.core.content import Content
    from bot.core.gaps import Slowed

_RECENT = 100


class DiscordHistory:
    """Reads the channels and open threads of a server. What was written before `since` is not the bot's business."""

    def __init__(self, server: Callable[[], discord.Guild | None], since: datetime) -> None:
        self.server = server
        self.beginning = str(discord.utils.time_snowflake(since))

    def begin(self, wait: Callable[[Slowed], Awaitable[None]]) -> None:
        """Begin a look; discord.py does the waiting."""

    async def channels(self) -> Sequence[str]:
        """Return the channels and open threads in which members write and which are not closed to the bot."""
        guild = self.server()
        if guild is None:
            return []
        rooms: list[discord.abc.GuildChannel] = [*guild.text_channels, *guild.voice_channels, *guild.stage_channels]
        written: list[discord.abc.GuildChannel | discord.Thread] = [*rooms, *guild.threads]
        return [str(each.id) for each in written if each.permissions_for(guild.me).view_channel]

    async def read_after(self, channel: str, position: str, limit: int) -> Page:
        """Return up to `limit` messages after a message id, of a channel never read after the moment it is read since.

        Raises OSError without an answer.
        """
        guild = self.server()
        place = guild.get_channel_or_thread(int(channel)) if guild else None
        if guild is None or not isinstance(place, discord.abc.Messageable):
            return Page((), position, unseen="the channel is gone")
        if missing(place.permissions_for(guild.me), TO_READ):
            return Page((), position, unseen="my role may not read its history")
        position = position or self.beginning
        try:
            after = discord.Object(int(position))
            read = [each async for each in place.history(limit=limit, after=after, oldest_first=True)]
        except discord.HTTPException as error:
            raise ConnectionError(f"Discord answered {error.status}") from error
        members = await members_of(guild, read)
        # What the bot itself wrote was missed by nobody.
        others = (each for each in read if each.author.id != guild.me.id)
        contents = tuple(content_of(each, guild, members.get(each.author.id)) for each in others)
        return Page(contents, str(read[-1].id) if read else position, more=len(read) == limit)

    async def changed_before(self, channel: str, position: str, since: datetime) -> Sequence[Content]:
        """Return messages up to a message id that were edited since a moment, among the latest hundred there.

        Threads are channels of their own here. Raises OSError without an answer.
        """
        guild = self.server()
        place = guild.get_channel_or_thread(int(channel)) if guild else None
        if guild is None or not isinstance(place, discord.abc.Messageable):
            return ()  # whoever reads on from there is told why
        if missing(place.permissions_for(guild.me), TO_READ):
            return ()
        try:
            read = [each async for each in place.history(limit=_RECENT, before=discord.Object(int(position) + 1))]
        except discord.HTTPException as error:
            raise ConnectionError(f"Discord answered {error.status}") from error
        edited = [each for each in read if each.edited_at and each.edited_at >= since and each.author.id != guild.me.id]
        members = await members_of(guild, edited)
        return [content_of(each, guild, members.get(each.author.id)) for each in edited]


async def members_of(guild: discord.Guild, messages: Iterable[discord.Message]) -> Mapping[int, discord.Member]:
    """Return the authors of messages that came without roles, by id; who has left is not among them.

    Raises TimeoutError without an answer: staff must not be taken for members.
    """
    asked = {each.author.id for each in messages if lacks_roles(each)}
    found = await guild.query_members(user_ids=list(asked), limit=100, cache=False) if asked else []
    return {each.id: each for each in found}
