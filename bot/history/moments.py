"""Reads the points in time that exports write: epoch seconds and ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.history.records import UnreadableError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END = datetime(2200, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")


def parse_moment(value: object) -> datetime:
    """Return an aware time in UTC. Takes epoch seconds (int, float, `1712.0001`) and ISO 8601, naive meaning UTC."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_seconds(repr(value), value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return _from_seconds(value, value)
    if isinstance(value, str):
        return _from_iso(value)
    raise UnreadableError("the time must be epoch seconds or ISO 8601")


def _from_seconds(text: str, shown: object) -> datetime:
    seconds = Decimal(text)
    end = Decimal(int((_END - EPOCH).total_seconds()))
    if not seconds.is_finite() or not 0 <= seconds < end:
        hint = "; it looks like milliseconds, and seconds are wanted" if seconds.is_finite() and seconds > end else ""
        raise UnreadableError(f"the time {str(shown)[:40]} is not within 1970 to 2199{hint}")
    return EPOCH + timedelta(microseconds=int(seconds * 1_000_000))


def _from_iso(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadableError(f"the time {text[:40]!r} is neither epoch seconds nor ISO 8601") from None
    if not EPOCH <= moment < _END:
        raise UnreadableError(f"the time {text[:40]!r} is not within 1970 to 2199")
    return moment
