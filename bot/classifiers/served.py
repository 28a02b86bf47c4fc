"""Serves a model that runs in this process: micro-batches, a deadline, and an answer whatever the model does."""

from __future__ import annotations

import asyncio
import hashlib
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

from bot.classifiers.answers import Answer, Answers, Trouble
from bot.classifiers.line import Line, Waiting
from bot.classifiers.scoring_threads import ScoringThreads
from bot.core.breaker import Breaker
from bot.core.latest import Latest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.classifiers.metrics import ScoringMetrics
    from bot.classifiers.model import Model
    from bot.core.signals import Scores

# A text in whose call alone the model hung so often, having answered in between, is not tried again: each try costs a
# thread.
_HANGS_ALONE = 2
# A batch in which these happen is tried text by text, so that one text spoils no other.
_TRIED_ALONE = {Trouble.FAILED, Trouble.MALFORMED}


@dataclass(frozen=True, slots=True)
class Limits:
    """How a model is served.

    `seconds`: how long a text may wait for its scores, and a call of the model may take before it counts as hung.
    `batch`, `characters`: the most in one call; a longer text goes alone. `queue`: how many texts may wait; callers
    wait for a place beyond that. `remembered`: how many texts' scores are kept. `probe`: seconds between tries while
    the model does not answer. `hung`: how many threads may hang before no new one is started.
    """

    seconds: float = 5.0
    batch: int = 32
    characters: int = 4_000
    queue: int = 256
    remembered: int = 5_000
    probe: float = 5.0
    hung: int = 6


class _Suspect(NamedTuple):
    """How often the model hung on a text alone, and how many calls it had answered by the last time."""

    alone: int
    answered: int


_UNSUSPECTED = _Suspect(0, -1)


class ServedClassifier:
    """Scores by a model in a thread of its own. Never raises in use: what goes wrong is `Unscored`, to be retried.

    Whatever is queued when the thread is free is one batch. Equal texts (NFC, blanks squeezed) are scored once; the
    model sees them so. After a hang, a new thread is tried now and then, in which the model may be called while the
    old call still runs. It needs no start, and works in one event loop after another.
    """

    def __init__(self, model: Model, limits: Limits, metrics: ScoringMetrics) -> None:
        self.name = model.name
        self.labels = model.labels
        self._model = model
        self._limits = limits
        self._meter = metrics.of(self.name)
        self._answers = Answers(self.name, self.labels)
        self._threads = ScoringThreads(self._call, limits.hung)
        self._breaker = Breaker(1, limits.probe)
        self._remembered: Latest[Answer] = Latest(limits.remembered)
        # Texts that were in a call that hung go alone from then on, as one of them may be the cause.
        self._suspects: Latest[_Suspect] = Latest(limits.remembered)
        self._answered = 0
        self._line: Line | None = None
        self._stopped = False

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.close()

    async def close(self) -> None:
        """Stop: who waits, and who comes later, is told so at once."""
        self._stopped = True
        if self._line is not None and self._line.worker is not None:
            self._line.worker.cancel()
            await asyncio.wait({self._line.worker})
        await self._threads.close(seconds=1.0)

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score texts, one result per text in order, within the seconds of the limits."""
        plain = [" ".join(unicodedata.normalize("NFC", text).split()) for text in texts]
        found = await self._found(self._here(), dict.fromkeys(plain))
        late = self._answers.late(self._limits.seconds)
        return self._meter.scores([found.get(text, late) for text in plain])

    async def _found(self, line: Line, texts: dict[str, None]) -> dict[str, Answer]:
        """Return the answers that came in time."""
        found: dict[str, Answer] = {}
        asked: dict[str, Waiting] = {}
        with suppress(TimeoutError):
            try:
                async with asyncio.timeout(self._limits.seconds):
                    for text in texts:
                        match await self._ask(line, text):
                            case Answer() as answer:
                                found[text] = answer
                            case Waiting() as waiting:
                                waiting.callers += 1
                                asked[text] = waiting
                    if asked:
                        await asyncio.wait([each.answer for each in asked.values()])
            finally:
                for each in asked.values():
                    each.callers -= 1
        return found | {text: each.answer.result() for text, each in asked.items() if each.answer.done()}

    async def _ask(self, line: Line, text: str) -> Answer | Waiting:
        key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        known = self._known(line, key)
        if known is None and (self._suspects.get(key) or _UNSUSPECTED).alone >= _HANGS_ALONE:
            known = self._answers.silent()
        if known is not None:
            return known
        await line.place()
        known = self._known(line, key) or self._refusal(line)
        if known is not None:
            line.give_back()
            return known
        waiting = line.add(key, text, alone=self._suspects.get(key) is not None)
        if line.worker is None or line.worker.done():
            line.worker = line.loop.create_task(self._work(line))
        return waiting

    def _known(self, line: Line, key: bytes) -> Answer | Waiting | None:
        remembered = self._remembered.get(key)
        if remembered is not None:
            self._meter.remembered.inc()
        return remembered or line.find(key)

    def _refusal(self, line: Line) -> Answer | None:
        if self._stopped:
            return self._answers.stopped()
        return None if self._breaker.lets_pass(line.loop.time()) else self._answers.silent()

    def _here(self) -> Line:
        """Return the line of the running event loop; one of a loop before is gone with it."""
        if self._line is None or self._line.loop is not asyncio.get_running_loop():
            self._line = Line(self._limits.queue, self._meter)
        return self._line

    async def _work(self, line: Line) -> None:
        """Score what is queued until nothing is."""
        try:
            while batch := line.take(self._limits.batch, self._limits.characters):
                answers = await self._score(line, batch)
                if answers is None:
                    self._suspect(batch)
                    line.settle_all(self._answers.silent())
                else:
                    self._settle(line, batch, answers)
        finally:  # where it is cancelled
            line.settle_all(self._answers.stopped())

    def _suspect(self, batch: list[Waiting]) -> None:
        for each in batch:
            before = self._suspects.get(each.key) or _UNSUSPECTED
            guilty = len(batch) == 1 and before.answered < self._answered
            self._suspects.put(each.key, _Suspect(before.alone + guilty, self._answered))

    def _settle(self, line: Line, batch: list[Waiting], answers: list[Answer]) -> None:
        failed = []
        for waiting, answer in zip(batch, answers, strict=True):
            if len(batch) > 1 and answer.trouble in _TRIED_ALONE:
                failed.append(waiting)
                continue
            if answer.trouble is None:
                self._remembered.put(waiting.key, answer)
            line.settle(waiting, answer)
        line.again(failed)

    async def _score(self, line: Line, batch: list[Waiting]) -> list[Answer] | None:
        """Call the model; None where it hangs."""
        began = line.loop.time()
        answers = await self._in_thread([each.text for each in batch])
        now = line.loop.time()
        self._meter.batch(len(batch), now - began)
        if answers is None:
            self._breaker.failed(now)
        else:
            self._breaker.succeeded()
            self._answered += 1
        self._meter.is_open.set(self._breaker.is_open)
        return answers

    async def _in_thread(self, texts: list[str]) -> list[Answer] | None:
        call = self._threads.submit(texts)
        if call is None:
            return None
        try:
            done, _ = await asyncio.wait({call}, timeout=self._limits.seconds)
        finally:
            call.cancel()
        if not done:
            self._threads.abandon()
            return None
        return call.result()

    def _call(self, texts: list[str]) -> list[Answer]:
        """Call the model in its thread; whatever it does, there is an answer per text."""
        try:
            return self._answers.checked(self._model.score_batch(texts), len(texts))
        except BaseException as error:  # noqa: BLE001 - native code raises what is no Exception, such as Rust's panics
            return [self._answers.failed(error)] * len(texts)
