"""What the store of installations promises, on every kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.ports.ledger import LedgerUnavailableError
from bot.storage.census import census
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from bot.storage.rotation import rotate
from bot.storage.tables import InstallationRow, table_of

if TYPE_CHECKING:
    from pathlib import Path

    from bot.storage.ledger import SqlLedger

TOKEN = "xoxb-hush-hush"  # noqa: S105 - it opens nothing


def _in_files(folder: Path, what: bytes) -> bool:
    return any(what in each.read_bytes() for each in folder.iterdir())


async def test_a_record_is_kept_by_platform_and_workspace(ledger: SqlLedger) -> None:
    """The newest one stands; another workspace's and another platform's stay as they are."""
    kept = ledger.installations
    assert await kept.get("slack", "T1") is None
    await kept.save("slack", "T1", TOKEN)
    await kept.save("slack", "T1", "better \ud83d\ude10")
    await kept.save("slack", "T2", "other")
    await kept.save("elsewhere", "T1", "third")
    assert await kept.get("slack", "T1") == "better \ud83d\ude10"
    assert await kept.all("slack") == {"T1": "better \ud83d\ude10", "T2": "other"}
    assert await ledger.communities() == []


async def test_a_removed_record_is_gone(ledger: SqlLedger) -> None:
    """It alone; what was never there can be removed too."""
    kept = ledger.installations
    for platform, workspace in (("slack", "T1"), ("slack", "T2"), ("elsewhere", "T1")):
        await kept.save(platform, workspace, TOKEN)
    await kept.remove("slack", "T1")
    await kept.remove("slack", "T9")
    assert await kept.get("slack", "T1") is None
    assert await kept.all("slack") == {"T2": TOKEN}
    assert await kept.get("elsewhere", "T1") == TOKEN


async def test_it_is_sealed(ledger: SqlLedger) -> None:
    """The database holds no token in the clear."""
    await ledger.installations.save("slack", "T1", TOKEN)
    async with ledger._engine.connect() as connection:  # noqa: SLF001 - looks beneath the port
        row = (await connection.execute(select(table_of(InstallationRow)))).one()
    assert row.workspace == "T1"
    assert b"hush" not in bytes(row.sealed)


async def test_it_outlives_a_change_of_key_and_no_other_key_opens_it(lasting_url: str, key: str) -> None:
    """It is sealed anew with everything else, and counted among the tables."""
    fresh = new_key()
    opened = await open_ledger(lasting_url, [key])
    await opened.installations.save("slack", "T1", TOKEN)
    await opened.close()
    assert await rotate(lasting_url, [fresh, key]) == 1
    assert (await census(lasting_url)).rows["installation"] == 1
    turned = await open_ledger(lasting_url, [fresh])
    assert await turned.installations.get("slack", "T1") == TOKEN
    await turned.close()
    foreign = await open_ledger(lasting_url, [new_key()])
    with pytest.raises(LedgerUnavailableError, match="No key of TAKT_KEYS opens what is stored") as refused:
        await foreign.installations.all("slack")
    assert "hush" not in str(refused.value)
    await foreign.close()


async def test_what_was_removed_is_in_no_file(tmp_path: Path, key: str) -> None:
    """Neither the database nor the log beside it holds the sealed record any more."""
    path = tmp_path / "takt.db"
    opened = await open_ledger(f"sqlite:///{path}", [key])
    await opened.installations.save("slack", "T1", TOKEN)
    async with opened._engine.connect() as connection:  # noqa: SLF001 - looks beneath the port
        sealed = bytes((await connection.execute(select(table_of(InstallationRow).c.sealed))).scalar_one())
    assert _in_files(tmp_path, sealed)
    await opened.installations.remove("slack", "T1")
    assert not _in_files(tmp_path, sealed)
    await opened.close()
