"""A loopback Discord with one guild, and discord.py's real client in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from tests.loopback_discord import LoopbackDiscord
from tests.loopback_discord_test.clients import Bot, Nordlys, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def nordlys(shared: Path) -> AsyncIterator[Nordlys]:
    """Serve a guild; at the end nothing invalid may have been asked, unless the test took note and cleared it."""
    async with LoopbackDiscord() as server:
        place = Nordlys(server)
        yield place
        assert server.invalid == []
        for request in server.requests:
            if request.operation is not None:
                assert server.spec.answer_faults(request.operation, request.status, request.answer) == []


@pytest.fixture
async def bot(nordlys: Nordlys, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """Run a client with all intents."""
    async with running(nordlys, monkeypatch, discord.Intents.all()) as client:
        yield client
