"""Slots in a text that is filled in later, written `{name}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_BRACED = re.compile(r"\{([^{}]*)\}")
_STRAY = re.compile(r"[{}]")


def slots_in(text: str) -> list[str]:
    """Return what stands in braces, in order, each as often as it does."""
    return _BRACED.findall(text)


def without_slots(text: str) -> str:
    """Return what is left of a text when all that stands in braces is taken away."""
    return _BRACED.sub("", text)


def has_stray_brace(text: str) -> bool:
    """Tell whether a brace opens or closes nothing."""
    return _STRAY.search(without_slots(text)) is not None


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its slots filled in; those without a value stay as they are."""
    return _BRACED.sub(lambda slot: values.get(slot[1], slot[0]), text)
