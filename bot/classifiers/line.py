"""The texts that wait for a model: each once, bounded, and taken in micro-batches."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.classifiers.answers import Answer
    from bot.classifiers.metrics import Meter


@dataclass(eq=False, slots=True)
class Waiting:
    """One text on its way to its answer. `callers`: how many still want it; `alone`: it must not take others along."""

    key: bytes
    text: str
    answer: asyncio.Future[Answer]
    alone: bool
    callers: int = 0


class Line:
    """A bounded queue in one event loop; who finds it full waits for a place. A text keeps its place until settled."""

    def __init__(self, places: int, meter: Meter) -> None:
        self.loop = asyncio.get_running_loop()
        self.worker: asyncio.Task[None] | None = None
        self._places = asyncio.Semaphore(places)
        self._meter = meter
        self._known: dict[bytes, Waiting] = {}
        self._queue: deque[Waiting] = deque()

    def find(self, key: bytes) -> Waiting | None:
        """Return the text that is on its way already."""
        return self._known.get(key)

    async def place(self) -> None:
        """Wait for a place; then `add`, or `give_back`."""
        began = self.loop.time()
        self._meter.waiting.inc()
        try:
            await self._places.acquire()
        finally:
            self._meter.waiting.dec()
            self._meter.place_wait.observe(self.loop.time() - began)

    def give_back(self) -> None:
        """Give a place back unused."""
        self._places.release()

    def add(self, key: bytes, text: str, *, alone: bool) -> Waiting:
        """Queue a text in the place that was waited for."""
        waiting = self._known[key] = Waiting(key, text, self.loop.create_future(), alone)
        self._queue.append(waiting)
        self._meter.depth.set(len(self._known))
        return waiting

    def take(self, batch: int, characters: int) -> list[Waiting]:
        """Take what is queued at once, within the limits; a text that is longer, or has to be alone, goes alone."""
        taken: list[Waiting] = []
        length = 0
        while self._queue and len(taken) < batch:
            first = self._queue[0]
            if not first.callers:
                self._forget(self._queue.popleft())
                continue
            length += len(first.text)
            if taken and (first.alone or taken[0].alone or length > characters):
                break
            taken.append(self._queue.popleft())
        return taken

    def again(self, failed: Sequence[Waiting]) -> None:
        """Put texts back in front, to be tried one by one."""
        for each in failed:
            each.alone = True
        self._queue.extendleft(reversed(failed))

    def settle(self, waiting: Waiting, answer: Answer) -> None:
        """Give all who wait for a text their answer."""
        self._forget(waiting)
        if not waiting.answer.done():
            waiting.answer.set_result(answer)

    def settle_all(self, answer: Answer) -> None:
        """Give everybody who waits the same answer."""
        self._queue.clear()
        for each in list(self._known.values()):
            self.settle(each, answer)

    def _forget(self, waiting: Waiting) -> None:
        del self._known[waiting.key]
        self._places.release()
        self._meter.depth.set(len(self._known))
