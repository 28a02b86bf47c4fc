"""What happens to messages: they are written, edited, unfurled, deleted, buried; each time the app is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.loopback_slack.ids import later, whole_second
from tests.loopback_slack.model import Message
from tests.loopback_slack.payloads import message_json
from tests.loopback_slack.world import Event

if TYPE_CHECKING:
    from tests.loopback_slack.model import Channel, Json, User
    from tests.loopback_slack.world import World

_BURIED = "This message was deleted."


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A message to be written. `ago`: so many seconds ago, told to nobody; `by_app`: the app's own."""

    channel: Channel
    user: User | None
    text: str = ""
    parts: Json = field(default_factory=dict)
    subtype: str | None = None
    thread_ts: str | None = None
    by_app: bool = False
    ago: float | None = None
    client_msg_id: str | None = None


def post(world: World, draft: Draft) -> Message:
    """Write a message, and tell of it unless it is of the past."""
    message = _made(world, draft)
    draft.channel.timeline.add(message)
    if draft.ago is not None:
        return message
    root = draft.channel.timeline.get(draft.thread_ts) if draft.thread_ts else None
    tell(world, message)
    if root is not None and root is not message:
        # The count of replies of the first message has changed, which is no edit.
        _told_changed(world, root, message_json(root, world.app))
    return message


def _made(world: World, draft: Draft) -> Message:
    ts = world.ids.ts(draft.ago or 0.0)
    while ts in draft.channel.timeline:
        ts = later(ts)
    bot = draft.channel.team.bot if draft.by_app else None
    return Message(
        ts,
        draft.channel,
        draft.user,
        draft.text,
        dict(draft.parts),
        draft.subtype,
        draft.thread_ts,
        app_id=world.app.id if draft.by_app else None,
        bot_id=bot.bot_id if bot else None,
        client_msg_id=draft.client_msg_id,
    )


def tell(world: World, message: Message) -> None:
    """Tell of a message that was written."""
    data = message_json(message, world.app)
    data |= {"channel": message.channel.id, "event_ts": message.ts, "channel_type": message.channel.kind}
    world.publish(Event(message.channel.team, data, message.channel))


def edit(world: World, message: Message, editor: User, text: str, parts: Json) -> None:
    """Change a message; who edits shows in it, dated to the second, as Slack does."""
    before = message_json(message, world.app)
    message.text = text
    message.parts = {name: value for name, value in {**message.parts, **parts}.items() if value}
    message.edited = {"user": editor.id, "ts": whole_second(world.ids.ts())}
    _told_changed(world, message, before)


def unfurl(world: World, message: Message, attachments: list[Json]) -> None:
    """Add the preview of a link: the message changes, but is not edited."""
    before = message_json(message, world.app)
    message.parts = {**message.parts, "attachments": [*message.parts.get("attachments", []), *attachments]}
    _told_changed(world, message, before)


def delete(world: World, message: Message) -> None:
    """Delete a message; the first of a thread leaves a tombstone in its place."""
    before = message_json(message, world.app)
    message.deleted = True
    timeline = message.channel.timeline
    if timeline.replies(message.ts):
        _exchange(world, message, Message(message.ts, message.channel, None, _BURIED, subtype="tombstone"))
        return
    timeline.remove(message)
    data: Json = {"type": "message", "subtype": "message_deleted", "deleted_ts": message.ts}
    _told(world, message.channel, {**data, "previous_message": before})


def bury(world: World, message: Message, content: str = "") -> None:
    """Let the Discovery API put a tombstone in a message's place, from which it can come back."""
    stone = Message(message.ts, message.channel, None, content or _BURIED, subtype="tombstone", buried=message)
    stone.thread_ts = message.thread_ts
    message.deleted = True
    _exchange(world, message, stone)


def dig_up(world: World, stone: Message) -> None:
    """Let the Discovery API bring back what a tombstone stands for."""
    if stone.buried is not None:
        stone.buried.deleted = False
        _exchange(world, stone, stone.buried)


def _exchange(world: World, old: Message, new: Message) -> None:
    before = message_json(old, world.app)
    old.channel.timeline.remove(old)
    old.channel.timeline.add(new)
    _told_changed(world, new, before)


def _told_changed(world: World, message: Message, before: Json) -> None:
    after = message_json(message, world.app)
    data: Json = {"type": "message", "subtype": "message_changed", "message": after, "previous_message": before}
    _told(world, message.channel, data)


def _told(world: World, channel: Channel, data: Json) -> None:
    ts = world.ids.ts()
    data |= {"channel": channel.id, "hidden": True, "ts": ts, "event_ts": ts, "channel_type": channel.kind}
    world.publish(Event(channel.team, data, channel))
