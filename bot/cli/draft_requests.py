"""Requests for drafts as people write them: an object with a text, and what is known of it."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core.duration import parse_duration
from bot.core.proposals import Circumstances, DraftRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_WORDS = ("language", "channel", "author", "id")


class UnusableRequestError(Exception):
    """A request can't be read; the message says which of its fields is wrong."""


def request_of(item: Mapping[str, Any]) -> DraftRequest:
    """Return the request that an object makes. Raises UnusableRequestError."""
    words = {name: item[name] for name in _WORDS if item.get(name) is not None}
    for name, value in words.items():
        if not isinstance(value, str):
            raise UnusableRequestError(f"`{name}` is no text")
    return DraftRequest(item["text"], around=circumstances_of(item.get("context")), **words)


def circumstances_of(context: object) -> Circumstances:
    """Return the circumstances that an object tells, by the names of their fields. Raises UnusableRequestError."""
    if context is None:
        return Circumstances()
    if not isinstance(context, dict):
        raise UnusableRequestError("`context` is no object")
    unknown = [each for each in context if each not in _READ]
    if unknown:
        raise UnusableRequestError(f"`context` has no `{unknown[0]}`; it may hold {', '.join(_READ)}")
    try:
        return Circumstances(**{name: _READ[name](value) for name, value in context.items() if value is not None})
    except (TypeError, ValueError) as error:
        raise UnusableRequestError(f"`context`: {error}") from None


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _several(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list of texts")
    return tuple(_word(each) for each in value)


def _slots(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object with texts")
    return {name: _word(each) for name, each in value.items()}


def _waited(value: object) -> timedelta:
    return timedelta(seconds=parse_duration(_word(value)))


_OF_TYPE: Mapping[str, Callable[[object], object]] = {"bool": _flag, "str": _word, "tuple[str, ...]": _several}
_READ: Mapping[str, Callable[[object], Any]] = {
    **{each.name: read for each in fields(Circumstances) if (read := _OF_TYPE.get(str(each.type)))},
    "waits": _waited,
    "used": lambda value: frozenset(_several(value)),
    "slots": _slots,
}
