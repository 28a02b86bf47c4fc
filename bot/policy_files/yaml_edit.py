"""Small changes of a YAML text that leave every other byte as it is, by the places that the parser gives."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

    from bot.policy_files.tree import Loc

# What stands for itself in YAML, in braces and brackets too, and is no other type than a text.
_BARE = re.compile(r"[^\W\d_](?:[\w' -]*\w)?")
_NOT_TEXTS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


class NoPlaceError(Exception):
    """The text has no place where this can be changed by itself; the message says what is in the way."""


def scalar(text: str) -> str:
    """Return a text as a YAML scalar."""
    bare = _BARE.fullmatch(text) and text.casefold() not in _NOT_TEXTS
    return text if bare else json.dumps(text, ensure_ascii=False)


def replaced(text: str, loc: Loc, value: str) -> str:
    """Return the text with another value in the place of a scalar. Raises NoPlaceError."""
    node = _at(text, loc)
    if not isinstance(node, ScalarNode) or node.style in {"|", ">"}:
        raise NoPlaceError("what stands there is no text in one line")
    return text[: node.start_mark.index] + json.dumps(value, ensure_ascii=False) + text[node.end_mark.index :]


def removed(text: str, loc: Loc) -> str:
    """Return the text without an item of a list that has others. Raises NoPlaceError."""
    around, place = _at(text, loc[:-1]), loc[-1]
    if not isinstance(around, SequenceNode) or not isinstance(place, int) or len(around.value) < 2:
        raise NoPlaceError("it is no item of a list that has others")
    node = around.value[place]
    if around.flow_style:
        first = place == 0
        start = node.start_mark.index if first else _end(text, around.value[place - 1])
        return text[:start] + text[around.value[1].start_mark.index if first else _end(text, node) :]
    start = text.rfind("\n", 0, node.start_mark.index) + 1
    return text[:start] + text[_line_end(text, _end(text, node)) + 1 :]


def appended(text: str, loc: Loc, value: str) -> str:
    """Return the text with one more item in a list. What leads to it is made where it is missing."""
    node = _at(text, loc)
    if node is None:
        return _with_key(text, loc, f"[{scalar(value)}]")
    if not isinstance(node, SequenceNode):
        raise NoPlaceError("there is no list")
    if node.flow_style:
        return _in_brackets(text, node, scalar(value))
    last = node.value[-1]
    dash = text[text.rfind("\n", 0, last.start_mark.index) + 1 : last.start_mark.index]
    return _line_after(text, last, f"{dash}{scalar(value)}")


def keyed(text: str, loc: Loc, value: str) -> str:
    """Return the text with one more key, the last of `loc`, and its value. What leads to it is made where missing."""
    if _at(text, loc) is not None:
        raise NoPlaceError("it is there already")
    return _with_key(text, loc, scalar(value))


def _with_key(text: str, loc: Loc, written: str) -> str:
    """Add a key with what is written for it, to the innermost mapping that is there."""
    depth = len(loc) - 1
    while _at(text, loc[:depth]) is None:
        depth -= 1
    around, entry = _at(text, loc[:depth]), f"{scalar(str(loc[depth]))}: "
    entry += "".join(f"{{{scalar(str(step))}: " for step in loc[depth + 1 :]) + written + "}" * (len(loc) - depth - 1)
    if not isinstance(around, MappingNode):
        raise NoPlaceError("there are no keys")
    if around.flow_style or not around.value:
        return _in_brackets(text, around, entry)
    key, last = around.value[-1]
    return _line_after(text, last, " " * key.start_mark.column + entry)


def _in_brackets(text: str, node: Node, written: str) -> str:
    """Put one more entry before the bracket that closes."""
    at = _end(text, node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]) if node.value else None
    if at is None:
        at = node.end_mark.index - 1
        return text[:at] + written + text[at:]
    return f"{text[:at]}, {written}{text[at:]}"


def _line_after(text: str, node: Node, written: str) -> str:
    end = _line_end(text, _end(text, node))
    return f"{text[:end]}\n{written}{text[end:]}"


def _end(text: str, node: Node) -> int:
    """Return where a node ends, without the empty lines and comments that the parser counts to it."""
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(node, MappingNode) else last)
    if isinstance(node, ScalarNode) and node.style in {"|", ">"}:
        return len(text[: node.end_mark.index].rstrip())
    return int(node.end_mark.index)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _at(text: str, loc: Loc) -> Node | None:
    """Return the node that a path leads to, None where there is none."""
    node: Node | None = YAML(typ="safe", pure=True).compose(text)
    for step in loc:
        if isinstance(node, MappingNode):
            node = next((value for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            return None
    return node
