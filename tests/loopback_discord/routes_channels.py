"""The API's routes of channels, threads and direct messages."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from tests.loopback_discord.call import Answer, Call, ok
from tests.loopback_discord.errors import ApiError, invalid_form, missing_permissions, unknown
from tests.loopback_discord.message_payloads import message_json
from tests.loopback_discord.model import ANNOUNCEMENT_THREAD, PRIVATE_THREAD, PUBLIC_THREAD, Channel, Overwrite
from tests.loopback_discord.on_channels import (
    add_to_thread,
    channel_changed,
    drop_overwrite,
    guild_of,
    remove_channel,
    remove_from_thread,
    set_overwrite,
    start_thread,
)
from tests.loopback_discord.on_messages import post, written_by
from tests.loopback_discord.payloads import channel_json, thread_member_json
from tests.loopback_discord.permissions import Permission
from tests.loopback_discord.routes_messages import drafted

if TYPE_CHECKING:
    from tests.loopback_discord.texts import Json

# The field in the API, and the attribute here.
_EDITABLE = {
    "name": "name",
    "topic": "topic",
    "rate_limit_per_user": "slow_mode",
    "flags": "flags",
    "archived": "archived",
    "locked": "locked",
    "auto_archive_duration": "archive_minutes",
}
_CREATES = {
    PUBLIC_THREAD: Permission.CREATE_PUBLIC_THREADS,
    PRIVATE_THREAD: Permission.CREATE_PRIVATE_THREADS,
    ANNOUNCEMENT_THREAD: Permission.CREATE_PUBLIC_THREADS,
}


def get_channel(call: Call) -> Answer:
    """Give the channel or thread."""
    return ok(channel_json(call.channel))


def patch_channel(call: Call) -> Answer:
    """Change the channel's settings, or the thread's."""
    channel, body = call.channel, call.json
    call.need_guild(channel)
    own = channel.is_thread and channel.owner_id == call.bot.id
    if not own:
        call.need(Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS, channel)
    if "permission_overwrites" in body:
        _set_overwrites(call, channel, body["permission_overwrites"] or [])
    changes = [_change(channel, name, body[name]) for name in _EDITABLE if name in body]
    if changes or not body:
        channel_changed(call.world, channel, call.bot, changes, call.reason)
    return ok(channel_json(channel))


def _change(channel: Channel, name: str, value: object) -> Json:
    old = getattr(channel, _EDITABLE[name])
    # None sets back what is a number or a switch.
    new = type(old)() if value is None and isinstance(old, int) else value
    setattr(channel, _EDITABLE[name], new)
    return {"key": name, "old_value": old, "new_value": new}


def _set_overwrites(call: Call, channel: Channel, bodies: list[Json]) -> None:
    call.need(Permission.MANAGE_ROLES, channel)
    new = {int(body["id"]): _overwrite(int(body["id"]), body) for body in bodies}
    for gone in set(channel.overwrites) - set(new):
        drop_overwrite(call.world, channel, gone, call.bot, call.reason)
    for overwrite_id, each in new.items():
        old = channel.overwrites.get(overwrite_id)
        if old is None or (old.allow, old.deny) != (each.allow, each.deny):
            set_overwrite(call.world, channel, each, call.bot, call.reason)


def _overwrite(overwrite_id: int, body: Json) -> Overwrite:
    allow, deny = Permission(int(body.get("allow") or 0)), Permission(int(body.get("deny") or 0))
    return Overwrite(overwrite_id, body.get("type") or 0, allow, deny)


def put_overwrite(call: Call) -> Answer:
    """Set what the channel allows and denies a role or member."""
    channel = call.channel
    guild = call.need_guild(channel)
    call.need(Permission.MANAGE_ROLES, channel)
    overwrite = _overwrite(call.id("overwrite_id"), call.json)
    if overwrite.id not in guild.roles and overwrite.id not in guild.members:
        raise unknown("overwrite")
    set_overwrite(call.world, channel, overwrite, call.bot, call.reason)
    return Answer()


def delete_overwrite(call: Call) -> Answer:
    """Take the overwrite of a role or member away."""
    channel = call.channel
    call.need(Permission.MANAGE_ROLES, channel)
    if call.id("overwrite_id") not in channel.overwrites:
        raise unknown("overwrite")
    drop_overwrite(call.world, channel, call.id("overwrite_id"), call.bot, call.reason)
    return Answer()


def delete_channel(call: Call) -> Answer:
    """Delete a channel or thread."""
    channel = call.channel
    call.need_guild(channel)
    call.need(Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS, channel)
    remove_channel(call.world, channel)
    return ok(channel_json(channel))


def post_thread(call: Call) -> Answer:
    """Open a thread: in a forum with its first post, elsewhere public or private."""
    parent = call.channel
    call.need_guild(parent)
    kind = PUBLIC_THREAD if parent.is_forum else call.json.get("type") or PRIVATE_THREAD
    if kind not in _CREATES:
        raise invalid_form(type="Not a thread.")
    call.need(Permission.SEND_MESSAGES if parent.is_forum else _CREATES[kind], parent)
    thread = _open(call, parent, kind, call.world.ids.new())
    if not parent.is_forum:
        return Answer(201, channel_json(thread))
    draft = drafted(call, thread, written_by(call.bot), call.json["message"])
    first = post(call.world, dataclasses.replace(draft, id=thread.id))
    return Answer(201, {**channel_json(thread), "message": message_json(call.world, first)})


def post_thread_on_message(call: Call) -> Answer:
    """Open a thread on a message; both have the same id."""
    message = call.message
    call.need(Permission.CREATE_PUBLIC_THREADS, message.channel)
    if message.id in call.world.channels:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    thread = _open(call, message.channel, PUBLIC_THREAD, message.id)
    return Answer(201, channel_json(thread))


def _open(call: Call, parent: Channel, kind: int, thread_id: int) -> Channel:
    thread = Channel(thread_id, call.json["name"], kind, parent=parent)
    thread.archive_minutes = call.json.get("auto_archive_duration") or 4320
    thread.slow_mode = call.json.get("rate_limit_per_user") or 0
    return start_thread(call.world, thread, call.bot, call.reason)


def put_thread_member(call: Call) -> Answer:
    """Let a member into the thread."""
    thread, user = call.channel, call.world.user(call.id("user_id"))
    _need_thread(thread)
    if user.id not in guild_of(thread).members:
        raise unknown("member")
    add_to_thread(call.world, thread, user)
    return Answer()


def join_thread(call: Call) -> Answer:
    """Let the bot itself into the thread."""
    _need_thread(call.channel)
    add_to_thread(call.world, call.channel, call.bot)
    return Answer()


def delete_thread_member(call: Call) -> Answer:
    """Take a member out of the thread."""
    _need_thread(call.channel)
    if call.channel.owner_id != call.bot.id:
        call.need(Permission.MANAGE_THREADS, call.channel)
    remove_from_thread(call.world, call.channel, call.id("user_id"))
    return Answer()


def get_thread_members(call: Call) -> Answer:
    """Give who is in the thread."""
    _need_thread(call.channel)
    return ok([thread_member_json(call.channel, each) for each in sorted(call.channel.thread_members)])


def get_thread_member(call: Call) -> Answer:
    """Give one of those who are in the thread."""
    _need_thread(call.channel)
    user = call.id("user_id")
    if user not in call.channel.thread_members:
        raise unknown("member")
    return ok(thread_member_json(call.channel, user))


def _need_thread(channel: Channel) -> None:
    if not channel.is_thread:
        raise missing_permissions()


def get_active_threads(call: Call) -> Answer:
    """Give the guild's threads that are not archived and that the bot sees."""
    threads = [each for each in call.guild.channels.values() if each.is_thread and not each.archived]
    return ok(_listed(call, [each for each in threads if call.world.bot_sees(each)]))


def get_archived(call: Call) -> Answer:
    """Give a channel's archived threads: public or private ones as the path says."""
    private = call.operation.template.endswith("private")
    guild = guild_of(call.channel)
    threads = [each for each in guild.channels.values() if each.parent is call.channel and each.archived]
    return ok(_listed(call, [each for each in threads if each.is_private_thread == private]))


def _listed(call: Call, threads: list[Channel]) -> Json:
    own = [thread_member_json(each, call.bot.id) for each in threads if call.bot.id in each.thread_members]
    return {"threads": [channel_json(each) for each in threads], "members": own, "has_more": False}


def post_dm(call: Call) -> Answer:
    """Open the direct-message channel with a user; that it opens does not mean that the user takes messages."""
    return ok(channel_json(call.world.dm_with(call.world.user(int(call.json["recipient_id"])))))


_CHANNEL = "/channels/{channel_id}"
ROUTES = {
    ("GET", _CHANNEL): get_channel,
    ("PATCH", _CHANNEL): patch_channel,
    ("DELETE", _CHANNEL): delete_channel,
    ("PUT", f"{_CHANNEL}/permissions/{{overwrite_id}}"): put_overwrite,
    ("DELETE", f"{_CHANNEL}/permissions/{{overwrite_id}}"): delete_overwrite,
    ("POST", f"{_CHANNEL}/threads"): post_thread,
    ("POST", f"{_CHANNEL}/messages/{{message_id}}/threads"): post_thread_on_message,
    ("GET", f"{_CHANNEL}/thread-members"): get_thread_members,
    ("GET", f"{_CHANNEL}/thread-members/{{user_id}}"): get_thread_member,
    ("PUT", f"{_CHANNEL}/thread-members/@me"): join_thread,
    ("PUT", f"{_CHANNEL}/thread-members/{{user_id}}"): put_thread_member,
    ("DELETE", f"{_CHANNEL}/thread-members/{{user_id}}"): delete_thread_member,
    ("GET", "/guilds/{guild_id}/threads/active"): get_active_threads,
    ("GET", f"{_CHANNEL}/threads/archived/public"): get_archived,
    ("GET", f"{_CHANNEL}/threads/archived/private"): get_archived,
    ("POST", "/users/@me/channels"): post_dm,
}
