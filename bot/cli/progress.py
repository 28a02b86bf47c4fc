"""Progress on standard error for what takes longer than two seconds."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self, TypeVar

from bot.cli.common import note, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Item = TypeVar("_Item")


class Progress:
    """Counts steps and says every so often how far it is; a terminal gets one line that is overwritten.

    `every`: seconds. `silent`: says nothing, for where a person sets the pace.
    """

    def __init__(self, what: str = "messages", *, every: float = 2.0, silent: bool = False) -> None:
        self.count = 0
        self._what = what
        self._every = every
        self._silent = silent
        self._began = self._said = time.monotonic()
        self._line_is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        if self.seconds >= self._every:
            self._show()
        if self._line_is_open:
            note("")

    @property
    def seconds(self) -> float:
        """How long it is since the beginning."""
        return time.monotonic() - self._began

    def step(self) -> None:
        """Count one."""
        self.count += 1
        if time.monotonic() - self._said >= self._every:
            self._show()

    def over(self, items: Iterable[_Item]) -> Iterator[_Item]:
        """Yield the items and count each."""
        for each in items:
            yield each
            self.step()

    def say(self, text: str) -> None:
        """Print to standard output, on a line of its own where that is the same terminal."""
        if self._line_is_open:
            self._overwrite("")
            self._line_is_open = False
        say(text)

    def _show(self) -> None:
        if self._silent:
            return
        self._said = time.monotonic()
        rate = self.count / max(self._said - self._began, 1e-9)
        text = f"{self.count:,} {self._what}, {rate:,.0f} a second"
        if sys.stderr.isatty():
            self._overwrite(text)
            self._line_is_open = True
        else:
            note(text)

    @staticmethod
    def _overwrite(text: str) -> None:
        note(f"\r{text}\x1b[K", end="")
