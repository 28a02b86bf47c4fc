"""Asks a model's server with care: what is known is not asked again, and neither money nor patience is unlimited."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.core.breaker import Breaker
from bot.core.latest import Latest
from bot.drafting.model.budget import TokenBudget
from bot.drafting.model.failures import Blame, ModelFailedError, timed_out

if TYPE_CHECKING:
    from bot.drafting.model.server import ModelServer
    from bot.drafting.model.wire import Prompt, Said, WordedReply
    from bot.ports import Clock

log = logging.getLogger(__name__)
# A token of any language is a byte or more, and three are about what one has.
_BYTES_OF_A_TOKEN = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How a model is used. `seconds`: for one draft, with all its tries. `tokens_a_day`: for all of them.

    `at_once`: requests at a time. `remembered`: answers that are kept. `failures`: in a row, after which the server is
    left alone but for one try every `probe` seconds.
    """

    seconds: float = 10.0
    tokens_a_day: int = 200_000
    at_once: int = 4
    remembered: int = 500
    failures: int = 5
    probe: float = 30.0


class Asking:
    """Gives a model's answers. Equal prompts are asked once, at the same time too; a failure is not remembered."""

    def __init__(self, server: ModelServer, limits: Limits, clock: Clock) -> None:
        self._server = server
        self._limits = limits
        self._budget = TokenBudget(limits.tokens_a_day, clock)
        self._breaker = Breaker(limits.failures, limits.probe)
        self._known: Latest[WordedReply] = Latest(limits.remembered)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._move_to(None)

    @property
    def name(self) -> str:
        """The model, as drafts record it."""
        return f"openai {self._server.model}"

    async def close(self) -> None:
        """Stop asking."""
        flights = list(self._flights.values()) if self._loop is asyncio.get_running_loop() else []
        for each in flights:
            each.cancel()
        if flights:
            await asyncio.wait(flights)
        await self._server.close()

    def deadline(self) -> float:
        """Return until when a draft that is begun now may take, by the loop's clock."""
        return asyncio.get_running_loop().time() + self._limits.seconds

    async def ask(self, prompt: Prompt, member: str, deadline: float) -> WordedReply:
        """Return the model's answer by a deadline of the loop's clock. Raises ModelFailedError."""
        loop = asyncio.get_running_loop()
        self._move_to(loop)
        key = _key(self._server.model, prompt)
        if (known := self._known.get(key)) is not None:
            return known
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = loop.create_task(self._fly(key, prompt, member, deadline))
            flight.add_done_callback(partial(self._landed, key))
        try:
            async with asyncio.timeout_at(deadline):
                return await asyncio.shield(flight)  # who goes away takes nobody else's answer along
        except TimeoutError:
            raise timed_out() from None
        except asyncio.CancelledError:
            if flight.cancelled():
                raise ModelFailedError("openai is not asked any more", Blame.OURS) from None
            raise

    def _landed(self, key: bytes, flight: asyncio.Task[WordedReply]) -> None:
        self._flights.pop(key, None)
        if not flight.cancelled():
            flight.exception()  # where everybody who waited has gone, it fails unheard

    def _move_to(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Begin anew in another event loop; what is known stays."""
        if self._loop is None or self._loop is not loop:
            self._loop = loop
            self._flights: dict[bytes, asyncio.Task[WordedReply]] = {}
            self._places = asyncio.Semaphore(self._limits.at_once)

    async def _fly(self, key: bytes, prompt: Prompt, member: str, deadline: float) -> WordedReply:
        try:
            async with asyncio.timeout_at(deadline):
                await self._places.acquire()
        except TimeoutError:
            raise timed_out() from None
        try:
            said = await self._counted(prompt, member, deadline)
        finally:
            self._places.release()
        self._known.put(key, said.reply)
        return said.reply

    async def _counted(self, prompt: Prompt, member: str, deadline: float) -> Said:
        """Ask where breaker and budget allow it, and count what it took."""
        if not self._breaker.lets_pass(asyncio.get_running_loop().time()):
            raise ModelFailedError("openai does not answer, and is left alone for now", Blame.OURS)
        most = _tokens(prompt) + self._server.most_tokens
        if not self._budget.take(most):
            raise ModelFailedError("today's tokens for openai are used up", Blame.OURS)
        used = most
        try:
            said = await self._judged(prompt, member, deadline)
            used = _tokens(prompt, said.reply.reply) if said.tokens is None else said.tokens
        except ModelFailedError as failure:
            used = most if failure.billed else 0
            raise
        finally:
            self._budget.settle(most, used)
        return said

    async def _judged(self, prompt: Prompt, member: str, deadline: float) -> Said:
        """Ask, and let the breaker know whether the server serves."""
        loop = asyncio.get_running_loop()
        try:
            said = await self._in_time(prompt, member, deadline)
        except ModelFailedError as failure:
            log.warning("no draft by a model: %s", failure.words)
            if failure.blame is Blame.SERVER:
                self._breaker.failed(loop.time())
            else:
                self._breaker.succeeded()
            raise
        self._breaker.succeeded()
        return said

    async def _in_time(self, prompt: Prompt, member: str, deadline: float) -> Said:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._server.ask(prompt, member, deadline)
        except TimeoutError:
            raise timed_out() from None


def _tokens(prompt: Prompt, reply: str = "") -> int:
    return len(f"{prompt.instructions}{prompt.message}{reply}".encode()) // _BYTES_OF_A_TOKEN + 1


def _key(model: str, prompt: Prompt) -> bytes:
    content = "\0".join((model, prompt.instructions, prompt.message))
    return hashlib.blake2b(content.encode(), digest_size=16).digest()
