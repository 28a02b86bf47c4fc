"""The thread in which a model runs. Only one at a time is asked; one that hangs is left behind."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Given = TypeVar("Given")
Result = TypeVar("Result")


class ScoringThreads(Generic[Given, Result]):
    """Runs one function in a thread of its own; `most_hung` of them may hang before no new one is started.

    Not an executor: that joins its threads when the program ends, and so never ends where one hangs. These are daemons.
    """

    def __init__(self, function: Callable[[Given], Result], most_hung: int) -> None:
        self._function = function
        self._most_hung = most_hung
        self._current: _ScoringThread[Given, Result] | None = None
        self._hung: list[_ScoringThread[Given, Result]] = []

    def submit(self, given: Given) -> asyncio.Future[Result] | None:
        """Start a call; None where as many threads hang as may. The function must not raise."""
        self._hung = [each for each in self._hung if each.thread.is_alive()]
        if self._current is None:
            if len(self._hung) >= self._most_hung:
                return None
            self._current = _ScoringThread(self._function)
        call: Future[Result] = Future()
        self._current.calls.put((call, given))
        return asyncio.wrap_future(call)

    def abandon(self) -> None:
        """Leave the present thread behind: it ends by itself if its call ever does."""
        if self._current is not None:
            self._current.calls.put(None)
            self._hung.append(self._current)
            self._current = None

    async def close(self, seconds: float) -> None:
        """End the present thread, and wait some seconds for it to leave native code."""
        if self._current is not None:
            ending, self._current = self._current, None
            ending.calls.put(None)
            await asyncio.to_thread(ending.thread.join, seconds)


class _ScoringThread(Generic[Given, Result]):
    def __init__(self, function: Callable[[Given], Result]) -> None:
        self.calls: SimpleQueue[tuple[Future[Result], Given] | None] = SimpleQueue()
        self._function = function
        self.thread = Thread(target=self._run, name="takt-scoring", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        """Do call after call until there are to be no more."""
        while (next_call := self.calls.get()) is not None:
            call, given = next_call
            if call.set_running_or_notify_cancel():
                call.set_result(self._function(given))
            del next_call, call, given  # no text stays in an idle thread
