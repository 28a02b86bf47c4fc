"""What can happen to messages, whoever does it: each changes the world and tells the bot as Discord does."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.loopback_discord.audit import MESSAGE_BULK_DELETE, log, log_deletion
from tests.loopback_discord.message_payloads import mentioned_in, message_event, without_content
from tests.loopback_discord.model import EPHEMERAL, AuditEntry, Author, Message
from tests.loopback_discord.payloads import channel_json
from tests.loopback_discord.world import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.loopback_discord.model import Channel, User, Webhook
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import World

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message to post. `ago`: seconds; one from the past is in the history, and no event tells of it.

    `pings`: whom it may mention, None: all whom it names; `seen_by`: the one user who sees it.
    """

    channel: Channel
    author: Author
    content: str = ""
    kind: int = 0
    flags: int = 0
    parts: dict[str, Any] = field(default_factory=dict)
    webhook: Webhook | None = None
    nonce: str | None = None
    seen_by: int | None = None
    pings: Json | None = None
    ago: float = 0.0
    id: int | None = None


def written_by(user: User) -> Author:
    """Return the user as the author of a message."""
    return Author(user.id, user.name, user.is_bot, user)


def post(world: World, draft: Draft) -> Message:
    """Put the message into its channel and tell the bot if it sees it."""
    message = Message(
        draft.id or world.ids.new(draft.ago),
        draft.channel,
        draft.author,
        draft.content,
        draft.kind,
        draft.flags | (EPHEMERAL if draft.seen_by else 0),
        draft.parts,
        webhook=draft.webhook,
        seen_by=draft.seen_by,
        nonce=draft.nonce,
    )
    _ping(message, draft.pings)
    if message.ephemeral:
        world.seen_by_one[message.id] = message
        return message
    draft.channel.messages[message.id] = message
    _reopen(world, draft.channel)
    _let_in(message)
    if not draft.ago:
        _tell(world, "MESSAGE_CREATE", message)
    return message


def _ping(message: Message, allowed: Json | None) -> None:
    named = mentioned_in(message.content)
    everyone = "@everyone" in message.content or "@here" in message.content
    if allowed is None:
        message.pinged, message.pinged_everyone = named, everyone
        return
    parse = allowed.get("parse") or []
    listed = {int(each) for each in allowed.get("users") or []}
    message.pinged = named if "users" in parse else named & listed
    message.pinged_everyone = everyone and "everyone" in parse


def _let_in(message: Message) -> None:
    # Who writes in a thread is in it, and who is mentioned in a private one is let in.
    channel = message.channel
    if channel.is_thread and message.author.user is not None:
        channel.thread_members.add(message.author.id)
    if channel.is_private_thread and channel.guild is not None:
        channel.thread_members |= message.pinged & channel.guild.members.keys()


def _reopen(world: World, channel: Channel) -> None:
    # A post in an archived thread takes it out of the archive.
    if channel.archived:
        channel.archived = False
        guild_id = channel.guild.id if channel.guild else None
        world.publish(Event("THREAD_UPDATE", channel_json(channel), GUILDS, guild_id))


def _tell(world: World, name: str, message: Message) -> None:
    if message.ephemeral or not world.bot_sees(message.channel):
        return
    body = message_event(world, message)
    hidden = without_content(world, message, body)
    world.publish(Event(name, body, _intent(message.channel), _guild_id(message.channel), hidden))


def edit(world: World, message: Message, content: str | None = None, **parts: object) -> None:
    """Change the content and the parts that are given; `flags` among them sets the flags."""
    if content is not None:
        message.was.append(message.content)
        message.content = content
    if "flags" in parts:
        message.flags = int(str(parts.pop("flags")))
    message.parts |= parts
    message.edited_at = time.time()
    _tell(world, "MESSAGE_UPDATE", message)


def update_silently(world: World, message: Message) -> None:
    """Tell of a change that is no edit by the author, as when a link's preview arrives."""
    _tell(world, "MESSAGE_UPDATE", message)


def delete(world: World, message: Message, by: User, reason: str | None = None) -> None:
    """Delete the message; another's message also shows in the audit log."""
    _remove(message)
    world.seen_by_one.pop(message.id, None)
    if message.ephemeral:
        return
    if world.bot_sees(message.channel):
        data = {"id": str(message.id), **_place(message.channel)}
        world.publish(Event("MESSAGE_DELETE", data, _intent(message.channel), _guild_id(message.channel)))
    if message.author.id != by.id:
        log_deletion(world, message.channel, by, message.author.id, reason)


def delete_many(world: World, channel: Channel, gone: Iterable[Message], by: User, reason: str | None = None) -> None:
    """Delete messages of one channel together; the audit log has one entry for all."""
    messages = list(gone)
    for message in messages:
        _remove(message)
    if not messages:
        return
    if world.bot_sees(channel):
        data = {"ids": [str(each.id) for each in messages], **_place(channel)}
        world.publish(Event("MESSAGE_DELETE_BULK", data, _intent(channel), _guild_id(channel)))
    if channel.guild is not None:
        options = {"count": str(len(messages))}
        entry = AuditEntry(world.ids.new(), MESSAGE_BULK_DELETE, by, channel.id, reason, options=options)
        log(world, channel.guild, entry)


def _remove(message: Message) -> None:
    message.deleted = True
    message.channel.messages.pop(message.id, None)


def _place(channel: Channel) -> Json:
    place = {"channel_id": str(channel.id)}
    return {**place, "guild_id": str(channel.guild.id)} if channel.guild else place


def _intent(channel: Channel) -> int:
    return DIRECT_MESSAGES if channel.is_dm else GUILD_MESSAGES


def _guild_id(channel: Channel) -> int | None:
    return channel.guild.id if channel.guild else None
