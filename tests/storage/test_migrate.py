"""Migrations lead from nothing, and from every revision, to just the tables that the program has."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from bot.ports.ledger import LedgerUnavailableError
from bot.storage import migrate
from bot.storage.engine import make_engine
from bot.storage.ledger import open_ledger

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_config = Config()
_config.set_main_option("script_location", str(migrate.SCRIPTS))
REVISIONS = [each.revision for each in ScriptDirectory.from_config(_config).walk_revisions()][::-1]


def _differences(connection: Connection) -> object:
    return compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)


async def _compare(engine: AsyncEngine) -> object:
    async with engine.connect() as connection:
        return await connection.run_sync(_differences)


async def test_the_migrations_make_the_tables_that_the_program_has(database_url: str) -> None:
    """From nothing to head, the database equals the metadata on every kind of database."""
    engine = make_engine(database_url)
    await migrate.bring_up(engine)
    assert await _compare(engine) == []
    await engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
async def test_every_earlier_revision_leads_to_head(database_url: str, revision: str) -> None:
    """A database that an earlier program made is brought up to date, with what is in it."""
    engine = make_engine(database_url)
    await migrate.bring_up(engine, revision)
    entry = text(
        "INSERT INTO community (id, index_key, last_case, journal_seq, journal_hash) VALUES ('c', :k, 3, 0, '')"
    )
    async with engine.begin() as connection:
        await connection.execute(entry, {"k": b"sealed"})
    await migrate.bring_up(engine)
    assert await _compare(engine) == []
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT last_case FROM community"))).scalar() == 3
    await engine.dispose()


def test_the_head_that_is_written_down_is_the_last_script() -> None:
    """The constant that spares a start from loading alembic is the scripts' head, and there is one head."""
    assert ScriptDirectory.from_config(_config).get_heads() == [migrate.head()]


async def test_a_failed_migration_leaves_nothing_behind(database_url: str) -> None:
    """Where a table of a migration is in the way, none of the others is made."""
    engine = make_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE approval (id INTEGER)"))
    with pytest.raises(Exception, match="approval"):
        await migrate.bring_up(engine)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: sync.dialect.get_table_names(sync))
    assert names == ["approval"]
    await engine.dispose()


async def test_a_database_of_a_newer_program_is_refused(tmp_path: Path, key: str) -> None:
    """A revision that this program does not know is named, and nothing is changed."""
    url = f"sqlite:///{tmp_path / 'takt.db'}"
    await migrate.upgrade(url)
    assert await migrate.current(url) == migrate.head()
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(LedgerUnavailableError, match=r"9999.*newer Takt"):
        await open_ledger(url, [key])
    assert await migrate.current(url) == "9999"


async def test_a_new_database_has_no_revision(tmp_path: Path) -> None:
    """Asking for the revision makes no tables."""
    assert await migrate.current(f"sqlite:///{tmp_path / 'takt.db'}") == ""


async def test_migrating_leaves_logging_alone(tmp_path: Path) -> None:
    """Alembic adds no handler and changes no level."""
    before = logging.getLogger().level, list(logging.getLogger().handlers), logging.getLogger("alembic").level
    await migrate.upgrade(f"sqlite:///{tmp_path / 'takt.db'}")
    after = logging.getLogger().level, list(logging.getLogger().handlers), logging.getLogger("alembic").level
    assert after == before


def test_a_start_without_migrations_does_not_load_alembic(tmp_path: Path, key: str) -> None:
    """Alembic is loaded where there is something to migrate and nowhere else."""
    url = f"sqlite:///{tmp_path / 'takt.db'}"
    asyncio.run(migrate.upgrade(url))
    program = (
        "import asyncio, sys\n"
        "from bot.storage.ledger import open_ledger\n"
        f"ledger = asyncio.run(open_ledger({url!r}, [{key!r}]))\n"
        "assert 'alembic' not in sys.modules\n"
        "asyncio.run(ledger.close())\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])
