"""Titles of threads, each attributed to whoever gave it."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

import discord

from bot.core.content import Author
from bot.platforms.discord.rights import TO_SEE_HANDS, missing
from bot.platforms.discord.translate import author_of, title_of

if TYPE_CHECKING:
    from bot.core.content import Content

# For so long it is waited for the audit log to tell who renamed a thread.
_TOLD_WITHIN = 3.0
_NOBODY = Author("", "")


class Titles:
    """What threads are called, as they are opened and renamed.

    Only the audit log tells who renamed a thread. Where it stays silent, or may not be read, the author is unknown.
    """

    def __init__(self) -> None:
        self._told: deque[tuple[int, str]] = deque(maxlen=100)
        self._opened: set[int] = set()
        self._before: dict[int, list[str]] = {}

    async def opened(self, thread: discord.Thread, title: str) -> Content | None:
        """Return the title that a new thread began with; None a second time, and for the bot's own."""
        guild = thread.guild
        if thread.owner_id == guild.me.id or thread.id in self._opened:
            return None
        self._opened.add(thread.id)
        before = self._before[thread.id] = []
        try:
            author = await who(guild, thread.owner_id)
        finally:
            del self._before[thread.id]
        # Renamed by somebody in the same moment, it is not its owner's any more.
        title = next(iter(before), title)
        return title_of(thread, guild, title, author, thread.created_at or discord.utils.utcnow())

    async def renamed(self, thread: discord.Thread, title: str, before: str) -> Content | None:
        """Return a title that nobody says who gave; None where the audit log says it."""
        guild, at = thread.guild, discord.utils.utcnow()
        self._before.get(thread.id, []).append(before)
        if not missing(guild.me.guild_permissions, (TO_SEE_HANDS,)):
            await asyncio.sleep(_TOLD_WITHIN)
        if (thread.id, title) in self._told:
            return None
        return title_of(thread, guild, title, _NOBODY, at, str(discord.utils.time_snowflake(at)))

    async def told(self, entry: discord.AuditLogEntry) -> Content | None:
        """Return the title that a renaming of the audit log gave; None for any other entry, and the bot's own."""
        title, thread = getattr(entry.after, "name", None), entry.target
        if entry.action is not discord.AuditLogAction.thread_update or title is None or thread is None:
            return None
        place = thread if isinstance(thread, discord.Thread) else discord.Object(thread.id)
        self._told.append((place.id, title))
        if entry.user_id == entry.guild.me.id:
            return None
        author = await who(entry.guild, entry.user_id)
        return title_of(place, entry.guild, title, author, entry.created_at, str(entry.id))


async def who(guild: discord.Guild, user: int | None) -> Author:
    """Ask Discord for a member as an author; without roles for who has left."""
    if user is None:
        return _NOBODY
    try:
        return author_of(await guild.fetch_member(user))
    except discord.NotFound:
        return Author(str(user), "")
