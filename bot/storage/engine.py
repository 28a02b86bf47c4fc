"""Engines for the databases that the ledger runs on, from the addresses that people write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.ports.ledger import LedgerUnavailableError
from bot.storage.sqlite_driver import OneHopConnection

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
# FULL, because a decision that was committed must outlive a power cut; WAL alone would lose the latest.
# What is removed is overwritten: a text that was forgotten must not be found in the file.
_PRAGMAS = ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


def database_url(url: str) -> URL:
    """Return the address with its async driver. Raises LedgerUnavailableError for what is no such address."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = URL.create("")
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        raise LedgerUnavailableError(
            "TAKT_DATABASE_URL is no address of a database. Write sqlite:///PATH or postgresql://USER@HOST/NAME."
        )
    return parsed.set(drivername=driver)


def file_of(url: URL) -> Path | None:
    """Return the file of a SQLite database; None for one in memory, for one opened by URI, and for a server."""
    name = url.database
    if not url.drivername.startswith("sqlite") or not name or name == ":memory:" or name.startswith("file:"):
        return None
    return Path(name)


def make_engine(url: str) -> AsyncEngine:
    """Make an engine, which connects when it is first used."""
    address = database_url(url)
    _need_folder(file_of(address))
    try:
        # Parameters hold ids and what members wrote, and no error text may.
        engine = create_async_engine(address, hide_parameters=True, connect_args=_arguments(address))
    except ModuleNotFoundError as error:
        raise LedgerUnavailableError(
            f"The database needs the package {error.name}. Install it with `pip install 'takt[postgres]'`."
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _set_up)
        event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _arguments(address: URL) -> dict[str, object]:
    return {"async_creator_fn": OneHopConnection} if address.drivername.startswith("sqlite") else {}


def _need_folder(file: Path | None) -> None:
    if file is not None and not file.parent.is_dir():
        raise LedgerUnavailableError(f"The folder {file.parent} of the database does not exist. Create it first.")


def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver would begin a transaction by itself, and only at the first write: two who read could then both
    # wait to write. `_begin` takes the write lock at once instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
