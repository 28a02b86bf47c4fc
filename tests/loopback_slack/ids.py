"""Ids and timestamps as Slack makes them: never the same twice, later ones greater."""

from __future__ import annotations

import itertools
import time

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """Makes ids such as `C01AB2CD3EF` and message timestamps such as `1700000000.000100`."""

    def __init__(self) -> None:
        self._numbers = itertools.count(36**9 // 7, 7919)
        self._last = 0

    def new(self, prefix: str) -> str:
        """Return an id with the prefix that tells its kind: T, U, C, D, B, A, V, F, S, E."""
        return f"{prefix}0{_base36(next(self._numbers))}"

    def ts(self, ago: float = 0.0) -> str:
        """Return the timestamp of now, or of so many seconds ago, which no message has yet."""
        if ago:
            return written(int((time.time() - ago) * 1_000_000))
        self._last = max(int(time.time() * 1_000_000), self._last + 1)
        return written(self._last)


def written(microseconds: int) -> str:
    """Return the timestamp in Slack's form."""
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06}"


def later(ts: str) -> str:
    """Return the timestamp that follows at once."""
    return written(int(ts.replace(".", "")) + 1)


def whole_second(ts: str) -> str:
    """Return the timestamp without the part of its second, as Slack dates edits."""
    return ts.split(".", maxsplit=1)[0] + ".000000"


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits.rjust(9, "0")
