"""What can happen to channels, threads, roles and webhooks, whoever does it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tests.loopback_discord.audit import (
    CHANNEL_UPDATE,
    OVERWRITE_CREATE,
    OVERWRITE_DELETE,
    OVERWRITE_UPDATE,
    THREAD_CREATE,
    THREAD_UPDATE,
    WEBHOOK_CREATE,
    WEBHOOK_DELETE,
    WEBHOOK_UPDATE,
    log,
)
from tests.loopback_discord.model import AuditEntry, Channel, Webhook
from tests.loopback_discord.on_messages import GUILDS, Draft, post, written_by
from tests.loopback_discord.payloads import channel_json, role_json, thread_member_json
from tests.loopback_discord.world import Event

if TYPE_CHECKING:
    from tests.loopback_discord.model import Guild, Overwrite, Role, User
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import World

GUILD_WEBHOOKS = 1 << 5
THREAD_CREATED, HAS_THREAD = 18, 1 << 5


def add_channel(world: World, guild: Guild, channel: Channel) -> Channel:
    """Put the channel into the guild."""
    channel.guild = guild
    channel.position = len(guild.channels)
    world.channels[channel.id] = guild.channels[channel.id] = channel
    world.publish(Event("CHANNEL_CREATE", channel_json(channel), GUILDS, guild.id))
    return channel


def remove_channel(world: World, channel: Channel) -> None:
    """Delete the channel or thread with all in it."""
    guild = guild_of(channel)
    world.channels.pop(channel.id, None)
    guild.channels.pop(channel.id, None)
    for message in channel.messages.values():
        message.deleted = True
    name = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
    world.publish(Event(name, channel_json(channel), GUILDS, guild.id))


def channel_changed(
    world: World, channel: Channel, by: User, changes: list[Json], reason: str | None = None, *, logged: bool = True
) -> None:
    """Tell of a change of the channel or thread that was made, and note it, unless the log is behind."""
    guild = guild_of(channel)
    name, action = ("THREAD_UPDATE", THREAD_UPDATE) if channel.is_thread else ("CHANNEL_UPDATE", CHANNEL_UPDATE)
    world.publish(Event(name, channel_json(channel), GUILDS, guild.id))
    if logged:
        log(world, guild, AuditEntry(world.ids.new(), action, by, channel.id, reason, changes))


def set_overwrite(world: World, channel: Channel, new: Overwrite, by: User, reason: str | None = None) -> None:
    """Set what the channel allows and denies a role or member."""
    guild = guild_of(channel)
    action = OVERWRITE_UPDATE if new.id in channel.overwrites else OVERWRITE_CREATE
    channel.overwrites[new.id] = new
    _overwritten(world, guild, channel, AuditEntry(world.ids.new(), action, by, channel.id, reason), new)


def drop_overwrite(world: World, channel: Channel, overwrite_id: int, by: User, reason: str | None = None) -> None:
    """Take the overwrite of a role or member away."""
    guild = guild_of(channel)
    old = channel.overwrites.pop(overwrite_id)
    _overwritten(world, guild, channel, AuditEntry(world.ids.new(), OVERWRITE_DELETE, by, channel.id, reason), old)


def _overwritten(world: World, guild: Guild, channel: Channel, entry: AuditEntry, overwrite: Overwrite) -> None:
    role = guild.roles.get(overwrite.id)
    entry.options = {"id": str(overwrite.id), "type": str(overwrite.kind)}
    if role is not None:
        entry.options["role_name"] = role.name
    world.publish(Event("CHANNEL_UPDATE", channel_json(channel), GUILDS, guild.id))
    log(world, guild, entry)


def start_thread(world: World, thread: Channel, by: User, reason: str | None = None) -> Channel:
    """Open the thread in its parent; who opens it is in it."""
    if thread.parent is None:
        raise AssertionError("a thread has a parent")
    guild = guild_of(thread.parent)
    thread.guild, thread.owner_id = guild, by.id
    thread.thread_members.add(by.id)
    world.channels[thread.id] = guild.channels[thread.id] = thread
    if world.bot_sees(thread):
        world.publish(Event("THREAD_CREATE", {**channel_json(thread), "newly_created": True}, GUILDS, guild.id))
    log(world, guild, AuditEntry(world.ids.new(), THREAD_CREATE, by, thread.id, reason))
    _announce(world, thread, by)
    return thread


def _announce(world: World, thread: Channel, by: User) -> None:
    """Let the parent channel say that there is a thread, or the message that it hangs on."""
    parent = thread.parent
    if parent is None or parent.is_forum or thread.is_private_thread:
        return
    if thread.id in parent.messages:
        parent.messages[thread.id].flags |= HAS_THREAD
        return
    reference = {"type": 0, "channel_id": str(thread.id), "guild_id": str(guild_of(thread).id)}
    parts = {"message_reference": reference}
    post(world, Draft(channel=parent, author=written_by(by), content=thread.name, kind=THREAD_CREATED, parts=parts))


def add_to_thread(world: World, thread: Channel, user: User) -> None:
    """Let the user into the thread."""
    guild = guild_of(thread)
    saw = world.bot_sees(thread)
    thread.thread_members.add(user.id)
    if world.bot_sees(thread) and not saw:
        world.publish(Event("THREAD_CREATE", channel_json(thread), GUILDS, guild.id))
    added = {**thread_member_json(thread, user.id), "member": None, "presence": None}
    data = {"id": str(thread.id), "guild_id": str(guild.id), "member_count": len(thread.thread_members)}
    world.publish(Event("THREAD_MEMBERS_UPDATE", {**data, "added_members": [added]}, GUILDS, guild.id))


def remove_from_thread(world: World, thread: Channel, user_id: int) -> None:
    """Take the user out of the thread."""
    guild = guild_of(thread)
    thread.thread_members.discard(user_id)
    data = {"id": str(thread.id), "guild_id": str(guild.id), "member_count": len(thread.thread_members)}
    world.publish(Event("THREAD_MEMBERS_UPDATE", {**data, "removed_member_ids": [str(user_id)]}, GUILDS, guild.id))


def role_changed(world: World, guild: Guild, role: Role, event: str = "GUILD_ROLE_UPDATE") -> None:
    """Tell of a role that was made or changed."""
    data = {"guild_id": str(guild.id), "role": role_json(role)}
    world.publish(Event(event, data, GUILDS, guild.id))


def add_webhook(world: World, channel: Channel, name: str, by: User, reason: str | None = None) -> Webhook:
    """Make a webhook in the channel."""
    own = world.application_id if by is world.bot else None
    webhook = Webhook(world.ids.new(), secrets.token_urlsafe(24), name, channel, by, own)
    world.webhooks[webhook.id] = webhook
    webhook_changed(world, webhook, by, WEBHOOK_CREATE, reason)
    return webhook


def remove_webhook(world: World, webhook: Webhook, by: User, reason: str | None = None) -> None:
    """Delete the webhook; what it posted stays."""
    world.webhooks.pop(webhook.id, None)
    webhook_changed(world, webhook, by, WEBHOOK_DELETE, reason)


def webhook_changed(
    world: World, webhook: Webhook, by: User, action: int = WEBHOOK_UPDATE, reason: str | None = None
) -> None:
    """Tell that the channel's webhooks are not what they were, and note it."""
    guild = guild_of(webhook.channel)
    data = {"guild_id": str(guild.id), "channel_id": str(webhook.channel.id)}
    world.publish(Event("WEBHOOKS_UPDATE", data, GUILD_WEBHOOKS, guild.id))
    log(world, guild, AuditEntry(world.ids.new(), action, by, webhook.id, reason))


def guild_of(channel: Channel) -> Guild:
    """Return the guild of a channel that is in one."""
    if channel.guild is None:
        raise AssertionError(f"#{channel.name} is in no guild")
    return channel.guild
