"""What stands in the blocks of a Slack message, and whom they call."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from bot.core.loose import objects, words
from bot.core.slack_marks import link, name, readable, targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.core.loose import Object

_DEPTH = 8  # rich text in lists in quotes; cells in rows in tables
_TEXTS = frozenset({"", "plain_text", "mrkdwn", "raw_text", "markdown"})


def block_text(block: Object, names: Mapping[str, str]) -> str:
    """Return all that a block of any kind shows, a text a line."""
    return "\n".join(each for each in _texts(block, names, _DEPTH) if each)


def called_in_blocks(blocks: object) -> frozenset[str]:
    """Return the people and groups that blocks call, as `targets` writes them."""
    found: set[str] = set()
    for each in _inside(blocks, _DEPTH):
        match each.get("type"):
            case "user":
                found.add(words(each, "user_id"))
            case "usergroup":
                found.add(f"subteam^{words(each, 'usergroup_id')}")
            case "broadcast":
                found.add(words(each, "range"))
            case "mrkdwn":
                found |= targets(words(each, "text"))
            case _:
                pass
    return frozenset(found - {"", "subteam^"})


def _texts(value: object, names: Mapping[str, str], depth: int) -> Iterator[str]:
    kind = words(value, "type") if isinstance(value, dict) else ""
    if isinstance(value, dict) and kind == "rich_text":
        yield _rich_text(value, names, _DEPTH)
    elif isinstance(value, dict) and kind in _TEXTS and words(value, "text"):
        yield readable(words(value, "text"), names)
    elif depth:
        yield words(value, "alt_text") if isinstance(value, dict) else ""
        for each in _held(value):
            yield from _texts(each, names, depth - 1)


def _inside(value: object, depth: int) -> Iterator[Object]:
    """Yield every object in a value, itself included."""
    if isinstance(value, dict):
        yield value
    if depth:
        for each in _held(value):
            yield from _inside(each, depth - 1)


def _held(value: object) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _rich_text(element: Object, names: Mapping[str, str], depth: int) -> str:
    """Return a rich text block: its sections and lists one a line, what stands inside a section joined."""
    inside = objects(element, "elements")
    if not inside or not depth:
        return _leaf(element, names)
    parts = (_rich_text(each, names, depth - 1) for each in inside)
    if element.get("type") == "rich_text_list" and element.get("style") == "ordered":
        parts = (f"{number}. {part}" for number, part in zip(count(_offset(element)), parts, strict=False))
    joint = "\n" if element.get("type") in ("rich_text", "rich_text_list") else ""
    return joint.join(parts).strip("\n")


def _offset(element: Object) -> int:
    offset = element.get("offset")
    return offset + 1 if isinstance(offset, int) else 1


def _leaf(element: Object, names: Mapping[str, str]) -> str:
    match element.get("type"):
        case "link":
            return link(words(element, "url").removeprefix("mailto:"), words(element, "text"))
        case "user":
            return name("@", words(element, "user_id"), names)
        case "channel":
            return name("#", words(element, "channel_id"), names)
        case "usergroup":
            return name("@", words(element, "usergroup_id"), names)
        case "broadcast":
            return f"@{words(element, 'range')}"
        case "emoji":
            tone = element.get("skin_tone")
            return f":{words(element, 'name')}:" + (f":skin-tone-{tone}:" if isinstance(tone, int) else "")
        case _:
            return words(element, "text") or words(element, "fallback") or words(element, "value")
