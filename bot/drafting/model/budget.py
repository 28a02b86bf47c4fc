"""How many tokens a language model may take in a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from bot.ports import Clock


class TokenBudget:
    """Counts what was used since midnight UTC, by this process. What is being asked counts with all it may take."""

    def __init__(self, most: int, clock: Clock) -> None:
        self._most = most
        self._clock = clock
        self._day: date | None = None
        self._used = 0

    @property
    def used(self) -> int:
        """How many tokens count for today."""
        self._turn()
        return self._used

    def take(self, tokens: int) -> bool:
        """Set tokens aside for a question, if there are so many left."""
        if self.used + tokens > self._most:
            return False
        self._used += tokens
        return True

    def settle(self, taken: int, used: int) -> None:
        """Count what was used instead of what was set aside; a day that began in between has nothing to give back."""
        self._used = max(0, self.used + used - taken)

    def _turn(self) -> None:
        today = self._clock.now().date()
        if today != self._day:
            self._day, self._used = today, 0
