"""Statements of reasons, with the text that the member got sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from bot.core.content import Message
from bot.core.notices import Notice, NoticeKind, NoticeState
from bot.storage.tables_outbox import NoticeRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel.sql.expression import SelectOfScalar

    from bot.storage.scope import Scope


class SqlNotices:
    """Notices of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, notice: Notice) -> Notice:
        """Enter a notice and return it with its id."""
        self._scope.own(notice.community)
        row = _row(notice)
        self._scope.session.add(row)
        await self._scope.session.flush()
        return _notice(row)

    async def get(self, notice: int) -> Notice | None:
        """Return a notice."""
        row = await self._find(notice)
        return None if row is None else _notice(row)

    async def save(self, notice: Notice, text: str | None = None) -> None:
        """Replace a notice by id; `text` as the member got it, kept encrypted. Raises ValueError where there is none.

        The member stays: one who was erased while it was sent must not come back, nor the text.
        """
        self._scope.own(notice.community)
        row = await self._find(notice.id)
        if row is None:
            raise ValueError(f"there is no notice {notice.id}")
        changed = _row(notice)
        changed.id, changed.member, changed.sealed = row.id, row.member, row.sealed
        if text is not None and notice.member == row.member:
            changed.sealed = self._scope.vault.seal(text)
        await self._scope.session.merge(changed)
        await self._scope.session.flush()

    async def of_case(self, case: int) -> Sequence[Notice]:
        """Return a case's notices in order."""
        rows = await self._scope.session.exec(self._mine().where(col(NoticeRow.case_number) == case))
        return [_notice(row) for row in rows]

    async def of_member(self, member: str) -> Sequence[tuple[Notice, str]]:
        """Return a member's notices with their texts (empty where none was sent), oldest first."""
        rows = await self._scope.session.exec(self._mine().where(col(NoticeRow.member) == member))
        unseal = self._scope.vault.unseal
        return [(_notice(row), "" if row.sealed is None else unseal(row.sealed)) for row in rows]

    def _mine(self) -> SelectOfScalar[NoticeRow]:
        return select(NoticeRow).where(col(NoticeRow.community) == self._scope.community).order_by(col(NoticeRow.id))

    async def _find(self, notice: int) -> NoticeRow | None:
        return (await self._scope.session.exec(self._mine().where(col(NoticeRow.id) == notice))).one_or_none()


def _row(notice: Notice) -> NoticeRow:
    return NoticeRow(
        community=notice.community,
        case_number=notice.case,
        batch=notice.batch,
        member=notice.member,
        channel=notice.message.channel,
        message_id=notice.message.id,
        kind=str(notice.kind),
        language=notice.language,
        rule=notice.rule,
        title=notice.title,
        explanation=notice.explanation,
        made_at=notice.made_at,
        detected=notice.detected,
        decided=notice.decided,
        warning=notice.warning,
        pleads=notice.pleads,
        late=notice.late,
        appeal_until=notice.appeal_until,
        state=str(notice.state),
        reason=notice.reason,
    )


def _notice(row: NoticeRow) -> Notice:
    return Notice(
        community=row.community,
        case=row.case_number,
        batch=row.batch,
        member=row.member,
        message=Message(row.channel, row.message_id),
        kind=NoticeKind(row.kind),
        language=row.language,
        rule=row.rule,
        title=row.title,
        explanation=row.explanation,
        made_at=row.made_at,
        detected=row.detected,
        decided=row.decided,
        warning=row.warning,
        pleads=row.pleads,
        late=row.late,
        appeal_until=row.appeal_until,
        state=NoticeState(row.state),
        reason=row.reason,
        id=row.id or 0,
    )
