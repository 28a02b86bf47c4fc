"""Guards a classifier that is asynchronous by nature, such as a service on the network."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.classifiers.answers import Answer, Answers
from bot.core.breaker import Breaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.classifiers.metrics import ScoringMetrics
    from bot.core.signals import Scores
    from bot.ports import Classifier

# One slow call on a network means little.
_FAILURES = 3


class GuardedClassifier:
    """Asks another classifier, in `seconds` at most, and checks what it gives. Never raises in use.

    After three failures in a row, one call every `probe` seconds goes through until one succeeds.
    """

    def __init__(self, inner: Classifier, seconds: float, metrics: ScoringMetrics, *, probe: float = 5.0) -> None:
        self.labels = inner.labels
        self._inner = inner
        self._seconds = seconds
        self._meter = metrics.of(inner.name)
        self._answers = Answers(inner.name, self.labels)
        self._breaker = Breaker(_FAILURES, probe)
        self._calls: set[asyncio.Task[object]] = set()

    @property
    def name(self) -> str:
        """The other's name, which may come to hold the version that answered."""
        return self._inner.name

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score texts, one result per text in order. To cancel it cancels the call."""
        return self._meter.scores(await self._ask(texts) if texts else [])

    async def _ask(self, texts: Sequence[str]) -> list[Answer]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        if not self._breaker.lets_pass(began):
            return [self._answers.silent()] * len(texts)
        # A task: it is left behind at the deadline even where it does not let itself be cancelled.
        call = loop.create_task(self._call(texts))
        self._calls.add(call)
        call.add_done_callback(self._ended)
        try:
            await asyncio.wait({call}, timeout=self._seconds)
        finally:
            call.cancel()
        self._meter.batch(len(texts), loop.time() - began)
        answers, answered = self._outcome(call, len(texts))
        if answered:
            self._breaker.succeeded()
        else:
            self._breaker.failed(loop.time())
        self._meter.is_open.set(self._breaker.is_open)
        return answers

    async def _call(self, texts: Sequence[str]) -> object:
        return await self._inner.score(texts)

    def _outcome(self, call: asyncio.Task[object], count: int) -> tuple[list[Answer], bool]:
        """Return an answer per text, and whether any of them is one."""
        if not call.done():
            return [self._answers.late(self._seconds)] * count, False
        error = None if call.cancelled() else call.exception()
        if call.cancelled() or error is not None:
            return [self._answers.failed(error)] * count, False
        try:
            answers = self._answers.checked(call.result(), count)
            # A service that says in good time that it has nothing is as silent as one that hangs.
            return answers, any(each.trouble is None for each in answers)
        except Exception as error:  # noqa: BLE001 - what was given may raise when it is looked at
            return [self._answers.failed(error)] * count, False

    def _ended(self, call: asyncio.Task[object]) -> None:
        self._calls.discard(call)
        if not call.cancelled():
            call.exception()  # whoever was left behind may fail unheard
