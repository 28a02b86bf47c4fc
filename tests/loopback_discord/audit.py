"""Writes a guild's audit log as Discord does, and tells the bot where it may read the log."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.loopback_discord.message_payloads import audit_json
from tests.loopback_discord.model import AuditEntry
from tests.loopback_discord.permissions import Permission, in_guild
from tests.loopback_discord.snowflakes import made_at
from tests.loopback_discord.world import Event

if TYPE_CHECKING:
    from tests.loopback_discord.model import Channel, Guild, User
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import World

CHANNEL_UPDATE, OVERWRITE_CREATE, OVERWRITE_UPDATE, OVERWRITE_DELETE = 11, 13, 14, 15
KICK, BAN, UNBAN, MEMBER_UPDATE, MEMBER_ROLE_UPDATE = 20, 22, 23, 24, 25
WEBHOOK_CREATE, WEBHOOK_UPDATE, WEBHOOK_DELETE = 50, 51, 52
MESSAGE_DELETE, MESSAGE_BULK_DELETE = 72, 73
THREAD_CREATE, THREAD_UPDATE = 110, 111
AUTOMOD_BLOCK = 143
GUILD_MODERATION = 1 << 2
_COUNTED_TOGETHER_SECONDS = 300


def log(world: World, guild: Guild, entry: AuditEntry) -> None:
    """Add the entry and send it to the bot if it may see the log."""
    guild.audit_log.append(entry)
    bot = guild.members.get(world.bot.id)
    if bot is not None and in_guild(bot) & Permission.VIEW_AUDIT_LOG:
        data = {**audit_json(entry), "guild_id": str(guild.id)}
        world.publish(Event("GUILD_AUDIT_LOG_ENTRY_CREATE", data, GUILD_MODERATION, guild.id))


def change(key: str, old: object, new: object) -> list[Json]:
    """Return the one change of a field; what is None is left out."""
    values = {"old_value": old, "new_value": new}
    return [{"key": key, **{name: value for name, value in values.items() if value is not None}}]


def log_deletion(world: World, channel: Channel, by: User, target_id: int, reason: str | None) -> None:
    """Note that one deleted another's message; repeated ones only raise the count of the last entry, silently."""
    if channel.guild is None:
        return
    options = {"channel_id": str(channel.id), "count": "1"}
    for entry in reversed(channel.guild.audit_log):
        recent = time.time() - made_at(entry.id) < _COUNTED_TOGETHER_SECONDS
        same = entry.action == MESSAGE_DELETE and entry.by is by and entry.target_id == target_id
        if recent and same and entry.options["channel_id"] == options["channel_id"]:
            entry.options["count"] = str(int(entry.options["count"]) + 1)
            return
    entry = AuditEntry(world.ids.new(), MESSAGE_DELETE, by, target_id, reason, options=options)
    log(world, channel.guild, entry)
