"""Discord's ids, made of the time, so that a client computes from an id when the thing was made."""

from __future__ import annotations

import time
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000


class Snowflakes:
    """Gives out ids that rise; each is of the moment when it is asked for, or `ago` seconds earlier."""

    def __init__(self) -> None:
        self._last = 0
        self._in_the_past = 0

    def new(self, ago: float = 0.0) -> int:
        """Return an id that no other thing has."""
        wanted = first_at(time.time() - ago)
        if ago:
            # An id in the past needs to differ from the others made for the same moment, not to rise.
            self._in_the_past += 1
            return wanted + self._in_the_past % (1 << 22)
        self._last = max(wanted, self._last + 1)
        return self._last


def first_at(seconds: float) -> int:
    """Return the least id of the moment that is `seconds` after 1970."""
    return (int(seconds * 1000) - EPOCH_MS) << 22


def made_at(snowflake: int) -> float:
    """Return when the thing with the id was made, in seconds after 1970."""
    return ((snowflake >> 22) + EPOCH_MS) / 1000


def iso(seconds: float) -> str:
    """Return the moment as Discord writes it: ISO 8601 with microseconds and +00:00."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
