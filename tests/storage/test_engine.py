"""Addresses as people write them, and what every connection is set to."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from bot.storage.engine import database_url, file_of, make_engine


@pytest.mark.parametrize(
    ("written", "driver", "file"),
    [
        ("sqlite:///takt.db", "sqlite+aiosqlite", Path("takt.db")),
        ("sqlite:////var/lib/takt.db", "sqlite+aiosqlite", Path("/var/lib/takt.db")),
        ("sqlite+aiosqlite:///takt.db", "sqlite+aiosqlite", Path("takt.db")),
        ("sqlite://", "sqlite+aiosqlite", None),
        ("sqlite:///:memory:", "sqlite+aiosqlite", None),
        ("postgres://a:b@h/takt", "postgresql+psycopg", None),
        ("postgresql://a:b@h/takt", "postgresql+psycopg", None),
        ("postgresql+psycopg://a:b@h:5433/takt?sslmode=require", "postgresql+psycopg", None),
    ],
)
def test_addresses_get_their_driver(written: str, driver: str, file: Path | None) -> None:
    """Nobody has to know the driver's name, and the rest of the address stays."""
    url = database_url(written)
    assert url.drivername == driver
    assert file_of(url) == file
    assert url.set(drivername="any") == make_url(written).set(drivername="any")


async def test_every_sqlite_connection_is_durable(tmp_path: Path) -> None:
    """Write-ahead log, a sync at each commit, a patient lock, and foreign keys."""
    engine = make_engine(f"sqlite:///{tmp_path / 'takt.db'}")
    async with engine.connect() as connection:
        told = {
            name: (await connection.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000, "foreign_keys": 1}
    await engine.dispose()
