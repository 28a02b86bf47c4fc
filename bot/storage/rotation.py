"""Brings everything that is sealed under the first key, so that an older key can be thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, Table, bindparam, select, tuple_, update
from sqlmodel import SQLModel

import bot.storage.tables
import bot.storage.tables_feedback
import bot.storage.tables_outbox
import bot.storage.tables_replies  # noqa: F401 - importing it enters its tables in the metadata
from bot.storage.engine import make_engine
from bot.storage.faults import plain_errors
from bot.storage.keys import Vault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Column, Row
    from sqlalchemy.ext.asyncio import AsyncEngine

# So many rows per transaction, so that a bot that runs beside it never waits for long.
_BATCH = 500


async def rotate(url: str, keys: Sequence[str]) -> int:
    """Reseal a whole database under the first key; return how many rows that were. Raises LedgerUnavailableError."""
    vault = Vault(keys)
    engine = make_engine(url)
    try:
        with plain_errors():
            return await rotate_all(engine, vault)
    finally:
        await engine.dispose()


async def rotate_all(engine: AsyncEngine, vault: Vault) -> int:
    """Reseal every sealed column under the vault's first key; broken off, it can be started again."""
    tables = SQLModel.metadata.sorted_tables
    return sum([await _rotate(engine, vault, table, sealed) for table in tables if (sealed := _sealed(table))])


def _sealed(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, LargeBinary)]


async def _rotate(engine: AsyncEngine, vault: Vault, table: Table, sealed: list[Column[Any]]) -> int:
    key = list(table.primary_key.columns)
    rows = select(*key, *sealed).order_by(*key).limit(_BATCH).with_for_update()
    change = update(table).where(*(column == bindparam(f"at_{column.name}") for column in key))
    change = change.values({column: bindparam(f"new_{column.name}") for column in sealed})
    count = 0
    batch: Sequence[Row[Any]] = ()
    while True:
        after = rows.where(tuple_(*key) > tuple_(*batch[-1][: len(key)])) if batch else rows
        async with engine.begin() as connection:
            batch = (await connection.execute(after)).all()
            changes = [_resealed(vault, row, key, sealed) for row in batch]
            if not changes:
                return count
            await connection.execute(change, changes)
        count += len(changes)


def _resealed(vault: Vault, row: Row[Any], key: list[Column[Any]], sealed: list[Column[Any]]) -> dict[str, object]:
    place = {f"at_{column.name}": row[at] for at, column in enumerate(key)}
    values = {column.name: row[at] for at, column in enumerate(sealed, start=len(key))}
    return place | {f"new_{name}": vault.rotate(value) if value else value for name, value in values.items()}
