"""What of one channel is to be read, in the order in which it was written.

Slack gives the newest messages of a time first. Where they are more than it gives at once, a shorter time is asked
for, so that what is oldest comes soon and little has to be kept. Whatever was given meanwhile waits for its turn, so
that nothing is asked for twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.core.loose import words
from bot.platforms.slack.moments import micros, stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.loose import Object

# So many at a time are asked for; Slack advises against more.
LIMIT = 200
_SECOND = 1_000_000
_EVER = 1 << 62


class Ask(Protocol):
    """Asks for the newest messages between two timestamps, neither included; an empty one is no bound."""

    async def __call__(self, oldest: str, latest: str, limit: int) -> tuple[Sequence[Object], bool]:
        """Return them newest first, and whether there are older ones."""
        ...


@dataclass(frozen=True, slots=True)
class _Run:
    """All messages of a stretch of time, oldest first: from `first` until before `end`, in microseconds."""

    first: int
    end: int
    messages: Sequence[Object]


class Backlog:
    """The messages of a channel up to the newest that there was when it was opened; of later ones events tell."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._runs: list[_Run] = []  # the newest first
        self._page = 0  # how many Slack gives at once, as far as that is known
        self._width = 0  # in how long a time there may be as many, in microseconds

    async def open(self) -> None:
        """Ask for the newest messages."""
        await self._fetch(0, _EVER)

    async def before(self, moment: int, most: int) -> Sequence[Object]:
        """Return the latest messages up to a moment, oldest first: as a rule they came with the newest ones."""
        (newest,) = self._runs
        found = [each for each in newest.messages if at(each) <= moment]
        if newest.first and len(found) < min(most, self._page):
            given, _ = await self._ask("", stamp(moment + 1), most)
            found = list(reversed(given))
        return found[-most:]

    async def next(self, after: int) -> tuple[Sequence[Object], int, bool]:
        """Return the next messages after a moment, until when there is nothing more, and whether more comes then."""
        found: list[Object] = []
        while self._runs and not found:
            run = self._runs[-1]
            if run.first > after + 1:
                await self._fetch(after, min(run.first, after + 1 + self._width))
                continue
            found = [each for each in run.messages if at(each) > after]
            after = run.end - 1 if run.end < _EVER else at(found[-1]) if found else after
            self._runs.pop()
        return found, after, bool(self._runs)

    async def _fetch(self, after: int, end: int) -> None:
        """Ask for a time; where it holds more than one answer, the rest of it is asked for afterwards."""
        given, more = await self._ask(stamp(after) if after else "", stamp(end) if end < _EVER else "", LIMIT)
        messages = list(reversed(given))
        first = at(messages[0]) if more and messages else after and after + 1
        if more:
            self._page = max(self._page, len(messages))
        if self._page:
            span = (at(messages[-1]) + 1 if end == _EVER else end) - first
            # A little less than would fill an answer, so that few overflow; where all was silent, all that is left.
            full = int(0.8 * span * self._page / len(messages)) if messages else _EVER
            self._width = max(_SECOND, full)
        self._runs.append(_Run(first, end, messages))


def at(message: Object) -> int:
    """Return when a message was written, in microseconds."""
    return micros(words(message, "ts")) or 0
