"""What can be read and pressed in Discord's JSON of embeds and components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

BUTTON, TEXT_INPUT = 2, 4
SELECTS = (3, 5, 6, 7, 8)
_READABLE = ("title", "description", "name", "value", "text", "label", "content", "placeholder")


def components_in(tree: object) -> Iterator[Json]:
    """Give each component in the tree, outer ones first."""
    if isinstance(tree, list):
        for each in tree:
            yield from components_in(each)
    elif isinstance(tree, dict):
        if isinstance(tree.get("type"), int):
            yield tree
        for key in ("components", "component", "accessory"):
            yield from components_in(tree.get(key, []))


def buttons_in(tree: object) -> dict[str, Json]:
    """Return what can be pressed or chosen from, by label, placeholder or custom_id, whichever comes first."""
    pressable = [each for each in components_in(tree) if each["type"] in (BUTTON, *SELECTS)]
    return {each.get("label") or each.get("placeholder") or each.get("custom_id", ""): each for each in pressable}


def texts_in(tree: object) -> Iterator[str]:
    """Give each text that a reader sees in embeds or components."""
    if isinstance(tree, list):
        for each in tree:
            yield from texts_in(each)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            # The value of a select's option is for the program, its label for the reader.
            hidden = key == "value" and "label" in tree
            if isinstance(value, str) and key in _READABLE and not hidden:
                yield value
            elif isinstance(value, (list, dict)):
                yield from texts_in(value)
