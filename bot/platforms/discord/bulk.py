"""Deleting many messages of a channel in few requests."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Sequence

    from discord.http import HTTPClient

# Discord's own limits; an hour less, since it takes time until a request comes.
MOST_TOGETHER = 100
_OLDEST = timedelta(days=14, hours=-1)
_LONGEST_REASON = 512


@dataclass(frozen=True, slots=True)
class _Wish:
    message: int
    case: int
    reason: str
    granted: asyncio.Future[None]


class BulkDeleter:
    """Deletes messages. What is asked for while a request to its channel is under way goes together in the next one."""

    def __init__(self) -> None:
        self._waiting: defaultdict[int, list[_Wish]] = defaultdict(list)
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def delete(self, http: HTTPClient, channel: int, message: int, case: int, reason: str) -> None:
        """Delete a message. Raises what the library raises; NotFound for one that is gone only if it went alone."""
        wish = _Wish(message, case, reason, asyncio.get_running_loop().create_future())
        self._waiting[channel].append(wish)
        try:
            async with self._turns[channel]:
                if not wish.granted.done():
                    await self._grant(http, channel)
            await wish.granted
        finally:
            if wish in self._waiting[channel]:
                self._waiting[channel].remove(wish)

    async def _grant(self, http: HTTPClient, channel: int) -> None:
        """Send one request for those who wait longest, or as many as have to be deleted one by one."""
        waiting = self._waiting[channel]
        wishes = waiting[:MOST_TOGETHER]
        del waiting[: len(wishes)]
        young = {each.message: each for each in wishes if _is_young(each.message)}
        together = list(young.values()) if len(young) > 1 else []
        alone = [each for each in wishes if each not in together]
        try:
            if together:
                await _send(together, http.delete_messages(channel, list(young), reason=_reason(together)))
            for each in alone:
                await _send([each], http.delete_message(channel, each.message, reason=each.reason))
        finally:
            for each in wishes:
                if not each.granted.done():
                    each.granted.set_exception(ConnectionError("the request broke off"))
                    each.granted.exception()  # whoever waited may be gone


async def _send(wishes: Sequence[_Wish], request: Awaitable[None]) -> None:
    """Make a request, and tell all who wished it how it went."""
    try:
        await request
    except Exception as error:  # noqa: BLE001 - each of them hears of it
        for each in wishes:
            each.granted.set_exception(error)
            each.granted.exception()  # whoever waited may be gone
    else:
        for each in wishes:
            each.granted.set_result(None)


def _is_young(message: int) -> bool:
    return discord.utils.utcnow() - discord.utils.snowflake_time(message) < _OLDEST


def _reason(wishes: Iterable[_Wish]) -> str:
    numbers = ", ".join(map(str, sorted({each.case for each in wishes})))
    said = f"Takt, cases {numbers}"
    return said if len(said) <= _LONGEST_REASON else f"{said[: _LONGEST_REASON - 1]}…"
