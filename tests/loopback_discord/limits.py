"""Discord's limits on messages that its specification does not have, and this project's own rule on mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_discord.limits_of_components import layout_faults, modal_faults
from tests.loopback_discord.spec import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.loopback_discord.texts import Json

_CONTENT, _EMBEDS = 2000, 6000
_OF_EMBED = {"title": 256, "description": 4096}
_FORWARD = 1
_FILLS = ("embeds", "components", "attachments", "sticker_ids", "poll")


def create_faults(message: Json, *, has_files: bool = False) -> Iterator[Fault]:
    """List what is wrong with a message that is to be posted."""
    forwards = (message.get("message_reference") or {}).get("type") == _FORWARD
    filled = (message.get("content") or "").strip() or any(message.get(name) for name in _FILLS)
    if not (filled or has_files or forwards):
        yield Fault("the message is empty")
    if not forwards and (message.get("allowed_mentions") or {}).get("parse") != []:
        yield Fault("allowed_mentions has no empty parse: the message could ping", refused=False)
    yield from _message_faults(message)


def edit_faults(message: Json) -> Iterator[Fault]:
    """List what is wrong with a change of a message."""
    if (message.get("allowed_mentions") or {}).get("parse"):
        yield Fault("allowed_mentions has a parse that is not empty: the message could ping", refused=False)
    yield from _message_faults(message)


def _message_faults(message: Json) -> Iterator[Fault]:
    content = message.get("content") or ""
    if len(content) > _CONTENT:
        yield Fault(f"content: {len(content)} characters, a bot has {_CONTENT}")
    embeds = message.get("embeds") or []
    for embed in embeds:
        yield from _embed_faults(embed)
    size = sum(map(_embed_size, embeds))
    if size > _EMBEDS:
        yield Fault(f"embeds: {size} characters in all, {_EMBEDS} are allowed")
    yield from layout_faults(message)


def _embed_faults(embed: Json) -> Iterator[Fault]:
    for name, most in _OF_EMBED.items():
        yield from _too_long(f"embed {name}", embed.get(name), most)
    yield from _too_long("embed footer", (embed.get("footer") or {}).get("text"), 2048)
    yield from _too_long("embed author", (embed.get("author") or {}).get("name"), 256)
    fields = embed.get("fields") or []
    if len(fields) > 25:
        yield Fault(f"embed: {len(fields)} fields, 25 are allowed")
    for each in fields:
        yield from _too_long("embed field's name", each.get("name"), 256)
        yield from _too_long("embed field's value", each.get("value"), 1024)
        if not (each.get("name") or "").strip() or not (each.get("value") or "").strip():
            yield Fault("embed: a field needs a name and a value")


def _embed_size(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    texts += [(embed.get("author") or {}).get("name")]
    texts += [each.get(part) for each in embed.get("fields") or [] for part in ("name", "value")]
    return sum(len(text or "") for text in texts)


def _too_long(what: str, text: str | None, most: int) -> Iterator[Fault]:
    if text and len(text) > most:
        yield Fault(f"{what}: {len(text)} characters, {most} are allowed")


def callback_faults(body: Json) -> Iterator[Fault]:
    """List what is wrong with the answer to an interaction."""
    data = body.get("data") or {}
    match body.get("type"):
        case 4:
            yield from create_faults(data)
        case 7:
            yield from edit_faults(data)
        case 8:
            yield from _choice_faults(data)
        case 9:
            yield from modal_faults(data)
        case _:
            return


def _choice_faults(data: Json) -> Iterator[Fault]:
    choices = data.get("choices") or []
    if len(choices) > 25:
        yield Fault(f"{len(choices)} choices, 25 are allowed")
    for choice in choices:
        if not 1 <= len(choice.get("name", "")) <= 100 or len(str(choice.get("value", ""))) > 100:
            yield Fault(f"choice {choice.get('name')!r}: name and value have 1 to 100 characters")


def webhook_name_faults(body: Json) -> Iterator[Fault]:
    """List what is wrong with the name of a webhook or of one of its posts."""
    for name in ("name", "username"):
        if any(word in str(body.get(name) or "").lower() for word in ("discord", "clyde")):
            yield Fault(f"{name}: Discord keeps its own names to itself")


def reason_faults(reason: str | None) -> Iterator[Fault]:
    """List what is wrong with the reason for the audit log."""
    if reason is not None and len(reason) > 512:
        yield Fault(f"X-Audit-Log-Reason: {len(reason)} characters, 512 are allowed")


def ban_faults(query: Mapping[str, str], body: object) -> Iterator[Fault]:
    """List what is wrong with how far back a ban deletes messages."""
    in_body = body.get("delete_message_seconds") if isinstance(body, dict) else None
    seconds = query.get("delete_message_seconds", in_body or 0)
    if not str(seconds).isdigit() or int(seconds) > 604_800:
        yield Fault(f"delete_message_seconds: {seconds} is not between 0 and 604,800")
