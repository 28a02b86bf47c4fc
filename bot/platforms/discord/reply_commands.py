"""Moderators' commands for answers in the community's name."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.platforms.discord.access import community_of, for_moderators
from bot.platforms.discord.references import Reference, find_message
from bot.platforms.discord.reply_forms import offer


@app_commands.command(name="draft", description="Answer a message in the community's name, or take an answer back")
@for_moderators
@app_commands.describe(message="Its link, or its id where it is in this channel")
async def draft(used: discord.Interaction[discord.Client], message: Reference) -> None:
    """Show the form for an answer."""
    await offer(used, community_of(used), await find_message(used, message))


@app_commands.context_menu(name="Draft a reply")
@for_moderators
async def draft_reply(used: discord.Interaction[discord.Client], message: discord.Message) -> None:
    """Show the form for an answer to a message."""
    await offer(used, community_of(used), message)
