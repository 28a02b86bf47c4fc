"""What Discord answers, as outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.core.effects import Failed, NoAnswer, Skipped
from bot.platforms.discord.rights import words

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from bot.core.effects import Outcome

# Discord's own numbers for what went wrong.
INBOX_CLOSED, MISSING_ACCESS, MISSING_PERMISSIONS = 50007, 50001, 50013
GONE = Skipped("the message is gone")
NO_MEMBER = Failed("no such member here")
_SERVER_FAULT = 500


class MissingRightError(Exception):
    """The bot is not allowed to; the message says which right is missing and who can give it."""


def need(rights: tuple[str, ...]) -> None:
    """Raise MissingRightError where some right is missing."""
    if rights:
        raise MissingRightError(words(rights))


async def outcome_of(call: Awaitable[Outcome]) -> Outcome:
    """Await a call and turn what Discord refuses into an outcome; its words are left out, they may quote a member."""
    try:
        return await call
    except MissingRightError as error:
        return Failed("the bot lacks a right", permission=str(error))
    except discord.Forbidden as error:
        return _forbidden(error)
    except discord.NotFound as error:
        return Failed(f"it is not there any more (Discord's code {error.code})")
    except discord.RateLimited as error:
        return Failed("Discord asks to wait", retry=True, after=error.retry_after)
    except discord.HTTPException as error:
        if error.status >= _SERVER_FAULT:
            return NoAnswer(f"Discord failed ({error.status})")
        return Failed(f"Discord refused it ({error.status}, code {error.code})")
    except aiohttp.ClientError as error:
        return NoAnswer(f"no answer from Discord ({type(error).__name__})")


def _forbidden(error: discord.Forbidden) -> Failed:
    match error.code:
        case code if code == INBOX_CLOSED:
            return Failed("the member takes no direct messages")
        case code if code == MISSING_ACCESS:
            return Failed("the channel is closed to the bot", permission="the channel is closed to my role")
        case _:
            right = "Discord says that my role lacks a right here, or stands below the member's"
            return Failed("Discord does not allow it", permission=right)
