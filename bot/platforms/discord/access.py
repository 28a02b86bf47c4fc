"""Who may use a command, asked at every use. What Discord hides by default permissions is a comfort and no lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import discord
from discord import app_commands

from bot.core.member_words import Word, word
from bot.platforms.discord.answers import language, refusal, say
from bot.platforms.discord.moderators import may_manage

if TYPE_CHECKING:
    from bot.pipeline.community import Community
    from bot.platforms.discord.client import TaktClient

    Used = discord.Interaction[discord.Client]

Decorated = TypeVar("Decorated")
_COMMUNITY = "community"
_NOT_YET = "The bot does not serve this server yet. Try again in a moment."


def for_moderators(command: Decorated) -> Decorated:
    """Offer a command to moderators, and refuse it to everybody else who uses it."""
    offered = app_commands.default_permissions(moderate_members=True)(command)
    return app_commands.guild_only(app_commands.check(_moderates)(offered))


def for_managers(command: Decorated) -> Decorated:
    """Offer a command to moderators and to those who manage the server; what each of them may do in it, it asks."""
    offered = app_commands.default_permissions(moderate_members=True)(command)
    return app_commands.guild_only(app_commands.check(_moderates_or_manages)(offered))


def for_members(command: Decorated) -> Decorated:
    """Offer a command to all members of a server that is served."""
    return app_commands.guild_only(app_commands.check(_is_served)(command))


def among_moderators(completion: Decorated) -> Decorated:
    """Offer what is completed to moderators alone; others are offered nothing, and told nothing."""
    return app_commands.check(_may_see)(completion)


def among_members(completion: Decorated) -> Decorated:
    """Offer what is completed to all members of a server that is served."""
    return app_commands.check(_is_there)(completion)


def community_of(used: Used) -> Community:
    """Return the community in which something that was let through is used."""
    return cast("Community", used.extras[_COMMUNITY])


def client_of(used: Used) -> TaktClient:
    """Return the bot that was asked."""
    return cast("TaktClient", used.client)


def name_of(used: Used) -> str:
    """Return what was used, as it is called in English."""
    command = used.command
    return command.qualified_name if command else ""


async def may_change(used: Used) -> bool:
    """Tell whether whoever asks may manage the server; else tell them that they may not."""
    may = may_manage(used.user)
    if not may:
        await say(used, refusal(used, community_of(used), name_of(used), Word.ONLY_MANAGERS))
    return may


async def _moderates(used: Used) -> bool:
    community = await _enter(used)
    if community is None:
        await say(used, _NOT_YET)
        return False
    if refused := client_of(used).interactions.refuse(used, community, name_of(used)):
        await say(used, refused)
        return False
    return True


async def _moderates_or_manages(used: Used) -> bool:
    if may_manage(used.user) and await _enter(used) is not None:
        return True
    return await _moderates(used)


async def _is_served(used: Used) -> bool:
    if await _enter(used) is None:
        await say(used, word(Word.NOT_HERE, language(used)))
        return False
    return True


async def _may_see(used: Used) -> bool:
    community = await _enter(used)
    return community is not None and not client_of(used).interactions.refuse(used, community, "autocomplete")


async def _is_there(used: Used) -> bool:
    return await _enter(used) is not None


async def _enter(used: Used) -> Community | None:
    """Find the community, and keep it with what is used."""
    community = await client_of(used).servers.served(used.guild_id or 0)
    used.extras[_COMMUNITY] = community
    return community
