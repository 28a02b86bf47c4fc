"""Joins the parts that serve Discord."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import signal
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.bootstrap.health import watched
from bot.core.fault_words import fault_words
from bot.ports.meter import NoMeter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from bot.bootstrap.scoring import Serving
    from bot.core.actions import Enforcement
    from bot.core.policy import Mode, Retention
    from bot.pipeline.community import Community
    from bot.pipeline.screen import Screener
    from bot.platforms.discord.client import TaktClient
    from bot.platforms.discord.servers import Servers
    from bot.policy_files import Loaded
    from bot.ports import Classifier, Enforcer, ModeratorRoom
    from bot.ports.ledger import Ledger
    from bot.ports.meter import Meter
    from bot.settings import Settings

log = logging.getLogger(__name__)
# Of a broken policy file so many mistakes are told; `takt policy check` tells all.
_MOST_TOLD = 5


class DiscordRefusedError(Exception):
    """Discord does not let the bot in; the message says why and the way out."""


@dataclass(slots=True)
class House:
    """What all servers share. `mode` overrides the policy file's; `files` are those that the policy was made from."""

    settings: Settings
    path: Path
    mode: Mode | None
    classifier: Classifier
    serving: Serving
    screener: Screener
    retention: Retention
    files: tuple[Path, ...]
    meter: Meter = field(default_factory=NoMeter)
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def check(self) -> str:
        """Say what is wrong with the policy file as it is saved now, or that it is good."""
        from bot.bootstrap.policy_check import check_words

        return await check_words(self.path, self.classifier)

    async def reload(self, servers: Servers) -> str:
        """Put the policy file in force as it is saved now; a broken one changes nothing. Say what came of it."""
        async with self.reading:
            return await _read_again(self, servers)

    def found(self, ledger: Ledger, name: str, enforcer: Enforcer, room: ModeratorRoom) -> Community:
        """Return a server's community under the policy in force."""
        from bot.bootstrap import SystemClock
        from bot.pipeline.community import Community

        fresh, clock = self.screener.fresh(), SystemClock()
        made = Community(name, fresh, self.classifier, ledger, clock, enforcer, room, self.retention, how_to_appeal="⚖️")
        made.meter = self.meter
        return made


def house_of(
    settings: Settings, path: Path, mode: Mode | None, loaded: Loaded, classifier: Classifier, serving: Serving
) -> House:
    """Return what all servers share, under the policy that was read."""
    from bot.bootstrap import build_screener

    policy = loaded.policy if mode is None else replace(loaded.policy, mode=mode)
    screener = build_screener(policy)
    return House(settings, path, mode, classifier, serving, screener, loaded.retention, loaded.files)


async def serve_discord(house: House) -> None:
    """Serve every server that the bot was invited to, until told to stop. Raises DiscordRefusedError."""
    _aim(house.settings)
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with house.serving.closing, _opened(house) as client, _watched(house, client):
        following = asyncio.create_task(_follow_policy(house, client, stop))
        gateway = asyncio.create_task(client.start(house.settings.discord_token.get_secret_value()))
        try:
            await _connected(gateway, stop)
        finally:
            stop.set()
            # Workers first: what they have begun still needs the connection.
            await client.servers.close_all()
            await client.finish()
            gateway.cancel()
            await client.close()
            await asyncio.gather(following, gateway, return_exceptions=True)


@asynccontextmanager
async def _opened(house: House) -> AsyncIterator[TaktClient]:
    from bot.bootstrap import end_old_claims, ledger_url, make_home, open_ledger
    from bot.platforms.discord.client import TaktClient
    from bot.storage.process_lock import only_bot

    make_home(house.settings)
    with only_bot(ledger_url(house.settings)) as is_alone:
        ledger = await open_ledger(house.settings)
        try:
            if is_alone:
                await end_old_claims(ledger)
            shards = house.settings.discord_shards
            yield TaktClient(lambda *given: house.found(ledger, *given), _action, house, shards)
        finally:
            await ledger.close()


def _watched(house: House, client: TaktClient) -> AbstractAsyncContextManager[None]:
    from bot.bootstrap.metrics import Metrics

    registry, port = house.serving.registry, house.settings.http_port
    house.meter = metrics = Metrics(registry, lambda: client.is_up)
    return watched(port, registry, lambda: client.is_up, lambda: metrics.look(client.servers.communities()))


async def _connected(gateway: asyncio.Task[None], stop: asyncio.Event) -> None:
    """Stay connected until told to stop. Raises DiscordRefusedError."""
    import aiohttp
    import discord

    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({gateway, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if gateway.done():
            gateway.result()
    except discord.LoginFailure:
        raise DiscordRefusedError("Discord knows no bot with TAKT_DISCORD_TOKEN. Copy the token again.") from None
    except discord.PrivilegedIntentsRequired:
        raise DiscordRefusedError(
            "Discord lets the bot read no messages: switch on “Message Content Intent” on the page “Bot” of your "
            "application at discord.com/developers/applications."
        ) from None
    except discord.ConnectionClosed as error:
        raise DiscordRefusedError(
            f"Discord has closed the connection for good (code {error.code}). 4004: the token was reset, copy it "
            "again. 4010 or 4011: leave TAKT_DISCORD_SHARDS empty."
        ) from None
    except (aiohttp.ClientError, OSError) as error:
        raise DiscordRefusedError(
            f"Discord can't be reached ({type(error).__name__}). Look at the network, and at TAKT_DISCORD_API_URL "
            "where it is set."
        ) from None
    finally:
        stopping.cancel()


async def _follow_policy(house: House, client: TaktClient, stop: asyncio.Event) -> None:
    """Put a saved policy in force; a broken one changes nothing, and moderators hear what is wrong and where."""
    from bot.policy_files.watch import saved

    async for _ in saved(lambda: house.files, stop):
        try:
            await house.reload(client.servers)
        except Exception as error:  # noqa: BLE001 - the next time that the file is saved must be heard too
            log.error("a saved policy was not put in force: %s", fault_words(error))  # noqa: TRY400 - no message's words


async def _read_again(house: House, servers: Servers) -> str:
    from bot.bootstrap import build_screener, read
    from bot.policy_files import Refused

    result = await asyncio.to_thread(read, house.path, house.classifier)
    if isinstance(result, Refused):
        said = "\n".join(str(each) for each in result.problems[:_MOST_TOLD])
        text = f"The policy file was saved with mistakes, so the policy of before stays in force.\n{said}"
        await servers.tell(f"policy {hashlib.sha256(said.encode()).hexdigest()[:16]}", text)
        return text
    policy = result.policy if house.mode is None else replace(result.policy, mode=house.mode)
    if policy.scoring != house.screener.policy.scoring:
        await servers.tell(f"scoring {policy.hash}", "Other classifiers in the policy file: restart Takt.")
    if policy == house.screener.policy:
        return f"Nothing has changed: the policy {policy.hash} is in force."
    house.screener, house.retention, house.files = build_screener(policy), result.retention, result.files
    await servers.adopt(house.screener, house.retention)
    text = f"The policy {policy.hash} is in force."
    await servers.tell(f"policy {policy.hash} in force", text)
    log.info("policy %s is in force", policy.hash)
    return text


def _action(text: str) -> Enforcement:
    """Read an action as the policy file writes it. Raises ValueError, which says what is wrong."""
    from pydantic_core import PydanticCustomError

    from bot.policy_files.words import enforcement

    try:
        return enforcement(text)
    except PydanticCustomError as error:
        raise ValueError(error.message()) from None


def _aim(settings: Settings) -> None:
    """Point the library at the addresses of the settings."""
    import yarl
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    Route.BASE = settings.discord_api_url.rstrip("/")
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)
