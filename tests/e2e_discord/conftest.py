"""A server with members and moderators, and Takt in it as a process of its own."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.platforms.discord.translate import community_of
from tests.loopback_discord import MODERATOR, Community, LoopbackDiscord
from tests.takt_process import MODERATORS, Takt, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from bot.core.journal import Event, EventKind
    from tests.loopback_discord import Channel, Message, Person


@dataclass(frozen=True, slots=True)
class Scene:
    """What every story needs: the server Nordlys, two channels, two moderators and two members."""

    discord: LoopbackDiscord
    takt: Takt
    server: Community
    general: Channel
    mods: Channel
    eva: Person
    noor: Person
    bo: Person
    ida: Person

    @property
    def cards(self) -> list[Message]:
        """The cards in the moderators' channel, the oldest first; what else the bot says there is none."""
        return [each for each in self.server.messages(self.mods) if each.embeds]

    def seen(self, words: str) -> list[Message]:
        """Return the messages in #general with these words."""
        return [each for each in self.server.messages(self.general) if words in each.text]

    async def card(self, number: int = 1, *words: str) -> Message:
        """Wait for a card, and until it says something."""

        def found() -> Message | None:
            return next(
                (each for each in self.cards[number - 1 : number] if all(word in each.text for word in words)), None
            )

        return await self.discord.until(found, 30)

    async def told(self, who: Person, *words: str) -> Message:
        """Wait until a member got a direct message with these words."""

        def found() -> Message | None:
            return next((each for each in who.inbox if all(word in each.text for word in words)), None)

        return await self.discord.until(found, 30)

    async def journal(self, kind: EventKind) -> Sequence[Event]:
        """Return what the ledger says of one kind, the latest first."""
        async with self.takt.ledger() as ledger, ledger.begin(community_of(self.server.id)) as uow:
            return await uow.journal.recent([kind])

    async def quiet(self) -> None:
        """Wait until nothing is left to do: a message of its own is decided, and no request came for a while."""
        seen = -1
        while seen != len(self.discord.requests):
            seen = len(self.discord.requests)
            await asyncio.sleep(0.5)


@pytest.fixture
async def discord(shared: Path) -> AsyncIterator[LoopbackDiscord]:
    """Give a loopback Discord; no request that the bot made may have been invalid."""
    _ = shared  # the specification is in it
    async with LoopbackDiscord() as made:
        # A busy machine is no fault of the bot's; what it does is looked at, and how fast by `make bench-discord`.
        made.api.interaction_seconds = 20.0
        yield made
        assert made.invalid == []


@pytest.fixture
async def scene(discord: LoopbackDiscord, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """Give the server, with Takt running in it in `enforce`; a parameter says how long an incident is."""
    async with _staged(discord, tmp_path, getattr(request, "param", "1s")) as made:
        yield made


@pytest.fixture
async def scenes(discord: LoopbackDiscord, tmp_path: Path) -> AsyncIterator[tuple[Scene, Scene]]:
    """Give two such servers, each on a Discord of its own with a Takt of its own."""
    async with LoopbackDiscord() as other:
        (tmp_path / "other").mkdir()
        async with _staged(discord, tmp_path) as first, _staged(other, tmp_path / "other") as second:
            yield first, second
        assert other.invalid == []


@asynccontextmanager
async def _staged(discord: LoopbackDiscord, folder: Path, incident: str = "1s") -> AsyncIterator[Scene]:
    server = discord.new_guild("Nordlys")
    role = server.new_role("Moderator", permissions=MODERATOR)
    general = server.new_channel("general")
    mods = server.new_channel(MODERATORS, only=[role])
    eva, noor = (server.new_member(name, roles=[role]) for name in ("eva", "noor"))
    bo, ida = (server.new_member(name) for name in ("bo", "ida"))
    async with running(discord, folder, incident=incident) as takt:
        made = Scene(discord, takt, server, general, mods, eva, noor, bo, ida)
        # Whoever asks is answered once the server is served.
        await (await eva.uses("/mode", mods)).message(30)
        yield made
