"""A ledger in memory, and a community on it."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, cast

import pytest

from bot.storage import migrate
from bot.storage.engine import make_engine
from bot.storage.keys import Vault, new_key
from bot.storage.ledger import SqlLedger
from tests.pipeline.ledger_makers import World, make_world

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.storage.sqlite_driver import OneHopConnection


@pytest.fixture(scope="session")
def empty() -> sqlite3.Connection:
    """Make the tables once: a copy of them takes a hundredth of that."""
    kept = sqlite3.connect(":memory:", check_same_thread=False)

    async def fill() -> None:
        engine = make_engine("sqlite://")
        await migrate.bring_up(engine)
        await _copied(engine, lambda made: made.backup(kept))
        await engine.dispose()

    asyncio.run(fill())
    return kept


@pytest.fixture
async def ledger(empty: sqlite3.Connection) -> AsyncIterator[SqlLedger]:
    """Give an empty ledger."""
    engine = make_engine("sqlite://")
    await _copied(engine, empty.backup)
    opened = SqlLedger(engine, Vault([new_key()]))
    yield opened
    await opened.close()


async def _copied(engine: AsyncEngine, copy: Callable[[sqlite3.Connection], None]) -> None:
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        await cast("OneHopConnection", driver).run(copy)


@pytest.fixture
def world(ledger: SqlLedger) -> World:
    """Give a community in enforce mode."""
    return make_world(ledger)
