"""How fast Slack's history may be read: within the method's rate, and as slowly as Slack asks for."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from bot.core.gaps import Slowed
from bot.platforms.slack.asking import SlowDownError, answer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_sdk.web.async_slack_response import AsyncSlackResponse

    from bot.core.loose import Object

_MINUTE = 60.0


class Pace:
    """The pace of one method. `most`: how many calls a minute it allows (Tier 3: at least 50)."""

    def __init__(self, most: int = 50, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._calls: deque[float] = deque()
        self._since = 0.0  # since when how many messages were given without a wait
        self._given = 0

    async def ask(
        self, question: Callable[[], Awaitable[AsyncSlackResponse]], wait: Callable[[Slowed], Awaitable[None]]
    ) -> Object:
        """Ask until there is an answer. Raises as `answer` does, but for what is waited for."""
        while True:
            if (pause := self._pause()) > 0:
                await wait(Slowed(pause, "Slack"))
                continue
            self._calls.append(self._clock())
            try:
                return await answer(question())
            except SlowDownError as slow:
                await wait(self._slowed(slow.seconds))

    def gave(self, messages: int) -> None:
        """Note how many messages an answer may have held."""
        self._since = self._since if self._given else self._calls[-1]
        self._given += messages

    def _pause(self) -> float:
        now = self._clock()
        while self._calls and self._calls[0] <= now - _MINUTE:
            self._calls.popleft()
        return self._calls[0] + _MINUTE - now if len(self._calls) >= self._most else 0.0

    def _slowed(self, seconds: float) -> Slowed:
        """Return how slow it is: what was given since the last wait is what is given from one wait to the next."""
        span = self._clock() - self._since + seconds
        a_minute, self._given = round(self._given * _MINUTE / span) if self._given else 0, 0
        return Slowed(seconds, "Slack", a_minute)
