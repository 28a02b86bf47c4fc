"""Who may act as a moderator of a server, asked at every use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.cases import Actor, ActorKind

if TYPE_CHECKING:
    from bot.core.policy import Policy


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


def actor_of(user: discord.User | discord.Member, kind: ActorKind = ActorKind.MODERATOR) -> Actor:
    """Return who acts, as the ledger knows them."""
    return Actor(kind, str(user.id), user.display_name)
