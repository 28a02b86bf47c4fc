"""Progress on standard error for what takes longer than two seconds."""

from __future__ import annotations

import sys
import time

from bot.cli.common import note

_EVERY_SECONDS = 2.0


class Progress:
    """Counts steps and says every two seconds how far it is; a terminal gets one line that is overwritten."""

    def __init__(self, what: str = "messages") -> None:
        self.count = 0
        self._what = what
        self._began = self._said = time.monotonic()

    def step(self) -> None:
        """Count one."""
        self.count += 1
        if time.monotonic() - self._said >= _EVERY_SECONDS:
            self._say()

    def done(self) -> float:
        """End the line, and return the seconds that passed."""
        seconds = time.monotonic() - self._began
        if seconds >= _EVERY_SECONDS:
            self._say(end="\n")
        return seconds

    def _say(self, end: str = "") -> None:
        self._said = time.monotonic()
        rate = self.count / max(self._said - self._began, 1e-9)
        text = f"{self.count:,} {self._what}, {rate:,.0f} a second"
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{text}\x1b[K{end}")
            sys.stderr.flush()
        else:
            note(text)
