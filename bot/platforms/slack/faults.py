"""What went wrong between Slack and the bot, without Slack's answer, which quotes what was asked."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Container, Iterator

log = logging.getLogger(__name__)
Found = TypeVar("Found")
# The connection is gone, or Slack does not answer.
UNREACHED = (aiohttp.ClientError, OSError, TimeoutError)
# Slack knows no such token, or not any more.
DEAD = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"})
_LONGEST_PAUSE = 60.0


class SlackRefusedError(Exception):
    """Slack does not let the bot in; the message says why and the way out."""


def error_of(error: SlackApiError) -> str:
    """Return the word by which Slack refuses, empty where it gave none."""
    data = getattr(error.response, "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def trouble(error: BaseException) -> str:
    """Return in a word or two what went wrong, for a log."""
    return (isinstance(error, SlackApiError) and error_of(error)) or type(error).__name__


def pauses(first: float = 1.0) -> Iterator[float]:
    """Give seconds to wait before each further attempt, growing to a minute."""
    pause = first
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)


async def patiently(ask: Callable[[], Awaitable[Found]], final: Container[str], failed: str) -> Found | str:
    """Ask until Slack answers; return what it gives, or by which of the final words it refuses.

    `failed`: what is written to the log for each time that it does neither.
    """
    for pause in pauses():
        try:
            return await ask()
        except SlackApiError as error:
            why = trouble(error)
            if error_of(error) in final:
                return why
        except UNREACHED as error:
            why = trouble(error)
        log.warning("%s (%s), tried again in %d s", failed, why, pause)
        await asyncio.sleep(pause)
    raise AssertionError("pauses never end")
