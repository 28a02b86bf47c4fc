"""What moderators found to be in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert
from sqlmodel import col, select

from bot.storage.tables import ApprovalRow, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.storage.scope import Scope

_HERE = col(ApprovalRow.community) == bindparam("community")
_OF_CASE = (_HERE, col(ApprovalRow.case_number) == bindparam("case_number"))
_KNOWN = select(ApprovalRow.rule).where(*_OF_CASE, col(ApprovalRow.mark) == bindparam("mark"))
_APPROVE = insert(table_of(ApprovalRow))
_RULES = (
    select(ApprovalRow.rule, func.max(col(ApprovalRow.case_number)))
    .where(_HERE, col(ApprovalRow.mark).in_(bindparam("marks", expanding=True)))
    .group_by(col(ApprovalRow.rule))
    .order_by(col(ApprovalRow.rule))
)
_WITHDRAW = delete(ApprovalRow).where(*_OF_CASE)


class SqlApprovals:
    """Approvals of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._session, self._community = scope.session, scope.community

    async def approve(self, mark: str, rules: Iterable[str], case: int) -> None:
        """Protect what has this mark from these rules."""
        key = {"community": self._community, "mark": mark, "case_number": case}
        known = set(await self._session.exec(_KNOWN, params=key))
        rows = [{**key, "rule": rule} for rule in sorted(set(rules) - known)]
        if rows:
            await self._session.exec(_APPROVE, params=rows)

    async def rules(self, marks: Iterable[str]) -> Mapping[str, int]:
        """Return each rule that is not to act on what has any of these marks, with the case of the latest verdict."""
        asked = {"community": self._community, "marks": sorted(set(marks))}
        return dict((await self._session.exec(_RULES, params=asked)).all())

    async def withdraw(self, case: int) -> None:
        """Take back a case's protection."""
        await self._session.exec(_WITHDRAW, params={"community": self._community, "case_number": case})
