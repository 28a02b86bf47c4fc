"""Moderators' commands in a storm of complaints: how it stands, what is said about it, its end."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.pipeline.desk_crisis import end_crisis, offer_statement, show_crisis
from bot.platforms.discord.access import answer, community_of, for_moderators, visitor

crisis = app_commands.Group(
    name="crisis",
    description="A storm of complaints: what is said about it, and when more is",
    guild_only=True,
    default_permissions=discord.Permissions(moderate_members=True),
)


@crisis.command(name="status", description="Whether a crisis is on, and what is said about it")
@for_moderators
async def crisis_status(used: discord.Interaction[discord.Client]) -> None:
    """Say how things stand."""
    await answer(used, await show_crisis(community_of(used)))


@crisis.command(
    name="start", description="Say that a crisis is on: cheerful drafts wait, and members are told what is known"
)
@for_moderators
async def crisis_start(used: discord.Interaction[discord.Client]) -> None:
    """Show the form that begins one."""
    await answer(used, await offer_statement(community_of(used)))


@crisis.command(name="update", description="Change what is known and done about a crisis, and when more is said")
@for_moderators
async def crisis_update(used: discord.Interaction[discord.Client]) -> None:
    """Show the form with what was said last."""
    await answer(used, await offer_statement(community_of(used)))


@crisis.command(name="end", description="Say that a crisis is over")
@for_moderators
async def crisis_end(used: discord.Interaction[discord.Client]) -> None:
    """End it."""
    await answer(used, await end_crisis(community_of(used), visitor(used)))
