"""What members can ask the bot: the rules, a second look, and to tell moderators of a message."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.core.blank_forms import MOST_WORDS
from bot.core.content import Content
from bot.pipeline.desk_members import enter_appeal, enter_report, list_notices, list_rules
from bot.platforms.discord.access import answer, community_of, for_members, visitor
from bot.platforms.discord.card_view import LONGEST
from bot.platforms.discord.case_commands import Number
from bot.platforms.discord.completions import own_cases
from bot.platforms.discord.references import Reference, find_message
from bot.platforms.discord.source import members_of
from bot.platforms.discord.translate import content_of

_BULLET = "**·**"


@app_commands.command(name="rules", description="The rules of this community")
@for_members
async def rules(used: discord.Interaction[discord.Client]) -> None:
    """Show the rules in the language of whoever asks."""
    await answer(used, list_rules(community_of(used), visitor(used), LONGEST, _BULLET))


@app_commands.command(name="notices", description="What the moderators' bot told you, or could not bring to you")
@for_members
async def my_notices(used: discord.Interaction[discord.Client]) -> None:
    """Show a member the latest notice about each of their last cases; nobody else sees them."""
    await answer(used, await list_notices(community_of(used), visitor(used)))


@app_commands.command(name="appeal", description="Ask for a second look at what was done to your message")
@for_members
@app_commands.describe(number="The number of the case", why="Why it should be looked at again")
@app_commands.autocomplete(number=own_cases)
async def appeal_case(
    used: discord.Interaction[discord.Client], number: Number, why: Range[str, 1, MOST_WORDS]
) -> None:
    """Enter a member's appeal against their own case."""
    await answer(used, await enter_appeal(community_of(used), visitor(used), number, why))


@app_commands.context_menu(name="Report to moderators")
@for_members
async def report_message(used: discord.Interaction[discord.Client], message: discord.Message) -> None:
    """Count a member's report of a message."""
    await _report(used, message)


@app_commands.command(name="report", description="Tell the moderators of a message")
@for_members
@app_commands.describe(
    message="Its link, or its id where it is in this channel", reason="What is wrong with it, in your own words"
)
async def report_by_link(
    used: discord.Interaction[discord.Client], message: Reference, reason: Range[str, 1, MOST_WORDS] | None = None
) -> None:
    """Count a member's report of a message that they may read; of another nothing is said, nor that there is none."""
    await _report(used, message, reason or "")


async def _report(used: discord.Interaction[discord.Client], message: discord.Message | str, reason: str = "") -> None:
    await used.response.defer(ephemeral=True, thinking=True)
    found = await find_message(used, message) if isinstance(message, str) else message
    content = await _content(used.guild, found) if used.guild and found else None
    await answer(used, await enter_report(community_of(used), visitor(used), content, reason))


async def _content(guild: discord.Guild, message: discord.Message) -> Content:
    members = await members_of(guild, [message])
    return content_of(message, guild, members.get(message.author.id))
