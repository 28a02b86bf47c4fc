"""A connection to SQLite that is let go in the middle of something."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.storage.sqlite_driver import OneHopConnection

if TYPE_CHECKING:
    from pathlib import Path


async def test_closing_that_is_broken_off_ends(tmp_path: Path) -> None:
    """A transaction that is cancelled, and cancelled again while its connection is closed, keeps no program alive."""
    connection = OneHopConnection(tmp_path / "a.sqlite3")
    _ = await connection
    closing = asyncio.create_task(connection.close())
    await asyncio.sleep(0)
    connection.stop()
    closing.cancel()
    done, _ = await asyncio.wait([closing], timeout=5)
    assert done == {closing}


async def test_a_connection_that_is_closed_twice_stays_closed(tmp_path: Path) -> None:
    """The second time nothing happens."""
    connection = OneHopConnection(tmp_path / "a.sqlite3")
    _ = await connection
    await connection.close()
    async with asyncio.timeout(5):
        await connection.close()
    assert connection.stop() is None
