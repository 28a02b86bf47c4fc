"""Hands presses and forms on to the desk, and shows its answers; the same press counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.cards import Press
from bot.core.marks import Wish
from bot.pipeline import desk
from bot.pipeline.desk_access import trouble
from bot.pipeline.once import Once
from bot.platforms.discord.answers import data_of, fields_of, in_time, language, show, with_words
from bot.platforms.discord.marks import read_custom_id
from bot.platforms.discord.moderators import visitor_of
from bot.platforms.discord.reader import DiscordReader

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.actions import Enforcement
    from bot.core.forms import Answer
    from bot.core.marks import Mark
    from bot.pipeline.community import Community

    Pressed = discord.Interaction[discord.Client]

# Nobody has to be told that it takes a moment.
_QUICK = frozenset({Wish.NOTICE})
# Their form shows what a drafter makes of a message, which may take it a while.
_THOUGHT_OF = frozenset({Press.REPLY})


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
        is_form = pressed.type is discord.InteractionType.modal_submit
        if mark.what not in _QUICK and not desk.opens_form(mark, is_form=is_form):
            await pressed.response.defer(ephemeral=True, thinking=True)
        asked = self._ask(pressed, guild, mark)
        answer = with_words(pressed, await (in_time(pressed, asked) if mark.what in _THOUGHT_OF else asked))
        await show(pressed, guild, answer, back=mark if is_form else None)

    async def _ask(self, pressed: Pressed, guild: int, mark: Mark) -> Answer:
        community = await self.community(guild)
        visitor, reader = visitor_of(pressed, guild, community), DiscordReader(pressed.client.get_guild(guild))
        return await desk.pressed(community, visitor, mark, fields_of(pressed), reader, self._parse)
