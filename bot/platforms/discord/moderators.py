"""Who may act as a moderator of a server, asked at every use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.cases import Actor, ActorKind
from bot.core.visitors import Visitor

if TYPE_CHECKING:
    from bot.core.policy import Policy
    from bot.pipeline.community import Community


def is_moderator(user: discord.User | discord.Member, policy: Policy) -> bool:
    """Tell whether a member has one of the policy's staff roles, or owns or administers the server."""
    if not isinstance(user, discord.Member):
        return False
    if user.guild.owner_id == user.id or user.guild_permissions.administrator:
        return True
    return any(role.name in policy.staff_roles or str(role.id) in policy.staff_roles for role in user.roles)


def may_manage(user: discord.User | discord.Member) -> bool:
    """Tell whether a member owns, administers or manages the server."""
    if not isinstance(user, discord.Member):
        return False
    granted = user.guild_permissions
    return user.guild.owner_id == user.id or granted.administrator or granted.manage_guild


def visitor_of(used: discord.Interaction[discord.Client], guild: int, community: Community | None) -> Visitor:
    """Return who pressed or asked about a server; in another one, or in none, nobody moderates it."""
    user = used.user
    is_there = community is not None and used.guild_id == guild
    return Visitor(
        id=str(user.id),
        name=user.display_name,
        language=str(used.locale),
        request=str(used.id),
        moderates=is_there and community is not None and is_moderator(user, community.policy),
        manages=is_there and may_manage(user),
    )


def actor_of(user: discord.User | discord.Member) -> Actor:
    """Return who acts by hand as a moderator, as the ledger knows them."""
    return Actor(ActorKind.MODERATOR, str(user.id), user.display_name)
