"""What can be read and pressed in Block Kit, and what rings for everybody."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PRESSABLE = {"button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker"}
_READABLE = (
    "text",
    "label",
    "title",
    "placeholder",
    "hint",
    "pretext",
    "fallback",
    "footer",
    "author_name",
    "alt_text",
)
_MASS = re.compile(r"<!(?:channel|here|everyone|subteam\^)[^>]*>")
_MASS_NAMES = re.compile(r"(?<!\w)@(?:channel|here|everyone)\b")
_TOKEN = re.compile(r"<([^<>]+)>")


def dicts_in(tree: object) -> Iterator[dict[str, Any]]:
    """Give each object in the tree, outer ones first."""
    if isinstance(tree, list):
        for each in tree:
            yield from dicts_in(each)
    elif isinstance(tree, dict):
        yield tree
        for each in tree.values():
            yield from dicts_in(each)


def texts_in(tree: object) -> Iterator[str]:
    """Give each text that a reader sees in blocks or attachments."""
    for each in dicts_in(tree):
        for key in _READABLE:
            if isinstance(each.get(key), str):
                yield each[key]


def is_pressable(element: dict[str, Any]) -> bool:
    """Tell whether it is an element that a user acts on."""
    kind = element.get("type")
    return isinstance(kind, str) and "action_id" in element and (kind in PRESSABLE or kind.endswith("_select"))


def pressables_in(tree: object) -> dict[str, dict[str, Any]]:
    """Return what can be pressed or chosen from, by label, placeholder or action_id."""
    found = [each for each in dicts_in(tree) if is_pressable(each)]
    return {label_of(each): each for each in found}


def label_of(element: dict[str, Any]) -> str:
    """Return what stands on the element, else its action_id."""
    shown = element.get("text") or element.get("placeholder")
    return str(shown["text"]) if isinstance(shown, dict) else str(element.get("action_id", ""))


def mass_mentions(body: dict[str, Any]) -> list[str]:
    """List what in a message's text, blocks and attachments would ring for a whole channel or group."""
    found: list[str] = []
    for each in dicts_in({key: body.get(key) for key in ("text", "blocks", "attachments", "view")}):
        found += [mention for text in _formatted(each) for mention in _MASS.findall(text)]
        if each.get("type") in ("broadcast", "usergroup"):
            found.append(str(each["type"]))
    if body.get("link_names") or body.get("parse") == "full":
        found += _MASS_NAMES.findall(str(body.get("text", "")))
    return found


def _formatted(each: dict[str, Any]) -> list[str]:
    # What is plain text is shown as it is written, and rings for nobody.
    if each.get("type") == "plain_text":
        return []
    named = [each.get(key) for key in ("text", "pretext", "fallback", "value", "markdown_text")]
    return [text for text in named if isinstance(text, str)]


def rich_text(text: str) -> list[dict[str, Any]]:
    """Return the blocks that Slack's client makes of what a person writes."""
    if not text:
        return []
    section = {"type": "rich_text_section", "elements": list(_elements(text))}
    return [{"type": "rich_text", "block_id": f"b{abs(hash(text)) % 10**6}", "elements": [section]}]


def _elements(text: str) -> Iterator[dict[str, Any]]:
    place = 0
    for found in _TOKEN.finditer(text):
        if found.start() > place:
            yield {"type": "text", "text": html.unescape(text[place : found.start()])}
        yield _reference(*found.group(1).split("|", 1))
        place = found.end()
    if place < len(text):
        yield {"type": "text", "text": html.unescape(text[place:])}


def _reference(target: str, shown: str = "") -> dict[str, Any]:
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!subteam^"):
        return {"type": "usergroup", "usergroup_id": target.removeprefix("!subteam^")}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:]}
    link = {"type": "link", "url": html.unescape(target)}
    return {**link, "text": html.unescape(shown)} if shown else link
