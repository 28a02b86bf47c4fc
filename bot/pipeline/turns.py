"""What platforms tell at once, taken in side by side, but one member's things one after the other."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from bot.core.fault_words import fault_words

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

log = logging.getLogger(__name__)
_FINISHES_WITHIN = 10.0


class Turns:
    """The jobs that are under way for one platform. One that fails is written to the log without a message's words."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._under_way: set[asyncio.Task[None]] = set()

    def begin(self, job: Coroutine[Any, Any, None]) -> None:
        """Do a job beside all others."""
        task = asyncio.create_task(job)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    async def of(self, whose: tuple[str, str], job: Coroutine[Any, Any, None]) -> None:
        """Do a member's things, told by community and id, one after the other, so that strikes count in order."""
        lock = self._locks.setdefault(whose, asyncio.Lock())
        async with lock:
            await job

    async def finish(self) -> None:
        """Wait for what is under way; what takes too long is read from history after the next start."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_FINISHES_WITHIN)
            for each in late:
                each.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an event was not taken in: %s", fault_words(error))
