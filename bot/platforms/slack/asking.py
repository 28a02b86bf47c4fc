"""What comes of a question to Slack: an answer, a refusal, or none yet."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.core.loose import inner, words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping

    from slack_sdk.web.async_slack_response import AsyncSlackResponse

    from bot.core.loose import Object

Found = TypeVar("Found")
# What Slack says of itself and not of what it was asked.
_TROUBLE = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org", "ratelimited"}
)
_LEAST_PAUSE = 1.0


class SlowDownError(Exception):
    """Slack wants to be asked again after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:g} s")
        self.seconds = seconds


class DeclinedError(Exception):
    """Slack's answer is no. `code`: its word for why; `needed`: the scope that the token lacks, if that is it."""

    def __init__(self, code: str, needed: str = "") -> None:
        super().__init__(code)
        self.code, self.needed = code, needed


async def pages(ask: Callable[[str], Awaitable[AsyncSlackResponse]]) -> AsyncIterator[Object]:
    """Yield every page of a list. `ask`: asks for the one at a cursor. Raises as `answer` does."""
    cursor = ""
    while True:
        page = await answer(ask(cursor))
        yield page
        cursor = words(inner(page, "response_metadata"), "next_cursor")
        if not cursor:
            return


async def answer(question: Awaitable[AsyncSlackResponse]) -> Object:
    """Return Slack's answer. Raises DeclinedError, SlowDownError, or ConnectionError where there is none.

    None of them holds what the answer holds: it may be words of members.
    """
    try:
        data = (await question).data
        return data if isinstance(data, dict) else {}
    except SlackApiError as error:
        raise _no_answer(error) from None
    except (TimeoutError, aiohttp.ClientError) as error:
        raise ConnectionError(f"no answer from Slack ({type(error).__name__})") from None


def _no_answer(error: SlackApiError) -> Exception:
    response = error.response
    status = getattr(response, "status_code", getattr(response, "status", 0))
    found = getattr(response, "data", None)
    data: Mapping[str, object] = found if isinstance(found, dict) else {}
    code = str(data.get("error", ""))
    if status == 429:
        return SlowDownError(_pause(getattr(response, "headers", {})))
    if not code or code in _TROUBLE or status >= 500:
        return ConnectionError(f"Slack answered {code or status}")
    return DeclinedError(code, str(data.get("needed", "")))


def _pause(headers: Mapping[str, object]) -> float:
    said = {name.lower(): str(value) for name, value in headers.items()}.get("retry-after", "")
    return max(_LEAST_PAUSE, float(said)) if said.replace(".", "", 1).isdigit() else _LEAST_PAUSE


class Shared:
    """Questions that many wait for and that are asked once. Nobody waits longer than `patience` seconds."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._asked: dict[str, asyncio.Future[Any]] = {}

    async def answer(self, key: str, ask: Callable[[], Coroutine[Any, Any, Found]]) -> Found:
        """Return what `ask` finds out. Raises what it raises, or TimeoutError, and the question goes on for others."""
        asked: asyncio.Future[Found] | None = self._asked.get(key)
        if asked is None:
            asked = self._asked[key] = asyncio.ensure_future(ask())
            asked.add_done_callback(lambda done: self._forget(key, done))
        return await asyncio.wait_for(asyncio.shield(asked), self._patience)

    def _forget(self, key: str, done: asyncio.Future[Any]) -> None:
        del self._asked[key]
        if not done.cancelled():
            done.exception()  # whoever still waits hears of it
