"""The API's routes of messages in channels."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.loopback_discord.bodies import message_parts
from tests.loopback_discord.call import Answer, Call, ok
from tests.loopback_discord.errors import ApiError, invalid_form, missing_permissions
from tests.loopback_discord.message_payloads import message_json
from tests.loopback_discord.model import COMPONENTS_V2, EPHEMERAL, SUPPRESS_EMBEDS, Author
from tests.loopback_discord.on_messages import Draft, delete, delete_many, edit, post, update_silently, written_by
from tests.loopback_discord.permissions import Permission, writes
from tests.loopback_discord.world import NONCE_SECONDS

if TYPE_CHECKING:
    from tests.loopback_discord.model import Channel, Message
    from tests.loopback_discord.texts import Json

_FORTNIGHT = 14 * 86_400
_FILLS = ("embeds", "components", "attachments", "poll", "message_snapshots")
_EDITABLE_FLAGS = SUPPRESS_EMBEDS | COMPONENTS_V2


def post_message(call: Call) -> Answer:
    """Post in the bot's name; the same nonce within minutes gives the same message."""
    channel = call.channel
    may_post(call, channel)
    nonce = call.json.get("nonce")
    key = (channel.id, str(nonce))
    if nonce is not None and call.json.get("enforce_nonce"):
        when, known = call.world.nonces.get(key, (0.0, None))
        if known is not None and time.time() - when < NONCE_SECONDS:
            return ok(message_json(call.world, known))
    message = post(call.world, drafted(call, channel, written_by(call.bot), call.json))
    if nonce is not None:
        call.world.nonces[key] = (time.time(), message)
    return ok(message_json(call.world, message))


def may_post(call: Call, channel: Channel) -> None:
    """Refuse where the bot may not post, or the user takes no direct messages."""
    if channel.recipient is not None:
        _may_post_to(call, channel)
        return
    guild = call.need_guild(channel)
    if channel.is_forum:
        raise ApiError(400, 50008, "Cannot send messages in a non-text channel")
    if channel.is_thread and channel.locked and not call.may(Permission.MANAGE_THREADS, channel):
        raise ApiError(403, 160005, "Thread is locked")
    if not writes(call.world.bot_in(guild), channel):
        raise missing_permissions()


def _may_post_to(call: Call, channel: Channel) -> None:
    user = channel.recipient
    if user is None or not user.inbox_open or user.is_bot:
        raise ApiError(403, 50007, "Cannot send messages to this user")
    here = [each for each in call.world.guilds.values() if user.id in each.members and call.bot.id in each.members]
    if not here:
        raise ApiError(403, 50278, "Cannot send messages to this user due to having no mutual guilds")


def drafted(call: Call, channel: Channel, author: Author, body: Json) -> Draft:
    """Return the message that the body describes."""
    nonce = body.get("nonce")
    return Draft(
        channel=channel,
        author=author,
        content=body.get("content") or "",
        kind=19 if _is_reply(body) else 0,
        flags=(body.get("flags") or 0) & ~EPHEMERAL,
        parts=message_parts(call, channel, body),
        nonce=None if nonce is None else str(nonce),
        pings=body.get("allowed_mentions"),
    )


def _is_reply(body: Json) -> bool:
    reference = body.get("message_reference")
    return bool(reference) and (reference or {}).get("type", 0) == 0


def patch_message(call: Call) -> Answer:
    """Edit the bot's own message; on another's only hide the embeds."""
    message = call.message
    if message.author.user is not call.bot:
        if set(call.json) - {"allowed_mentions", "tts"} != {"flags"}:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        call.need(Permission.MANAGE_MESSAGES, message.channel)
        # The previews of another's message come and go without an edit.
        message.flags = _with_flags(call, message)
        update_silently(call.world, message)
        return ok(message_json(call.world, message))
    change_message(call, message)
    return ok(message_json(call.world, message))


def change_message(call: Call, message: Message) -> None:
    """Make of the message what the body says; what it does not name stays."""
    body = call.json
    parts = message_parts(call, message.channel, body)
    changed: dict[str, Any] = {
        name: parts.get(name, []) for name in ("embeds", "components", "attachments") if name in body
    }
    changed |= {"attachments": parts["attachments"]} if call.uploads else {}
    content = (body["content"] or "") if "content" in body else message.content
    after = message.parts | changed
    if not (content.strip() or any(after.get(name) for name in _FILLS)):
        raise ApiError(400, 50006, "Cannot send an empty message")
    if "flags" in body:
        changed["flags"] = _with_flags(call, message)
    edit(call.world, message, content, **changed)


def _with_flags(call: Call, message: Message) -> int:
    return (message.flags & ~_EDITABLE_FLAGS) | ((call.json["flags"] or 0) & _EDITABLE_FLAGS)


def delete_message(call: Call) -> Answer:
    """Delete the bot's own or, with the permission, another's message."""
    message = call.message
    if message.author.user is not call.bot:
        call.need_guild(message.channel)
        call.need(Permission.MANAGE_MESSAGES, message.channel)
    delete(call.world, message, call.bot, call.reason)
    return Answer()


def bulk_delete(call: Call) -> Answer:
    """Delete 2 to 100 messages of the last 14 days; those already gone are passed over."""
    channel = call.channel
    call.need_guild(channel)
    call.need(Permission.MANAGE_MESSAGES, channel)
    ids = [int(each) for each in call.json["messages"]]
    if not 2 <= len(ids) <= 100 or len(set(ids)) < len(ids):
        raise invalid_form(messages="Must be between 2 and 100 in length, without duplicates.")
    found = [channel.messages[each] for each in ids if each in channel.messages]
    if any(time.time() - each.created_at > _FORTNIGHT for each in found):
        raise ApiError(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    delete_many(call.world, channel, found, call.bot, call.reason)
    return Answer()


def get_message(call: Call) -> Answer:
    """Give one message."""
    _may_read(call, call.channel)
    return ok(message_json(call.world, call.message))


def get_messages(call: Call) -> Answer:
    """Give a page of the history, the newest first."""
    channel = call.channel
    if channel.guild is not None and not call.may(Permission.READ_MESSAGE_HISTORY, channel):
        return ok([])
    page = _page(sorted(channel.messages), call)
    return ok([message_json(call.world, channel.messages[each]) for each in reversed(page)])


def _page(ids: list[int], call: Call) -> list[int]:
    limit = call.number("limit", 50, 100)
    at = {name: int(call.query[name]) for name in ("after", "before", "around") if name in call.query}
    if "after" in at:
        return [each for each in ids if each > at["after"]][:limit]
    if "around" in at:
        older, newer = [each for each in ids if each < at["around"]], [each for each in ids if each >= at["around"]]
        return older[-(limit // 2) :] + newer[: limit - limit // 2]
    return [each for each in ids if "before" not in at or each < at["before"]][-limit:]


def _may_read(call: Call, channel: Channel) -> None:
    if channel.guild is not None and not call.may(Permission.READ_MESSAGE_HISTORY, channel):
        raise missing_permissions()


def typing(call: Call) -> Answer:
    """Show that the bot is typing."""
    may_post(call, call.channel)
    return Answer()


_MESSAGES = "/channels/{channel_id}/messages"
ROUTES = {
    ("POST", _MESSAGES): post_message,
    ("GET", _MESSAGES): get_messages,
    ("GET", f"{_MESSAGES}/{{message_id}}"): get_message,
    ("PATCH", f"{_MESSAGES}/{{message_id}}"): patch_message,
    ("DELETE", f"{_MESSAGES}/{{message_id}}"): delete_message,
    ("POST", f"{_MESSAGES}/bulk-delete"): bulk_delete,
    ("POST", "/channels/{channel_id}/typing"): typing,
}
