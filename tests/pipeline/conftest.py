"""A ledger in memory, and a community on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.pipeline.ledger_makers import World, make_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.storage.ledger import SqlLedger


@pytest.fixture
async def ledger() -> AsyncIterator[SqlLedger]:
    """Give an empty ledger."""
    opened = await open_ledger("sqlite://", [new_key()])
    yield opened
    await opened.close()


@pytest.fixture
def world(ledger: SqlLedger) -> World:
    """Give a community in enforce mode."""
    return make_world(ledger)
