"""What the bot must be allowed to do for each effect, and in what words a missing right is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.asked import asks_automod
from bot.core.effects import ON_CHANNEL, ON_FEEDBACK, ON_MESSAGE, EffectKind
from bot.core.wanted import wanted_effects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.policy import Policy

# By the names that Discord's own settings show in English.
NAMES: Mapping[str, str] = {
    "view_channel": "View Channel",
    "read_message_history": "Read Message History",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "manage_messages": "Manage Messages",
    "manage_webhooks": "Manage Webhooks",
    "manage_channels": "Manage Channels",
    "manage_roles": "Manage Roles",
    "manage_threads": "Manage Threads",
    "moderate_members": "Time out members",
    "kick_members": "Kick Members",
    "ban_members": "Ban Members",
    "view_audit_log": "View Audit Log",
    "manage_guild": "Manage Server",
    "create_private_threads": "Create Private Threads",
    "send_messages_in_threads": "Send Messages in Threads",
}
# What each effect needs; those of `ON_MESSAGE` where the message is, the others in the whole server.
NEEDED: Mapping[EffectKind, tuple[str, ...]] = {
    EffectKind.HIDE: ("view_channel", "manage_messages"),
    EffectKind.RESTORE: ("view_channel", "manage_webhooks"),
    EffectKind.SUPPRESS_EMBEDS: ("view_channel", "read_message_history", "manage_messages"),
    EffectKind.RESTORE_EMBEDS: ("view_channel", "read_message_history", "manage_messages"),
    EffectKind.TIME_OUT: ("moderate_members",),
    EffectKind.LIFT_TIME_OUT: ("moderate_members",),
    EffectKind.KICK: ("kick_members",),
    EffectKind.BAN: ("ban_members",),
    EffectKind.UNBAN: ("ban_members",),
    EffectKind.NOTIFY: (),
    EffectKind.SLOW_MODE: ("view_channel", "manage_channels"),
    EffectKind.LIFT_SLOW_MODE: ("view_channel", "manage_channels"),
    EffectKind.LOCK: ("view_channel", "manage_roles"),
    EffectKind.UNLOCK: ("view_channel", "manage_roles"),
    EffectKind.REPLY: ("view_channel", "send_messages", "read_message_history"),
    EffectKind.RETRACT: ("view_channel", "read_message_history"),
    EffectKind.FORWARD: ("view_channel", "send_messages", "read_message_history"),
    EffectKind.WITHDRAW: ("view_channel", "read_message_history"),
}
# Nobody can be taken out of one channel here: what they see of it follows from their roles.
BEYOND = frozenset({EffectKind.REMOVE, EffectKind.READMIT})
IN_CHANNEL = ON_MESSAGE | ON_CHANNEL | ON_FEEDBACK | {EffectKind.REPLY, EffectKind.RETRACT}
# In a thread, what is done to a channel needs this instead.
IN_THREAD = ("view_channel", "manage_threads")
TO_READ = ("view_channel", "read_message_history")
# Discord tells nobody else what its own AutoMod did.
TO_SEE_AUTOMOD = "manage_guild"
# It tells what moderators do by hand, who renamed a thread, and whether a kick whose answer was lost went through.
TO_SEE_HANDS = "view_audit_log"
TO_HINT = ("view_channel", "create_private_threads", "send_messages_in_threads")
TO_SHOW_CARDS = ("view_channel", "send_messages", "embed_links", "read_message_history")


def missing(granted: discord.Permissions, needed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the rights that are needed and not granted."""
    if granted.administrator:
        return ()
    return tuple(each for each in needed if not getattr(granted, each))


def words(rights: tuple[str, ...]) -> str:
    """Say which rights are missing and who can give them."""
    return f"my role lacks {', '.join(NAMES[each] for each in rights)}; whoever manages roles can give it"


def can_do(granted: discord.Permissions) -> frozenset[EffectKind]:
    """Return the effects that these rights of the whole server allow; single channels may still forbid some."""
    return frozenset(kind for kind, needed in NEEDED.items() if not missing(granted, needed))


def invite(application: int, policy: Policy) -> str:
    """Return the link by which an admin adds the bot with exactly the rights that the policy needs."""
    wanted = {right for kind in wanted_effects(policy) - BEYOND for right in NEEDED[kind]}
    wanted |= {TO_SEE_AUTOMOD} if asks_automod(policy) else set()
    names = dict.fromkeys((*sorted(wanted), TO_SEE_HANDS, *TO_READ, *TO_SHOW_CARDS, *TO_HINT), True)
    return discord.utils.oauth_url(
        application, permissions=discord.Permissions(**names), scopes=("bot", "applications.commands")
    )
