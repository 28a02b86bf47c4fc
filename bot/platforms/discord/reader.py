"""The port Reader on one server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.platforms.discord.card_view import LONGEST
from bot.platforms.discord.references import message_of
from bot.platforms.discord.translate import author_of, content_of, mentions_in

if TYPE_CHECKING:
    from bot.core.content import Author, Content, Message


class DiscordReader:
    """Reads one server, None for one that is out of reach."""

    longest = LONGEST

    def __init__(self, guild: discord.Guild | None) -> None:
        self._guild = guild

    async def message(self, message: Message) -> Content | None:
        """Return a message as it is now, its author without roles."""
        found = await message_of(self._guild, message) if self._guild else None
        return content_of(found, self._guild) if found and self._guild else None

    async def author(self, member: str) -> Author | None:
        """Return a member with the roles that they have now."""
        if self._guild is None:
            return None
        try:
            return author_of(await self._guild.fetch_member(int(member)))
        except discord.NotFound:
            return None

    def mentions_in(self, text: str) -> int:
        """Count whom a text would call."""
        return mentions_in(text)
