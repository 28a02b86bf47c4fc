"""Serves the platforms that there are tokens for, side by side, until told to stop."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from bot.bootstrap.health import watched

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from bot.bootstrap.house import House
    from bot.settings import Settings


class Door(Protocol):
    """The way into one platform. `is_up`: every connection to it is there."""

    @property
    def is_up(self) -> bool:
        """Whether all that the platform tells is heard."""
        ...

    async def stay(self) -> None:
        """Stay connected until cancelled. Raises PlatformRefusedError where the platform does not let the bot in."""
        ...

    async def finish(self) -> None:
        """Wait for what is under way."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


def platforms(settings: Settings) -> tuple[str, ...]:
    """Return the platforms that there are tokens for, by name."""
    slack = settings.slack_bot_token.get_secret_value() or settings.slack_client_id
    given = {"Discord": settings.discord_token.get_secret_value(), "Slack": slack}
    return tuple(name for name, token in given.items() if token)


async def serve(house: House) -> None:
    """Serve every community that the bot was invited to, until told to stop. Raises PlatformRefusedError."""
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with house.serving.closing, _ledger(house):
        doors = _doors(house)
        async with _watched(house, doors):
            following = asyncio.gather(house.follow_policy(stop), house.follow_voice(stop))
            staying = [asyncio.create_task(each.stay()) for each in doors]
            try:
                await _until(stop, staying)
            finally:
                stop.set()
                # Workers first: what they have begun still needs the connection.
                await house.communities.close_all()
                for door, stay in zip(doors, staying, strict=True):
                    await door.finish()
                    stay.cancel()
                    await door.close()
                await asyncio.gather(following, *staying, return_exceptions=True)


async def _until(stop: asyncio.Event, staying: Sequence[asyncio.Task[None]]) -> None:
    """Wait to be told to stop, or until a platform lets the bot in no longer. Raises PlatformRefusedError."""
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({stopping, *staying}, return_when=asyncio.FIRST_COMPLETED)
        for each in staying:
            if each.done():
                each.result()
    finally:
        stopping.cancel()


@asynccontextmanager
async def _ledger(house: House) -> AsyncIterator[None]:
    from bot.bootstrap import end_old_claims, ledger_url, make_home, open_ledger
    from bot.storage.process_lock import only_bot

    make_home(house.settings)
    with only_bot(ledger_url(house.settings)) as is_alone:
        house.ledger = ledger = await open_ledger(house.settings)
        try:
            if is_alone:
                await end_old_claims(ledger)
            yield
        finally:
            await ledger.close()


def _doors(house: House) -> list[Door]:
    return [_door(house, each) for each in platforms(house.settings)]


def _door(house: House, platform: str) -> Door:
    """Each imports its own library, and no other."""
    if platform == "Slack":
        from bot.bootstrap.slack import slack_door

        return slack_door(house)
    from bot.bootstrap.discord import discord_door

    return discord_door(house)


def _watched(house: House, doors: Sequence[Door]) -> AbstractAsyncContextManager[None]:
    from bot.bootstrap.metrics import Metrics

    def is_up() -> bool:
        return all(each.is_up for each in doors)

    registry, port = house.serving.registry, house.settings.http_port
    house.meter = metrics = Metrics(registry, is_up)
    return watched(port, registry, is_up, lambda: metrics.look(house.communities.all()))
