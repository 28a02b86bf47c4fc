"""Who is in which conversation, and what becomes of conversations; each time the app is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_slack.payloads import channel_json
from tests.loopback_slack.posting import Draft, post
from tests.loopback_slack.world import Event

if TYPE_CHECKING:
    from tests.loopback_slack.model import Channel, Json, User
    from tests.loopback_slack.world import World

_LETTERS = {"channel": "C", "group": "G"}


def join(world: World, channel: Channel, user: User, inviter: User | None = None) -> None:
    """Let a user into a channel, and tell of it."""
    channel.members[user.id] = user
    text = f"<@{user.id}> has joined the channel"
    parts: Json = {"inviter": inviter.id} if inviter else {}
    post(world, Draft(channel=channel, user=user, text=text, subtype="channel_join", parts=parts))
    data = _membership("member_joined_channel", channel, user, world)
    world.publish(Event(channel.team, {**data, **parts}, channel))


def leave(world: World, channel: Channel, user: User, actor: User | None = None) -> None:
    """Take a user out of a channel, and tell of it; the app's bot hears of its own end there by another event."""
    text = f"<@{user.id}> has left the channel"
    post(world, Draft(channel=channel, user=user, text=text, subtype="channel_leave"))
    del channel.members[user.id]
    if user is channel.team.bot:
        data: Json = {"type": f"{channel.kind}_left", "channel": channel.id, "event_ts": world.ids.ts()}
        world.publish(Event(channel.team, {**data, "actor_id": (actor or user).id}))
    world.publish(Event(channel.team, _membership("member_left_channel", channel, user, world), channel))


def _membership(kind: str, channel: Channel, user: User, world: World) -> Json:
    where = {"channel": channel.id, "channel_type": _LETTERS.get(channel.kind, "C"), "team": channel.team.id}
    return {"type": kind, "user": user.id, **where, "event_ts": world.ids.ts()}


def create(world: World, channel: Channel) -> Channel:
    """Make a channel; all are told of a public one."""
    channel.team.channels[channel.id] = channel
    if channel.kind == "channel":
        data = {"type": "channel_created", "channel": channel_json(channel), "event_ts": world.ids.ts()}
        world.publish(Event(channel.team, data))
    return channel


def rename(world: World, channel: Channel, name: str) -> None:
    """Give a channel another name."""
    channel.name = name
    body: Json = {"id": channel.id, "name": name, "name_normalized": name, "created": int(channel.created)}
    body |= {"is_channel": channel.kind == "channel", "is_mpim": False}
    data = {"type": f"{channel.kind}_rename", "channel": body, "event_ts": world.ids.ts()}
    world.publish(Event(channel.team, data, channel if channel.is_private else None))


def archive(world: World, channel: Channel, user: User, *, undone: bool = False) -> None:
    """Archive a channel, or take it back."""
    channel.is_archived = not undone
    kind = f"{channel.kind}_{'unarchive' if undone else 'archive'}"
    data = {"type": kind, "channel": channel.id, "user": user.id, "is_moved": 0, "event_ts": world.ids.ts()}
    world.publish(Event(channel.team, data, channel if channel.is_private else None))
