"""What happens when the database can't be used: a clear error, and nothing half-done."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from bot.core.content import Author, Content
from bot.ports.ledger import LedgerUnavailableError
from bot.storage.engine import make_engine
from bot.storage.keys import Vault
from bot.storage.ledger import SqlLedger, open_ledger
from bot.storage.process_lock import only_bot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.engine.interfaces import DBAPIConnection

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
HEJ = Content("nordlys", "general", "m1", Author("ann", "Ann"), "secret words", NOON)


@pytest.fixture
async def file(tmp_path: Path, key: str) -> Path:
    """Give a database with one content in it."""
    path = tmp_path / "takt.db"
    ledger = await open_ledger(f"sqlite:///{path}", [key])
    async with ledger.begin("nordlys") as unit:
        await unit.contents.add(HEJ, keep=True)
    await ledger.close()
    return path


def _ledger_with(file: Path, key: str, *pragmas: str) -> SqlLedger:
    """Open a ledger whose connections have further settings."""
    engine = make_engine(f"sqlite:///{file}")

    def set_up(connection: DBAPIConnection, _: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine.sync_engine, "connect", set_up)
    return SqlLedger(engine, Vault([key]))


async def _stored(file: Path, key: str) -> int:
    ledger = await open_ledger(f"sqlite:///{file}", [key])
    async with ledger.begin("nordlys") as unit:
        count = len(await unit.contents.since(NOON, 10_000))
    await ledger.close()
    return count


def _overwrite_all_but_the_head(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


async def _add_many(ledger: SqlLedger) -> None:
    async with ledger.begin("nordlys") as unit:
        for number in range(2, 2000):
            await unit.contents.add(replace(HEJ, id=f"m{number}"), keep=True)


async def test_a_full_disk_is_said_and_nothing_is_half_done(file: Path, key: str) -> None:
    """Where no page can be added, the whole transaction is gone and what was there before is there."""
    full = _ledger_with(file, key, "max_page_count=60")
    with pytest.raises(LedgerUnavailableError, match="disk is full") as caught:
        await _add_many(full)
    await full.close()
    assert "secret" not in str(caught.value)
    assert await _stored(file, key) == 1


async def test_a_read_only_database_is_said(file: Path, key: str) -> None:
    """A file that may not be written is named as the reason, when it is opened."""
    with pytest.raises(LedgerUnavailableError, match="read-only"):
        await open_ledger(f"sqlite:///file:{file}?mode=ro&uri=true", [key])
    assert await _stored(file, key) == 1


async def test_a_file_that_is_no_database_is_said(tmp_path: Path, key: str) -> None:
    """What is not ours is refused and left as it is."""
    file = tmp_path / "takt.db"
    file.write_text("Dear diary, " * 500)
    with pytest.raises(LedgerUnavailableError, match="no SQLite database"):
        await open_ledger(f"sqlite:///{file}", [key])
    assert file.read_text() == "Dear diary, " * 500


async def test_a_damaged_database_is_said(file: Path, key: str) -> None:
    """Pages that were overwritten are noticed where they are read."""
    _overwrite_all_but_the_head(file)
    with pytest.raises(LedgerUnavailableError, match="damaged"):
        await open_ledger(f"sqlite:///{file}", [key])


async def test_a_locked_database_is_said(file: Path, key: str) -> None:
    """Another program that holds the lock for longer than the wait is named as the reason."""
    impatient = _ledger_with(file, key, "busy_timeout=20")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerUnavailableError, match="locked"):
        async with impatient.begin("nordlys"):
            pytest.fail("the block must not run")
    other.execute("ROLLBACK")
    other.close()
    async with impatient.begin("nordlys") as unit:
        assert await unit.contents.kept(HEJ.message) == HEJ
    await impatient.close()


async def test_a_database_whose_tables_are_gone_is_said(tmp_path: Path, key: str) -> None:
    """A ledger on a file that was emptied meanwhile names the command that helps."""
    ledger = _ledger_with(tmp_path / "empty.db", key)
    with pytest.raises(LedgerUnavailableError, match="takt db upgrade"):
        async with ledger.begin("nordlys"):
            pytest.fail("the block must not run")
    await ledger.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:////nowhere/at/all/takt.db", "folder /nowhere/at/all"),
        ("mysql://user:hunter2@host/db", "no address of a database"),
        ("takt.db", "no address of a database"),
        ("", "no address of a database"),
    ],
)
async def test_an_address_that_leads_nowhere_is_said(url: str, says: str, key: str) -> None:
    """A folder is named, and a password is not."""
    with pytest.raises(LedgerUnavailableError, match=says) as caught:
        await open_ledger(url, [key])
    assert "hunter2" not in str(caught.value)


async def test_a_folder_is_no_database(tmp_path: Path, key: str) -> None:
    """An address that names a folder is refused."""
    with pytest.raises(LedgerUnavailableError, match="can't be opened"):
        await open_ledger(f"sqlite:///{tmp_path}", [key])


async def test_a_server_that_is_not_there_is_said(tmp_path: Path, key: str) -> None:
    """No password is quoted."""
    with pytest.raises(LedgerUnavailableError, match="can't be reached") as caught:
        await open_ledger(f"postgresql://takt:hunter2@/takt?host={tmp_path}", [key])
    assert "hunter2" not in str(caught.value)


async def test_a_database_that_the_server_lacks_is_said(postgres: Callable[..., str], key: str) -> None:
    """A name that the server does not know is told apart from a server that is not there."""
    if postgres is None:
        pytest.skip("no Postgres server is installed here (initdb and pg_ctl)")
    folder = getattr(postgres, "folder")  # noqa: B009 - any server
    with pytest.raises(LedgerUnavailableError, match="does not exist on the server"):
        await open_ledger(f"postgresql://takt@/none?host={folder}", [key])


async def test_errors_of_the_block_are_not_taken_for_the_database(ledger: SqlLedger) -> None:
    """What the block itself raises comes out unchanged."""
    with pytest.raises(TimeoutError):
        async with ledger.begin("nordlys"):
            raise TimeoutError


async def test_the_lock_of_a_bot_lets_the_command_line_in(file: Path, key: str) -> None:
    """While a bot holds its file, short transactions of others are committed."""
    with only_bot(f"sqlite:///{file}"):
        assert await _stored(file, key) == 1
