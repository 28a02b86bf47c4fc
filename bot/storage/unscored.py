"""Messages whose scores are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func
from sqlmodel import col, select

from bot.core.content import Message
from bot.ports.books import Backlog, Waiting
from bot.storage.tables_outbox import UnscoredRow, UnscoredState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.storage.scope import Scope

_ENDED = (UnscoredState.SCORED.value, UnscoredState.LOST.value)


class SqlUnscored:
    """Unscored messages of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._session, self._community = scope.session, scope.community

    async def wait(self, waiting: Waiting) -> None:
        """Enter that a message waits; one that waits with the same or a later revision stays as it is."""
        known = await self.find(waiting.message)
        if known is not None and known.revision >= waiting.revision:
            return
        await self._session.merge(
            UnscoredRow(
                community=self._community,
                channel=waiting.message.channel,
                message_id=waiting.message.id,
                member=waiting.member,
                revision=waiting.revision,
                since=waiting.since,
                due=waiting.due,
                tries=waiting.tries,
                state=UnscoredState.WAITING.value,
                case_number=0,
            )
        )
        await self._session.flush()

    async def find(self, message: Message) -> Waiting | None:
        """Return the entry of a message that waits."""
        row = await self._row(message)
        return None if row is None else _waiting(row)

    async def due(self, now: datetime, limit: int) -> Sequence[Waiting]:
        """Return what is due, the longest due first."""
        rows = await self._session.exec(
            select(UnscoredRow)
            .where(
                col(UnscoredRow.community) == self._community,
                col(UnscoredRow.state) == UnscoredState.WAITING.value,
                col(UnscoredRow.due) <= now,
            )
            .order_by(col(UnscoredRow.due), col(UnscoredRow.channel), col(UnscoredRow.message_id))
            .limit(limit)
        )
        return [_waiting(row) for row in rows]

    async def try_again(self, message: Message, due: datetime) -> None:
        """Count a try, and put the next one off."""
        row = await self._row(message)
        if row is not None:
            row.tries, row.due = row.tries + 1, due
            await self._session.flush()

    async def end(self, message: Message, at: datetime, case: int | None) -> None:
        """Note that a message waits no more: its case, 0 for none, None where it was never scored."""
        row = await self._row(message)
        if row is not None:
            row.state = UnscoredState.LOST.value if case is None else UnscoredState.SCORED.value
            row.due, row.case_number = at, case or 0
            await self._session.flush()

    async def remove(self, message: Message) -> None:
        """Forget that a message waits."""
        row = await self._row(message)
        if row is not None:
            await self._session.delete(row)
            await self._session.flush()

    async def backlog(self) -> Backlog:
        """Count."""
        state = col(UnscoredRow.state)
        here = (col(UnscoredRow.community) == self._community, state.in_(list(UnscoredState)))
        counts = select(state, func.count(), func.min(col(UnscoredRow.since)), func.max(col(UnscoredRow.due)))
        found = {row[0]: row for row in await self._session.exec(counts.where(*here).group_by(state))}
        _, waiting, since, _ = found.pop(UnscoredState.WAITING, _NONE)
        cases = select(func.count(func.distinct(col(UnscoredRow.case_number))))
        return Backlog(
            waiting,
            since,
            scored=found.get(UnscoredState.SCORED, _NONE)[1],
            cases=(await self._session.exec(cases.where(*here, col(UnscoredRow.case_number) > 0))).one(),
            lost=found.get(UnscoredState.LOST, _NONE)[1],
            ended=max((row[3] for row in found.values()), default=None),
        )

    async def clear(self) -> None:
        """Forget those that wait no more."""
        here = col(UnscoredRow.community) == self._community
        await self._session.exec(delete(UnscoredRow).where(here, col(UnscoredRow.state).in_(_ENDED)))

    async def _row(self, message: Message) -> UnscoredRow | None:
        """Return the row of a message that waits."""
        row = await self._session.get(UnscoredRow, (self._community, message.channel, message.id))
        return row if row is not None and row.state == UnscoredState.WAITING else None


_NONE = ("", 0, None, None)


def _waiting(row: UnscoredRow) -> Waiting:
    message = Message(row.channel, row.message_id)
    return Waiting(message, row.member, row.revision, row.since, row.due, row.tries)
