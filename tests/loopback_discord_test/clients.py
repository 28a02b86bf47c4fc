"""A guild in a loopback Discord, and discord.py's real client in it."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from typing import TYPE_CHECKING

import discord
import yarl
from discord import app_commands
from typing_extensions import override

from tests.loopback_discord import MODERATOR, LoopbackDiscord

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import pytest

    from tests.loopback_discord import Channel, Community, Person


class Bot(discord.Client):
    """A client that notes what it hears: `heard` the raw events, `messages` what was written."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none(), guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.messages: list[discord.Message] = []
        self.entries: list[discord.AuditLogEntry] = []
        self.resumes = 0
        self.errors: list[BaseException | None] = []

    async def on_message(self, message: discord.Message) -> None:
        """Note it."""
        self.messages.append(message)

    async def on_audit_log_entry_create(self, entry: discord.AuditLogEntry) -> None:
        """Note it."""
        self.entries.append(entry)

    async def on_resumed(self) -> None:
        """Count it."""
        self.resumes += 1

    @override
    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """Keep what a handler raised, so that a test fails for it."""
        self.errors.append(sys.exc_info()[1])


class Nordlys:
    """The guild of the tests and who is in it."""

    def __init__(self, discord_: LoopbackDiscord) -> None:
        self.discord = discord_
        self.guild: Community = discord_.new_guild("Nordlys")
        self.general: Channel = self.guild.new_channel("general")
        self.moderator = self.guild.new_role("Moderator", permissions=MODERATOR)
        self.eva: Person = self.guild.new_member("eva", roles=[self.moderator])
        self.bo: Person = self.guild.new_member("bo")


def point_at(place: Nordlys, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let discord.py take the loopback for Discord."""
    monkeypatch.setattr(discord.http.Route, "BASE", place.discord.api_url)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(place.discord.gateway_url))


@contextlib.asynccontextmanager
async def running(place: Nordlys, monkeypatch: pytest.MonkeyPatch, intents: discord.Intents) -> AsyncIterator[Bot]:
    """Run a client against the place until the block ends."""
    point_at(place, monkeypatch)
    client = Bot(intents)
    async with client:
        running_client = asyncio.create_task(client.start(place.discord.token))
        await place.discord.connected()
        await asyncio.wait_for(client.wait_until_ready(), 5)
        yield client
    await running_client
    assert client.errors == []
