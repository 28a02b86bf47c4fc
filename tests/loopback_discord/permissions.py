"""What a member may do: Discord's permission bits, the overwrites of a channel and the order of roles."""

from __future__ import annotations

import time
from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.loopback_discord.model import Channel, Guild, Member


class Permission(IntFlag):
    """The bits that this server knows, with Discord's names."""

    NONE = 0
    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40


EVERY = Permission((1 << 53) - 1)
# What a new server gives @everyone.
EVERYONE = (
    Permission.CREATE_INSTANT_INVITE
    | Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
# What the bot's role has unless a test takes something away.
BOT = (
    EVERYONE
    | Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.MANAGE_CHANNELS
    | Permission.VIEW_AUDIT_LOG
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_NICKNAMES
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_WEBHOOKS
    | Permission.MANAGE_THREADS
    | Permission.MODERATE_MEMBERS
)
MODERATOR = (
    EVERYONE
    | Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.VIEW_AUDIT_LOG
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_THREADS
    | Permission.MODERATE_MEMBERS
)
_LEFT_IN_TIME_OUT = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


def in_guild(member: Member) -> Permission:
    """Return what the member may do where no channel says otherwise."""
    guild = member.guild
    if member.user.id == guild.owner_id:
        return EVERY
    bits = guild.everyone.permissions
    for role in member.roles:
        bits |= role.permissions
    if bits & Permission.ADMINISTRATOR:
        return EVERY
    return bits & _LEFT_IN_TIME_OUT if is_timed_out(member) else bits


def in_channel(member: Member, channel: Channel) -> Permission:
    """Return what the member may do in the channel; a thread has its parent's overwrites."""
    bits = in_guild(member)
    if bits == EVERY:
        return bits
    bits = _overwritten(bits, member, channel.parent if channel.is_thread and channel.parent else channel)
    if not bits & Permission.VIEW_CHANNEL:
        return Permission.NONE
    return bits & _LEFT_IN_TIME_OUT if is_timed_out(member) else bits


def _overwritten(bits: Permission, member: Member, channel: Channel) -> Permission:
    everyone = channel.overwrites.get(member.guild.id)
    if everyone:
        bits = bits & ~everyone.deny | everyone.allow
    of_roles = [channel.overwrites[role.id] for role in member.roles if role.id in channel.overwrites]
    for each in of_roles:
        bits &= ~each.deny
    for each in of_roles:
        bits |= each.allow
    own = channel.overwrites.get(member.user.id)
    return bits & ~own.deny | own.allow if own else bits


def sees(member: Member, channel: Channel) -> bool:
    """Tell whether the member sees the channel; a private thread only who was added or manages threads."""
    bits = in_channel(member, channel)
    if not bits & Permission.VIEW_CHANNEL:
        return False
    hidden = channel.is_private_thread and member.user.id not in channel.thread_members
    return not hidden or bool(bits & Permission.MANAGE_THREADS)


def writes(member: Member, channel: Channel) -> bool:
    """Tell whether the member may post in the channel now."""
    if not sees(member, channel) or channel.is_forum:
        return False
    bits = in_channel(member, channel)
    if not channel.is_thread:
        return bool(bits & Permission.SEND_MESSAGES)
    if channel.locked and not bits & Permission.MANAGE_THREADS:
        return False
    return bool(bits & Permission.SEND_MESSAGES_IN_THREADS)


def is_timed_out(member: Member) -> bool:
    """Tell whether a time-out of the member still runs."""
    return member.timed_out_until is not None and member.timed_out_until > time.time()


def rank(member: Member) -> int:
    """Return the position of the member's highest role."""
    return max((role.position for role in member.roles), default=0)


def outranks(actor: Member, target: Member) -> bool:
    """Tell whether the one may act on the other: the owner on all, nobody on the owner, else by the highest role."""
    guild: Guild = actor.guild
    if target.user.id == guild.owner_id:
        return False
    return actor.user.id == guild.owner_id or rank(actor) > rank(target)
