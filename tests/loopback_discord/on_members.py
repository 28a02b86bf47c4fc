"""What can happen to members, whoever does it: each changes the world, the audit log, and tells the bot."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.loopback_discord.audit import (
    BAN,
    GUILD_MODERATION,
    KICK,
    MEMBER_ROLE_UPDATE,
    MEMBER_UPDATE,
    UNBAN,
    change,
    log,
)
from tests.loopback_discord.model import AuditEntry, Ban, Member
from tests.loopback_discord.on_messages import delete_many
from tests.loopback_discord.payloads import member_json, user_json
from tests.loopback_discord.snowflakes import iso
from tests.loopback_discord.world import Event

if TYPE_CHECKING:
    from tests.loopback_discord.model import Guild, Role, User
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import World

GUILD_MEMBERS = 1 << 1


def join(world: World, guild: Guild, user: User, roles: list[Role]) -> Member:
    """Make the user a member of the guild."""
    member = Member(user, guild, roles, time.time())
    guild.members[user.id] = member
    _publish(world, guild, "GUILD_MEMBER_ADD", member_json(member))
    return member


def leave(world: World, member: Member) -> None:
    """Take the member out of the guild."""
    member.guild.members.pop(member.user.id, None)
    for channel in member.guild.channels.values():
        channel.thread_members.discard(member.user.id)
    _publish(world, member.guild, "GUILD_MEMBER_REMOVE", {"user": user_json(member.user)})


def kick(world: World, member: Member, by: User, reason: str | None = None) -> None:
    """Throw the member out; they may come back."""
    leave(world, member)
    log(world, member.guild, AuditEntry(world.ids.new(), KICK, by, member.user.id, reason))


def ban(world: World, guild: Guild, user: User, by: User, reason: str | None = None) -> None:
    """Ban the user, who need not be a member."""
    guild.bans[user.id] = Ban(user, reason)
    _publish(world, guild, "GUILD_BAN_ADD", {"user": user_json(user)}, GUILD_MODERATION)
    member = guild.members.get(user.id)
    if member is not None:
        leave(world, member)
    log(world, guild, AuditEntry(world.ids.new(), BAN, by, user.id, reason))


def purge(world: World, guild: Guild, user: User, seconds: int, by: User) -> None:
    """Delete what the user wrote in the last seconds, as a ban can."""
    since = time.time() - seconds
    for channel in guild.channels.values():
        gone = [each for each in channel.messages.values() if each.author.id == user.id and each.created_at >= since]
        delete_many(world, channel, gone, by)


def unban(world: World, guild: Guild, user: User, by: User, reason: str | None = None) -> None:
    """Lift the ban."""
    del guild.bans[user.id]
    _publish(world, guild, "GUILD_BAN_REMOVE", {"user": user_json(user)}, GUILD_MODERATION)
    log(world, guild, AuditEntry(world.ids.new(), UNBAN, by, user.id, reason))


def time_out(world: World, member: Member, until: float | None, by: User, reason: str | None = None) -> None:
    """Silence the member until the moment, or let them speak again."""
    old, member.timed_out_until = member.timed_out_until, until
    _updated(world, member)
    changes = change("communication_disabled_until", old and iso(old), until and iso(until))
    log(world, member.guild, AuditEntry(world.ids.new(), MEMBER_UPDATE, by, member.user.id, reason, changes))


def rename(world: World, member: Member, nick: str | None, by: User, reason: str | None = None) -> None:
    """Give the member another nickname, or none."""
    old, member.nick = member.nick, nick
    _updated(world, member)
    changes = change("nick", old, nick)
    log(world, member.guild, AuditEntry(world.ids.new(), MEMBER_UPDATE, by, member.user.id, reason, changes))


def set_roles(world: World, member: Member, roles: list[Role], by: User, reason: str | None = None) -> None:
    """Give the member these roles and no others."""
    old, member.roles = member.roles, roles
    _updated(world, member)
    added = [{"id": str(role.id), "name": role.name} for role in roles if role not in old]
    taken = [{"id": str(role.id), "name": role.name} for role in old if role not in roles]
    changes = [*(change("$add", None, added) if added else []), *(change("$remove", None, taken) if taken else [])]
    log(world, member.guild, AuditEntry(world.ids.new(), MEMBER_ROLE_UPDATE, by, member.user.id, reason, changes))


def _updated(world: World, member: Member) -> None:
    _publish(world, member.guild, "GUILD_MEMBER_UPDATE", member_json(member))


def _publish(world: World, guild: Guild, name: str, data: Json, intents: int = GUILD_MEMBERS) -> None:
    world.publish(Event(name, {**data, "guild_id": str(guild.id)}, intents, guild.id))
