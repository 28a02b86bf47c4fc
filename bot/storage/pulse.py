"""How much was written, complained and toxic over time, in numbers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select

from bot.core.pulse import Counts
from bot.storage.tables import table_of
from bot.storage.tables_feedback import PulseRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from bot.storage.scope import Scope

_TABLE = table_of(PulseRow)
_COUNTED = ("messages", "complaints", "toxic")
_KEY = ["community", "slot"]


def _adding(insert: sqlite.Insert | postgresql.Insert) -> sqlite.Insert | postgresql.Insert:
    sums = {name: _TABLE.c[name] + insert.excluded[name] for name in _COUNTED}
    return insert.on_conflict_do_update(index_elements=_KEY, set_=sums)


_ADD = {"sqlite": _adding(sqlite.insert(_TABLE)), "postgresql": _adding(postgresql.insert(_TABLE))}
_SUMS = [func.sum(_TABLE.c[name]) for name in _COUNTED]


class SqlPulse:
    """Counts of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, slot: datetime, counts: Counts) -> None:
        """Add to what is counted in the slot that begins at a moment."""
        row = {
            "community": self._scope.community,
            "slot": slot,
            "hour": slot.replace(minute=0, second=0, microsecond=0),
            "messages": counts.messages,
            "complaints": counts.complaints,
            "toxic": counts.toxic,
        }
        session = self._scope.session
        await session.exec(_ADD[session.get_bind().dialect.name], params=row)

    async def slots(self, since: datetime) -> Mapping[datetime, Counts]:
        """Return the slots that begin at a moment or later, and in which something was counted."""
        return await self._by("slot", since)

    async def hours(self, since: datetime) -> Mapping[datetime, Counts]:
        """Return the same for whole hours."""
        return await self._by("hour", since)

    async def forget(self, before: datetime) -> int:
        """Remove what was counted before a moment; return how many slots."""
        old = delete(PulseRow).where(self._mine(), col(PulseRow.slot) < before)
        return (await self._scope.session.exec(old)).rowcount

    async def _by(self, name: str, since: datetime) -> Mapping[datetime, Counts]:
        moment = _TABLE.c[name]
        wanted = select(moment, *_SUMS).where(self._mine(), col(PulseRow.slot) >= since).group_by(moment)
        rows = await self._scope.session.exec(wanted.order_by(moment))
        return {at: Counts(int(messages), int(complaints), int(toxic)) for at, messages, complaints, toxic in rows}

    def _mine(self) -> ColumnElement[bool]:
        return col(PulseRow.community) == self._scope.community
