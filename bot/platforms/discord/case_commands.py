"""Moderators' commands about cases and members."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.core.cards import Press
from bot.core.case_words import headline, strike_words, why_words
from bot.core.cases import CaseState
from bot.core.content import Message
from bot.pipeline.cards import card_of
from bot.pipeline.case_file import CaseFile, read_case, read_message
from bot.pipeline.press import press
from bot.platforms.discord.access import community_of, for_moderators
from bot.platforms.discord.answers import say
from bot.platforms.discord.card_view import LONGEST, buttons_of, cut, embed_of
from bot.platforms.discord.completions import case_numbers
from bot.platforms.discord.moderators import actor_of

MOST_CASES = 15
Number = Range[int, 1, 2**31 - 1]


@app_commands.command(name="case", description="Show a case, with its buttons")
@for_moderators
@app_commands.describe(number="The number of the case")
@app_commands.autocomplete(number=case_numbers)
async def case(used: discord.Interaction[discord.Client], number: Number) -> None:
    """Show a case's card to whoever asks, and to nobody else."""
    community = community_of(used)
    file = await read_case(community, number)
    if file is None:
        await say(used, f"There is no case {number}.")
        return
    card = card_of(file, community.now())
    await used.response.send_message(embed=embed_of(card, used.guild_id or 0), view=buttons_of(card), ephemeral=True)


@app_commands.command(name="queue", description="The cases that wait for a moderator, the oldest first")
@for_moderators
async def queue(used: discord.Interaction[discord.Client]) -> None:
    """List open cases."""
    community = community_of(used)
    async with community.begin() as uow:
        waiting = await uow.cases.find([CaseState.OPEN], limit=1000)
    lines = [headline(each, community.now()) for each in reversed(waiting)]
    more = f"\n… and {len(lines) - MOST_CASES} more" if len(lines) > MOST_CASES else ""
    await say(used, cut("\n".join(lines[:MOST_CASES]), LONGEST - len(more)) + more or "No case waits.")


@app_commands.command(name="why", description="All that is behind a case")
@for_moderators
@app_commands.describe(number="The number of the case")
@app_commands.autocomplete(number=case_numbers)
async def why(used: discord.Interaction[discord.Client], number: Number) -> None:
    """Say why there is a case."""
    await _press(used, Press.WHY, number)


@app_commands.command(name="undo", description="Take back exactly what a case caused")
@for_moderators
@app_commands.describe(number="The number of the case")
@app_commands.autocomplete(number=case_numbers)
async def undo(used: discord.Interaction[discord.Client], number: Number) -> None:
    """Undo a case."""
    await _press(used, Press.UNDO, number)


@app_commands.command(name="strikes", description="A member's strikes that still count")
@for_moderators
@app_commands.describe(member="Whose")
async def strikes(used: discord.Interaction[discord.Client], member: discord.User) -> None:
    """List a member's strikes and latest cases."""
    community = community_of(used)
    async with community.begin() as uow:
        live = await uow.strikes.live(str(member.id), community.now())
        cases = await uow.cases.find(member=str(member.id), limit=5)
    lines = [*map(strike_words, live), *(headline(each, community.now()) for each in cases)]
    await say(used, "\n".join(lines) or "No strike counts, and there is no case.")


@app_commands.context_menu(name="Why?")
@for_moderators
async def why_message(used: discord.Interaction[discord.Client], message: discord.Message) -> None:
    """Say what was decided on a message, whether it became a case or not."""
    community = community_of(used)
    found = await read_message(community, Message(str(message.channel.id), str(message.id)))
    decisions = found.decisions if isinstance(found, CaseFile) else found
    head = [headline(found.case, community.now())] if isinstance(found, CaseFile) else []
    lines = [*head, *(line for each in decisions for line in why_words(each))]
    await say(used, "\n".join(lines) or "No rule holds, so nothing was decided.")


async def _press(used: discord.Interaction[discord.Client], what: Press, number: int) -> None:
    await used.response.defer(ephemeral=True, thinking=True)
    await say(used, await press(community_of(used), what, number, actor_of(used.user)))
