"""Takt itself, started as an operator starts it, on loopback platforms."""

from __future__ import annotations

import asyncio
import signal
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.warm_start import Start, WarmProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from bot.storage.ledger import SqlLedger
    from tests.loopback_discord.server import LoopbackDiscord

ROOT = Path(__file__).resolve().parents[1]
POLICIES = ROOT / "policies"
MODERATORS = "moderators"


@dataclass(slots=True)
class Takt:
    """A Takt with its own folder, policy and ledger. It can be stopped, killed and started again on the same ledger.

    `platforms`: the part of its environment that leads to them; `connected` waits until it is there.
    """

    folder: Path
    platforms: Mapping[str, str]
    connected: Callable[[], Awaitable[object]]
    mode: str = "enforce"
    incident: str = "1s"
    key: str = field(default_factory=new_key)
    process: WarmProcess | None = None
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def policy(self) -> Path:
        """The policy file, a copy of the shipped one with a channel for moderators."""
        return self.folder / "policy.yaml"

    @property
    def log(self) -> str:
        """What it wrote to its log so far."""
        file = self.folder / "log.txt"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def prepare(self) -> None:
        """Write the policy."""
        text = (POLICIES / "default.yaml").read_text(encoding="utf-8")
        shown = f"review_channel: {MODERATORS}"
        text = text.replace("  mode: review ", f"  {shown}\n  mode: review ", 1)
        # Strikes count at once, and the third breach is answered as harshly as the sixth of the shipped policy.
        text = text.replace("incident: 60s", f"incident: {self.incident}").replace(
            "strikes: 3, do: [time_out: 1h]", "strikes: 2, do: [time_out: 1h]", 1
        )
        text = text.replace("file: lists/", f"file: {POLICIES}/lists/")
        self.policy.write_text(text, encoding="utf-8")

    async def start(self) -> None:
        """Start it, and wait until it is connected."""
        await self.launch()
        await self.connected()

    async def launch(self) -> None:
        """Start it."""
        log = str(self.folder / "log.txt")
        start = Start(self._arguments(), self.folder, self._environment(), stdout=log, stderr=log)
        self.process = await asyncio.to_thread(WarmProcess, start)

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it and return its exit status."""
        if self.process is None:
            return 0
        if self.process.returncode is None:
            self.process.send_signal(how)
        status = await asyncio.to_thread(self.process.ended, 30)
        self.process = None
        return status

    @asynccontextmanager
    async def ledger(self) -> AsyncIterator[SqlLedger]:
        """Open its ledger beside it, to look."""
        opened = await open_ledger(self._url, [self.key])
        try:
            yield opened
        finally:
            await opened.close()

    @property
    def _url(self) -> str:
        return f"sqlite:///{self.folder / 'takt.sqlite3'}"

    def _arguments(self) -> list[str]:
        return ["run", "--policy", str(self.policy), "--mode", self.mode]

    def _environment(self) -> dict[str, str]:
        return {
            "PYTHONPATH": str(ROOT),
            **self.platforms,
            "TAKT_DATABASE_URL": self._url,
            "TAKT_KEYS": self.key,
            **self.settings,
        }


def on_discord(discord: LoopbackDiscord) -> dict[str, str]:
    """Return what leads a Takt to a loopback Discord."""
    return {
        "TAKT_DISCORD_TOKEN": discord.token,
        "TAKT_DISCORD_API_URL": discord.api_url,
        "TAKT_DISCORD_GATEWAY_URL": discord.gateway_url,
    }


def takt_on(discord: LoopbackDiscord, folder: Path) -> Takt:
    """Return a Takt for a loopback Discord, not started."""
    return Takt(folder, on_discord(discord), lambda: discord.connected(seconds=30))


@asynccontextmanager
async def started(takt: Takt) -> AsyncIterator[Takt]:
    """Run a Takt while the block runs."""
    takt.prepare()
    await takt.start()
    try:
        yield takt
    finally:
        await takt.stop(signal.SIGKILL)


@asynccontextmanager
async def running(
    discord: LoopbackDiscord, folder: Path, mode: str = "enforce", incident: str = "1s", **settings: str
) -> AsyncIterator[Takt]:
    """Run Takt on Discord while the block runs. `incident`: how close together breaches are one incident.

    `settings`: more of its environment.
    """
    takt = takt_on(discord, folder)
    takt.mode, takt.incident, takt.settings = mode, incident, settings
    async with started(takt):
        yield takt
