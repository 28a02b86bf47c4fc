"""Takes values out of decoded JSON that others wrote: what is missing or of another type counts as none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Object = dict[str, object]


def objects(record: Mapping[str, object], key: str) -> list[Object]:
    """Return the objects of a list field; anything else counts as none."""
    value = record.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def inner(record: Mapping[str, object], key: str) -> Object:
    """Return the object of a field; anything else counts as an empty one."""
    value = record.get(key)
    return value if isinstance(value, dict) else {}


def words(record: Mapping[str, object], key: str) -> str:
    """Return the text of a field; anything else counts as none."""
    value = record.get(key)
    return sound(value) if isinstance(value, str) else ""


def sound(text: str) -> str:
    """Return the text with lone surrogates, which no encoding can hold, as U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
