"""What is offered while somebody types an option."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.core.fitting import cut
from bot.pipeline import desk_choices
from bot.platforms.discord.access import among_members, among_moderators, community_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_CHOICES, LONGEST_CHOICE = 25, 100


@among_moderators
async def case_numbers(used: discord.Interaction[discord.Client], current: str) -> list[app_commands.Choice[int]]:
    """Offer the latest cases whose number begins so, those first that wait for a moderator."""
    return _shown(await desk_choices.case_numbers(community_of(used), current))


@among_members
async def own_cases(used: discord.Interaction[discord.Client], current: str) -> list[app_commands.Choice[int]]:
    """Offer a member their own cases that can still be appealed, by number and rule."""
    return _shown(await desk_choices.own_cases(community_of(used), str(used.user.id), current))


def _shown(offered: Iterable[tuple[int, str]]) -> list[app_commands.Choice[int]]:
    choices = [app_commands.Choice(name=cut(words, LONGEST_CHOICE), value=number) for number, words in offered]
    return choices[:MOST_CHOICES]
