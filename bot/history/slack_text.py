"""What a Slack message says: its text, attachments, blocks and file titles as members see them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.history.fields import inner, objects, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.history.fields import Object

# What Slack wraps in angle brackets: a sign for the kind, the target, and what is shown in its place.
_WRAPPED = re.compile(r"<([@#!]?)([^<>|\s]+)(?:\|([^<>]*))?>")
_GROUPS = ("here", "channel", "everyone")
_DEPTH = 4  # shared messages in shared messages; rich text in lists in quotes


def message_text(message: Object, names: Mapping[str, str]) -> str:
    """Return all that the author put before readers, one part a line.

    Previews that Slack made of a link are left out: the author did not write them. A part that only repeats an
    earlier one is left out too, since blocks mirror the text.
    """
    parts: list[str] = []
    for part in _parts(message, names, _DEPTH):
        if part.strip() and not (parts and _repeats(part, parts)):
            parts.append(part)
    return "\n".join(parts)


def called(text: str) -> int:
    """Return how many people and groups a message in Slack's own notation calls."""
    people = {found[2] for found in _WRAPPED.finditer(text) if found[1] == "@"}
    groups = {found[2] for found in _WRAPPED.finditer(text) if found[1] == "!" and _is_group(found[2])}
    return len(people) + len(groups)


def readable(text: str, names: Mapping[str, str]) -> str:
    """Return text in Slack's notation as it is shown: names for identifiers, `&` for `&amp;`."""
    shown = _WRAPPED.sub(lambda found: _shown(found[1], found[2], found[3], names), text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _is_group(target: str) -> bool:
    return target in _GROUPS or target.startswith("subteam^")


def _shown(sign: str, target: str, label: str | None, names: Mapping[str, str]) -> str:
    if sign == "@":
        return f"@{names.get(target) or label or target}"
    if sign == "#":
        return f"#{label or target}"
    if sign == "!":
        return label or (f"@{target}" if _is_group(target) else target)
    return _link(target.removeprefix("mailto:"), label)


def _link(address: str, label: str | None) -> str:
    # Both are kept where they differ: a label may hide where the link goes.
    return address if not label or label in address else f"{label} ({address})"


def _parts(message: Object, names: Mapping[str, str], depth: int) -> Iterator[str]:
    yield readable(words(message, "text"), names)
    for block in objects(message, "blocks"):
        yield _block_text(block, names)
    for attachment in objects(message, "attachments"):
        if depth and not _is_preview(attachment):
            yield from _attachment_parts(attachment, names, depth - 1)
    for file in objects(message, "files"):
        if words(file, "title") != words(file, "name"):
            yield words(file, "title")


def _is_preview(attachment: Object) -> bool:
    shared = attachment.get("is_share") or attachment.get("is_msg_unfurl")
    return bool(attachment.get("from_url") or attachment.get("original_url")) and not shared


def _attachment_parts(attachment: Object, names: Mapping[str, str], depth: int) -> Iterator[str]:
    for key in ("pretext", "title"):
        yield readable(words(attachment, key), names)
    yield from _parts(attachment, names, depth)
    for field in objects(attachment, "fields"):
        yield readable(words(field, "title"), names)
        yield readable(words(field, "value"), names)
    if not words(attachment, "text"):
        yield readable(words(attachment, "fallback"), names)
    for copy in objects(attachment, "message_blocks"):
        for block in objects(inner(copy, "message"), "blocks"):
            yield _block_text(block, names)


def _block_text(block: Object, names: Mapping[str, str]) -> str:
    if block.get("type") == "rich_text":
        return _rich_text(block, names, _DEPTH)
    texts = [inner(block, "text"), inner(block, "title"), *objects(block, "fields"), *objects(block, "elements")]
    shown = (readable(words(each, "text"), names) for each in texts)
    return "\n".join(each for each in shown if each)


def _rich_text(element: Object, names: Mapping[str, str], depth: int) -> str:
    """Return a rich text block: its sections and lists one a line, what stands inside a section joined."""
    inside = objects(element, "elements")
    if not inside or not depth:
        return _rich_leaf(element, names)
    joint = "\n" if element.get("type") in ("rich_text", "rich_text_list") else ""
    return joint.join(_rich_text(each, names, depth - 1) for each in inside).strip("\n")


def _rich_leaf(element: Object, names: Mapping[str, str]) -> str:
    match element.get("type"):
        case "link":
            shown = _link(words(element, "url"), words(element, "text"))
        case "user":
            shown = _shown("@", words(element, "user_id"), None, names)
        case "channel":
            shown = f"#{words(element, 'channel_id')}"
        case "usergroup":
            shown = f"@{words(element, 'usergroup_id')}"
        case "broadcast":
            shown = f"@{words(element, 'range')}"
        case "emoji":
            shown = f":{words(element, 'name')}:"
        case _:
            shown = words(element, "text") or words(element, "fallback")
    return shown


def _repeats(part: str, parts: list[str]) -> bool:
    return any(_letters(part) in _letters(each) for each in parts)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
