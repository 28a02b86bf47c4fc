"""Who may use a command, asked at every use. What Discord hides by default permissions is a comfort and no lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import discord
from discord import app_commands

from bot.core.forms import Said
from bot.pipeline import desk_access
from bot.platforms.discord.answers import show
from bot.platforms.discord.moderators import may_manage, visitor_of

if TYPE_CHECKING:
    from bot.core.forms import Answer
    from bot.core.visitors import Visitor
    from bot.pipeline.community import Community
    from bot.platforms.discord.client import TaktClient

    Used = discord.Interaction[discord.Client]

Decorated = TypeVar("Decorated")
_COMMUNITY = "community"
_NOT_YET = Said("The bot does not serve this server yet. Try again in a moment.")


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


def visitor(used: Used) -> Visitor:
    """Return who uses something that was let through."""
    return visitor_of(used, used.guild_id or 0, community_of(used))


def client_of(used: Used) -> TaktClient:
    """Return the bot that was asked."""
    return cast("TaktClient", used.client)


async def answer(used: Used, said: Answer) -> None:
    """Show what a command comes to."""
    await show(used, used.guild_id or 0, said)


async def _moderates(used: Used) -> bool:
    community = await _enter(used)
    refused = _NOT_YET if community is None else _refused(used, community)
    if refused:
        await answer(used, refused)
    return refused is None


async def _moderates_or_manages(used: Used) -> bool:
    if may_manage(used.user) and await _enter(used) is not None:
        return True
    return await _moderates(used)


async def _is_served(used: Used) -> bool:
    community = await _enter(used)
    if community is None:
        await answer(used, desk_access.nowhere(visitor_of(used, used.guild_id or 0, community)))
    return community is not None


async def _may_see(used: Used) -> bool:
    community = await _enter(used)
    return community is not None and _refused(used, community, "autocomplete") is None


async def _is_there(used: Used) -> bool:
    return await _enter(used) is not None


def _refused(used: Used, community: Community, what: str = "") -> Said | None:
    name = used.command.qualified_name if used.command else ""
    return desk_access.for_moderators(community, visitor_of(used, used.guild_id or 0, community), what or name)


async def _enter(used: Used) -> Community | None:
    """Find the community, and keep it with what is used."""
    community = await client_of(used).interactions.community(used.guild_id or 0)
    used.extras[_COMMUNITY] = community
    return community
