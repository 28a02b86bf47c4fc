"""What a database holds, counted: rows of each table, and where each community's journal ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlmodel import SQLModel, col

import bot.storage.tables_feedback
import bot.storage.tables_outbox
import bot.storage.tables_replies  # noqa: F401 - importing it enters its tables in the metadata
from bot.storage.engine import make_engine
from bot.storage.faults import plain_errors
from bot.storage.tables import CommunityRow

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a community's journal: its number, 0 for none, and its hash."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Census:
    """Rows by table, and journal heads by community."""

    rows: Mapping[str, int]
    heads: Mapping[str, Head]


async def census(url: str) -> Census:
    """Count a database's rows; its tables must be up to date. Raises LedgerUnavailableError."""
    engine = make_engine(url)
    heads = select(col(CommunityRow.id), col(CommunityRow.journal_seq), col(CommunityRow.journal_hash))
    try:
        with plain_errors():
            async with engine.connect() as connection:
                rows = {
                    table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
                    for table in SQLModel.metadata.sorted_tables
                }
                found = await connection.execute(heads.order_by(col(CommunityRow.id)))
                return Census(rows, {name: Head(seq, last) for name, seq, last in found})
    finally:
        await engine.dispose()
