"""Wishes and complaints; their words are sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text, update
from sqlmodel import col, select

from bot.core.content import Message
from bot.core.feedback import Feedback, FeedbackState
from bot.core.situations import Situation
from bot.storage.tables_feedback import LEFT_BEHIND, FeedbackRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from bot.storage.scope import Scope

# What was changed by a statement, such as an erasure, is read anew.
_ROWS = select(FeedbackRow).order_by(col(FeedbackRow.number)).execution_options(populate_existing=True)
_LAST = select(FeedbackRow.number).order_by(col(FeedbackRow.number).desc()).limit(1)
_NO_TEXT = col(FeedbackRow.sealed).is_(None)


class SqlFeedback:
    """Feedback of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, entry: Feedback) -> Feedback:
        """Enter one and return it with its number. Raises ValueError where its message has one."""
        self._scope.own(entry.community)
        if await self.on(entry.message) is not None:
            raise ValueError("this message has an entry")
        # No other transaction of the community is open, so that nobody else takes this number.
        last = (await self._scope.session.exec(_LAST.where(self._mine()))).first()
        number = (last or 0) + 1
        row = FeedbackRow.model_validate(
            {**_columns(entry), "community": entry.community, "number": number, "member": entry.member}
        )
        row.sealed = self._seal(entry.text)
        self._scope.session.add(row)
        await self._scope.session.flush()
        return self._entry(row)

    async def get(self, number: int) -> Feedback | None:
        """Return an entry."""
        return await self._first(col(FeedbackRow.number) == number)

    async def on(self, message: Message) -> Feedback | None:
        """Return the entry of a message."""
        return await self._first(col(FeedbackRow.channel) == message.channel, col(FeedbackRow.message_id) == message.id)

    async def of_member(self, member: str) -> Sequence[Feedback]:
        """Return a member's entries."""
        return await self._read(col(FeedbackRow.member) == member)

    async def save(self, entry: Feedback) -> None:
        """Replace an entry by number. Raises ValueError where there is none.

        The member stays: one who was erased meanwhile must not come back, nor their words.
        """
        self._scope.own(entry.community)
        wanted = _ROWS.where(self._mine(), col(FeedbackRow.number) == entry.number)
        row = (await self._scope.session.exec(wanted)).one_or_none()
        if row is None:
            raise ValueError(f"there is no feedback {entry.number}")
        for name, value in _columns(entry).items():
            setattr(row, name, value)
        row.sealed = self._seal(entry.text) if row.member == entry.member else None
        if row.sealed is None:
            self._scope.home.forgets = True
        await self._scope.session.flush()

    async def since(self, at: datetime) -> Sequence[Feedback]:
        """Return what was written since a moment, in order of number."""
        return await self._read(col(FeedbackRow.at) >= at)

    async def left_behind(self, limit: int) -> Sequence[Feedback]:
        """Return entries without a text that still stand where they were passed on."""
        wanted = _ROWS.where(self._mine(), text(LEFT_BEHIND)).limit(limit)
        return [self._entry(row) for row in await self._scope.session.exec(wanted)]

    async def forget(self, before: datetime) -> int:
        """Remove the texts of entries that last changed before a moment; return how many.

        Where they were passed on is forgotten with them, so that they are not taken away there as what was deleted is.
        """
        old = update(FeedbackRow).where(self._mine(), ~_NO_TEXT, col(FeedbackRow.changed_at) < before)
        count = (await self._scope.session.exec(old.values(sealed=None, posted=""))).rowcount
        if count:
            self._scope.home.forgets = True
        return count

    def _mine(self) -> ColumnElement[bool]:
        return col(FeedbackRow.community) == self._scope.community

    async def _first(self, *which: ColumnElement[bool]) -> Feedback | None:
        return next(iter(await self._read(*which)), None)

    async def _read(self, *which: ColumnElement[bool]) -> Sequence[Feedback]:
        return [self._entry(row) for row in await self._scope.session.exec(_ROWS.where(self._mine(), *which))]

    def _seal(self, text: str) -> bytes | None:
        return self._scope.vault.seal(text) if text else None

    def _entry(self, row: FeedbackRow) -> Feedback:
        return Feedback(
            community=row.community,
            message=Message(row.channel, row.message_id),
            member=row.member,
            situation=Situation(row.situation),
            language=row.language,
            at=row.at,
            changed_at=row.changed_at,
            revision=row.revision,
            text="" if row.sealed is None else self._scope.vault.unseal(row.sealed),
            state=FeedbackState(row.state),
            note=row.note,
            forwarded_to=row.forwarded_to,
            posted=row.posted,
            version=row.version,
            number=row.number,
        )


def _columns(entry: Feedback) -> dict[str, object]:
    """Return what may change; number and member stay, and the text is sealed."""
    return {
        "channel": entry.message.channel,
        "message_id": entry.message.id,
        "situation": str(entry.situation),
        "language": entry.language,
        "at": entry.at,
        "changed_at": entry.changed_at,
        "revision": entry.revision,
        "state": str(entry.state),
        "note": entry.note,
        "forwarded_to": entry.forwarded_to,
        "posted": entry.posted,
        "version": entry.version,
    }
