"""Takes typed values out of decoded JSON, or says which field is wrong."""

from __future__ import annotations

from json import JSONDecodeError
from typing import TYPE_CHECKING

from bot.core.loose import sound
from bot.history.json_stream import DECODER
from bot.history.records import Fault, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.loose import Object


def decode_object(text: str) -> Object:
    """Return the JSON object that `text` holds."""
    try:
        value: object = DECODER.decode(text)
    except RecursionError:
        raise UnreadableError("is nested too deeply") from None
    except JSONDecodeError as error:
        raise UnreadableError(f"is not JSON: {error.msg} at character {error.pos + 1}") from None
    except ValueError as error:
        raise UnreadableError(f"is not JSON: {error}") from None
    return as_object(value)


def as_object(value: object) -> Object:
    """Return `value` if it is a JSON object; a fault that stands in its place is raised."""
    if isinstance(value, Fault):
        raise UnreadableError(value.why)
    if not isinstance(value, dict):
        raise UnreadableError(f"is not an object but {_kind(value)}")
    return value


def required_text(record: Mapping[str, object], key: str) -> str:
    """Return the text of a field that must be there, possibly empty."""
    if key not in record:
        raise UnreadableError(f"has no {key!r}")
    value = record[key]
    if not isinstance(value, str):
        raise UnreadableError(f"{key!r} is not text but {_kind(value)}")
    return sound(value)


def optional_text(record: Mapping[str, object], key: str) -> str:
    """Return the text of a field that may be missing or null, but not something else."""
    return "" if record.get(key) is None else required_text(record, key)


def name_of(record: Mapping[str, object], key: str) -> str | None:
    """Return an identifier: text or a whole number, None where it is missing or empty."""
    value = record.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise UnreadableError(f"{key!r} is neither text nor a whole number but {_kind(value)}")
    return sound(str(value))


def count_of(record: Mapping[str, object], key: str) -> int:
    """Return a count: a whole number from 0, or the length of a list; 0 where it is missing."""
    value = record.get(key)
    if value is None:
        return 0
    if isinstance(value, list):
        return len(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000:
        raise UnreadableError(f"{key!r} is not a count")
    return value


def flag_of(record: Mapping[str, object], key: str) -> bool:
    """Return a truth value; False where it is missing."""
    value = record.get(key)
    if value is not None and not isinstance(value, bool):
        raise UnreadableError(f"{key!r} is not true or false but {_kind(value)}")
    return bool(value)


def names_of(record: Mapping[str, object], key: str) -> frozenset[str]:
    """Return the names in a list of texts; none where it is missing."""
    value = record.get(key)
    if value is None:
        return frozenset()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise UnreadableError(f"{key!r} is not a list of texts")
    return frozenset(sound(str(each)) for each in value)


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "an object"
