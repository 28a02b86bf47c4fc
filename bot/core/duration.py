"""Durations as the policy file writes them: `90s`, `10m`, `24h`, `90d`."""

from __future__ import annotations

import re

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_FORM = re.compile(r"([1-9][0-9]{0,6})([smhd])")


def parse_duration(text: str) -> int:
    """Return seconds. Raises ValueError for anything but a whole number and one of s, m, h, d."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is not a duration; write a whole number and s, m, h or d, such as 10m or 90d")
    return int(found[1]) * _SECONDS[found[2]]


def format_duration(seconds: int) -> str:
    """Return the shortest exact form, such as `24h` (not `1d`: a day of time-out is said in hours)."""
    for unit in ("d", "h", "m"):
        size = _SECONDS[unit]
        if seconds % size == 0 and (unit != "d" or seconds > size):
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
