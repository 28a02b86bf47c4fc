"""Moderators' commands for answers in the community's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.pipeline.desk_replies import offer_answer
from bot.platforms.discord.access import answer, community_of, for_moderators, visitor
from bot.platforms.discord.answers import in_time
from bot.platforms.discord.reader import DiscordReader
from bot.platforms.discord.references import Reference, find_message
from bot.platforms.discord.translate import content_of

if TYPE_CHECKING:
    from bot.core.forms import Answer


@app_commands.command(name="draft", description="Answer a message in the community's name, or take an answer back")
@for_moderators
@app_commands.describe(message="Its link, or its id where it is in this channel")
async def draft(used: discord.Interaction[discord.Client], message: Reference) -> None:
    """Show the form for an answer."""
    await answer(used, await in_time(used, _offered_on(used, message)))


@app_commands.context_menu(name="Draft a reply")
@for_moderators
async def draft_reply(used: discord.Interaction[discord.Client], message: discord.Message) -> None:
    """Show the form for an answer to a message."""
    await answer(used, await in_time(used, _offered(used, message)))


async def _offered_on(used: discord.Interaction[discord.Client], reference: str) -> Answer:
    return await _offered(used, await find_message(used, reference))


async def _offered(used: discord.Interaction[discord.Client], message: discord.Message | None) -> Answer:
    content = content_of(message, used.guild) if message and used.guild else None
    return await offer_answer(community_of(used), visitor(used), content, DiscordReader(used.guild))
