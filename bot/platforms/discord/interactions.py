"""Hands presses and forms on to the desk, and shows its answers; the same press counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.marks import Wish
from bot.pipeline import desk
from bot.pipeline.desk_access import trouble
from bot.pipeline.once import Once
from bot.platforms.discord.answers import data_of, fields_of, language, show
from bot.platforms.discord.marks import read_custom_id
from bot.platforms.discord.moderators import visitor_of
from bot.platforms.discord.reader import DiscordReader

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import discord

    from bot.core.actions import Enforcement
    from bot.core.marks import Mark
    from bot.pipeline.community import Community

    Pressed = discord.Interaction[discord.Client]

# Nobody has to be told that it takes a moment.
_QUICK = frozenset({Wish.NOTICE})


class Interactions:
    """The buttons and forms of all servers. `parse` reads an action as policy files write it; raises ValueError."""

    def __init__(
        self, community: Callable[[int], Awaitable[Community | None]], parse: Callable[[str], Enforcement]
    ) -> None:
        self.community = community
        self._parse = parse
        self._once = Once()

    async def answer(self, pressed: Pressed) -> None:
        """Answer one press or form, if it is the bot's and not answered before."""
        found = read_custom_id(str(data_of(pressed).get("custom_id", "")), pressed.guild_id or 0)
        if found is None or not self.is_first(pressed):
            return
        guild, mark = found
        try:
            await self._answer(pressed, guild, mark)
        except Exception as error:  # noqa: BLE001 - whoever pressed must hear of it, and the next press must work
            await show(pressed, guild, trouble(mark.what, error, language(pressed)))

    def is_first(self, pressed: Pressed) -> bool:
        """Tell whether this interaction was not delivered before."""
        return self._once.is_first(str(pressed.id))

    async def _answer(self, pressed: Pressed, guild: int, mark: Mark) -> None:
        fields = fields_of(pressed)
        if mark.what not in _QUICK and not desk.opens_form(mark, is_form=fields is not None):
            await pressed.response.defer(ephemeral=True, thinking=True)
        community = await self.community(guild)
        visitor, reader = visitor_of(pressed, guild, community), DiscordReader(pressed.client.get_guild(guild))
        await show(pressed, guild, await desk.pressed(community, visitor, mark, fields, reader, self._parse))
