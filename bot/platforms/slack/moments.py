"""Slack's timestamps, by which messages are known in their channel. They are counted in whole microseconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_TS = re.compile(r"([0-9]{1,11})(?:\.([0-9]{1,6}))?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(ts: str) -> int | None:
    """Return a timestamp as a number that can be reckoned with; None for what is none."""
    found = _TS.fullmatch(ts)
    return int(found[1]) * 1_000_000 + int((found[2] or "").ljust(6, "0")) if found else None


def stamp(microseconds: int) -> str:
    """Return the timestamp of a number."""
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06}"


def moment(microseconds: int) -> datetime:
    """Return the time that a number stands for."""
    return _EPOCH + timedelta(microseconds=microseconds)


def beginning(at: datetime) -> str:
    """Return the second of a moment as a timestamp that no message has."""
    return str(int(at.timestamp()))


def is_beginning(ts: str) -> bool:
    """Tell whether it is where a channel began to be read and not a message of it."""
    return "." not in ts
