"""Slack's own notation inside a text: whom and where it names, and links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# What Slack wraps in angle brackets: a sign for the kind, the target, and what is shown in its place.
_WRAPPED = re.compile(r"<([@#!]?)([^<>|\s]+)(?:\|([^<>]*))?>")
_GROUPS = ("here", "channel", "everyone")
_GROUP = "subteam^"


def readable(text: str, names: Mapping[str, str]) -> str:
    """Return text in Slack's notation as it is shown: names for identifiers, `&` for `&amp;`."""
    shown = _WRAPPED.sub(lambda found: _shown(found[1], found[2], found[3] or "", names), text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def targets(text: str) -> frozenset[str]:
    """Return the people and groups that a text calls, each once."""
    wrapped = _WRAPPED.finditer(text)
    return frozenset(each[2] for each in wrapped if each[1] == "@" or (each[1] == "!" and _is_group(each[2])))


def labels(text: str) -> dict[str, str]:
    """Return what a text itself calls those that it names, by id."""
    named = (each for each in _WRAPPED.finditer(text) if each[1] and each[3])
    return {each[2].removeprefix(_GROUP): each[3].lstrip("@#") for each in named}


def name(sign: str, target: str, names: Mapping[str, str]) -> str:
    """Return how a member (@), a group (@) or a channel (#) is shown."""
    number = target.removeprefix(_GROUP)
    return f"{sign}{names.get(number) or number}"


def link(address: str, label: str) -> str:
    """Return a link as its address; both are kept where they differ: a label may hide where the link goes."""
    return address if not label or label in address else f"{label} ({address})"


def _is_group(target: str) -> bool:
    return target in _GROUPS or target.startswith(_GROUP)


def _shown(sign: str, target: str, label: str, names: Mapping[str, str]) -> str:
    if sign == "!" and not _is_group(target):
        return label or target
    if sign:
        known = {target.removeprefix(_GROUP): label.lstrip("@#"), **names} if label else names
        return name("#" if sign == "#" else "@", target, known)
    return link(target.removeprefix("mailto:"), label)
