"""Makes of a request's body the parts of a message: embeds, components with numbers, files, what it refers to."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING, Any

from tests.loopback_discord.errors import ApiError, invalid_form
from tests.loopback_discord.message_payloads import message_json
from tests.loopback_discord.snowflakes import iso
from tests.loopback_discord.texts import components_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.loopback_discord.call import Call
    from tests.loopback_discord.model import Channel, Message
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import World

_FORWARD, _CONTAINER = 1, 17
_SNAPSHOT = ("type", "content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags", "components")
_SNAPSHOT_LISTS = ("mentions", "mention_roles")


def message_parts(call: Call, channel: Channel, body: Json) -> dict[str, Any]:
    """Return the parts that the body names, in the form in which a message has them."""
    parts: dict[str, Any] = {}
    if body.get("embeds"):
        parts["embeds"] = [{"type": "rich", **embed} for embed in body["embeds"]]
    if body.get("components"):
        parts["components"] = numbered(body["components"])
    if body.get("poll"):
        answers = [each["poll_media"]["text"] for each in body["poll"]["answers"]]
        parts["poll"] = poll_json(body["poll"]["question"]["text"], answers)
    files = _attached(call, channel, body.get("attachments") or [])
    if files:
        parts["attachments"] = files
    if body.get("message_reference"):
        parts |= _reference(call, channel, body["message_reference"])
    return parts


def poll_json(question: str, answers: Sequence[str]) -> Json:
    """Return a poll that runs a day, in which nobody has voted."""
    listed = [{"answer_id": number, "poll_media": {"text": text}} for number, text in enumerate(answers, 1)]
    return {
        "question": {"text": question},
        "answers": listed,
        "expiry": iso(time.time() + 86_400),
        "allow_multiselect": False,
        "layout_type": 1,
        "results": {"answer_counts": [], "is_finalized": False},
    }


def numbered(components: list[Json]) -> list[Json]:
    """Return the components without what is None, each with the id that Discord gives those without one."""
    made: list[Json] = _without_none(components)
    numbers = itertools.count(1)
    for each in components_in(made):
        each.setdefault("id", next(numbers))
        if each["type"] == _CONTAINER:
            each.update({"accent_color": None, "spoiler": False, **each})
    return made


def _without_none(tree: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(tree, list):
        return [_without_none(each) for each in tree]
    if isinstance(tree, dict):
        return {name: _without_none(value) for name, value in tree.items() if value is not None}
    return tree


def _attached(call: Call, channel: Channel, described: list[Json]) -> list[Json]:
    kept: list[Json] = []
    for each in described:
        upload = call.uploads.get(str(each["id"]))
        if upload is None:
            kept += [old for message in channel.messages.values() for old in _kept(message, each)]
            continue
        kept.append(attachment(call.world, channel, upload.filename, upload.content, each.get("description")))
    return kept


def _kept(message: Message, described: Json) -> list[Json]:
    return [old for old in message.parts.get("attachments", []) if old["id"] == str(described["id"])]


def attachment(world: World, channel: Channel, filename: str, content: bytes, description: str | None = None) -> Json:
    """Keep the file and return the attachment; its URL is served here."""
    file_id = world.ids.new()
    world.files[file_id] = content
    url = f"{world.base_url}/attachments/{channel.id}/{file_id}/{filename}"
    body: Json = {"id": str(file_id), "filename": filename, "size": len(content), "url": url, "proxy_url": url}
    body |= {"content_type": "application/octet-stream"}
    return {**body, "description": description} if description else body


def _reference(call: Call, channel: Channel, reference: Json) -> dict[str, Any]:
    where = call.world.channels.get(int(reference.get("channel_id") or channel.id))
    target = where.messages.get(int(reference["message_id"])) if where else None
    if where is None or target is None:
        if reference.get("fail_if_not_exists", True):
            raise invalid_form(message_reference="Unknown message")
        return {}
    if reference.get("type") == _FORWARD:
        return forwarded(call.world, call.seen(where).messages[target.id])
    if where is not channel:
        raise ApiError(400, 50035, "Cannot reply to a message in a different channel")
    return {"message_reference": refer_to(target)}


def refer_to(target: Message, kind: int = 0) -> Json:
    """Return the reference to the message; `kind` 1 is a forward."""
    guild = target.channel.guild
    body: Json = {"type": kind, "channel_id": str(target.channel.id), "message_id": str(target.id)}
    return {**body, "guild_id": str(guild.id)} if guild else body


def forwarded(world: World, target: Message) -> dict[str, Any]:
    """Return the parts of a forward: the reference and the text as it was."""
    whole = message_json(world, target)
    snapshot = {name: whole[name] for name in (*_SNAPSHOT, *_SNAPSHOT_LISTS)}
    return {"message_reference": refer_to(target, _FORWARD), "message_snapshots": [{"message": snapshot}]}
