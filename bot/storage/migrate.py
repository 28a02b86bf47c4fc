"""Brings a database's tables up to date, and says which revision it is at."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, text

from bot.ports.ledger import LedgerUnavailableError
from bot.storage.engine import make_engine
from bot.storage.faults import plain_errors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

SCRIPTS = Path(__file__).parent / "migrations"
# The latest revision among the scripts; written here, so that a start finds the tables up to date without alembic.
_HEAD = "0010"
# Any number will do, as long as no other lock of the database has it.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7246851)")
_REVISION = text("SELECT version_num FROM alembic_version")


def head() -> str:
    """Return the revision that this program needs."""
    return _HEAD


async def current(url: str) -> str:
    """Return the revision that a database is at, empty for a new one. Raises LedgerUnavailableError."""
    async with _engine(url) as engine, engine.connect() as connection:
        return await connection.run_sync(_stored)


async def upgrade(url: str) -> None:
    """Bring a database up to date. Raises LedgerUnavailableError, also for a database of a newer program."""
    async with _engine(url) as engine:
        await bring_up(engine)


async def bring_up(engine: AsyncEngine, revision: str = _HEAD) -> None:
    """Bring a database to a revision in one transaction; several programs may do so at the same time."""
    async with engine.connect() as connection:
        if await connection.run_sync(_stored) == revision:
            return
        await connection.rollback()
        async with _without_foreign_keys(connection), connection.begin():
            if connection.dialect.name == "postgresql":
                await connection.execute(_ONE_AT_A_TIME)
            await connection.run_sync(_run_scripts, revision)


@asynccontextmanager
async def _engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(url)
    try:
        with plain_errors():
            yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def _without_foreign_keys(connection: AsyncConnection) -> AsyncIterator[None]:
    """Let SQLite change a table by making it anew, which would look like the loss of all that refers to it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    # Inside a transaction SQLite ignores this, and SQLAlchemy begins one with its first statement.
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        await driver.execute("PRAGMA foreign_keys=ON")


def _stored(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(_REVISION).scalar() or "")


def _run_scripts(connection: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - heavy, and most starts find the tables up to date
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.util import CommandError  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError:
        raise LedgerUnavailableError(
            f"The database is at revision {_stored(connection)}, and this program knows revisions up to {_HEAD}. "
            "A newer Takt wrote it: update this one."
        ) from None
