"""Plays the sample conversation live: its messages now, one after another."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.ports.ledger import LedgerUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.content import Content, Message
    from bot.platforms.sandbox.sandbox import Sandbox
    from bot.ports import Clock

PAUSE_SECONDS = 0.3


class Player:
    """Plays from `start` to the end or to `stop`."""

    def __init__(self, sandbox: Sandbox, clock: Clock, sample: Sequence[Content]) -> None:
        self._sandbox = sandbox
        self._clock = clock
        self._sample = sample
        self._task: asyncio.Task[None] | None = None

    def start(self, say: Callable[[str], None]) -> None:
        """Begin; `say` hears how far it is."""
        self._task = asyncio.create_task(self._play(say))

    async def stop(self) -> bool:
        """Stop; return whether there was something to stop."""
        task, self._task = self._task, None
        if task is None or task.done():
            return False
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return True

    async def _play(self, say: Callable[[str], None]) -> None:
        numbers: dict[Message, str] = {}
        for place, content in enumerate(self._sample, start=1):
            say(f"Playing message {place} of {len(self._sample)} (p stops)")
            number = numbers.setdefault(content.message, self._sandbox.platform.next_number())
            author = replace(content.author, id=content.author.id.casefold())
            try:
                await self._sandbox.post(replace(content, id=number, author=author, at=self._clock.now()))
            except (OSError, LedgerUnavailableError) as error:
                say(f"Stopped: {error}")
                return
            await asyncio.sleep(PAUSE_SECONDS)
        say("The conversation is over.")
