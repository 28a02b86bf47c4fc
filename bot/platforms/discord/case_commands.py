"""Moderators' commands about cases and members."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.core.content import Message
from bot.pipeline.desk_cases import list_queue, list_strikes, say_why, say_why_of, show_case, undo_case
from bot.platforms.discord.access import answer, community_of, for_moderators, visitor
from bot.platforms.discord.card_view import LONGEST
from bot.platforms.discord.completions import case_numbers

Number = Range[int, 1, 2**31 - 1]


@app_commands.command(name="case", description="Show a case, with its buttons")
@for_moderators
@app_commands.describe(number="The number of the case")
@app_commands.autocomplete(number=case_numbers)
async def case(used: discord.Interaction[discord.Client], number: Number) -> None:
    """Show a case's card to whoever asks, and to nobody else."""
    await answer(used, await show_case(community_of(used), number))


@app_commands.command(name="queue", description="The cases that wait for a moderator, the oldest first")
@for_moderators
async def queue(used: discord.Interaction[discord.Client]) -> None:
    """List open cases."""
    await answer(used, await list_queue(community_of(used), LONGEST))


@app_commands.command(name="why", description="All that is behind a case")
@for_moderators
@app_commands.describe(number="The number of the case")
@app_commands.autocomplete(number=case_numbers)
async def why(used: discord.Interaction[discord.Client], number: Number) -> None:
    """Say why there is a case."""
    await used.response.defer(ephemeral=True, thinking=True)
    await answer(used, await say_why(community_of(used), visitor(used), number))


@app_commands.command(name="undo", description="Take back exactly what a case caused")
@for_moderators
@app_commands.describe(number="The number of the case")
@app_commands.autocomplete(number=case_numbers)
async def undo(used: discord.Interaction[discord.Client], number: Number) -> None:
    """Undo a case."""
    await used.response.defer(ephemeral=True, thinking=True)
    await answer(used, await undo_case(community_of(used), visitor(used), number))


@app_commands.command(name="strikes", description="A member's strikes that still count")
@for_moderators
@app_commands.describe(member="Whose")
async def strikes(used: discord.Interaction[discord.Client], member: discord.User) -> None:
    """List a member's strikes and latest cases."""
    await answer(used, await list_strikes(community_of(used), str(member.id)))


@app_commands.context_menu(name="Why?")
@for_moderators
async def why_message(used: discord.Interaction[discord.Client], message: discord.Message) -> None:
    """Say what was decided on a message, whether it became a case or not."""
    place = Message(str(message.channel.id), str(message.id))
    await answer(used, await say_why_of(community_of(used), place))
