"""Members' appeals, their words sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from bot.core.cases import Appeal, AppealState
from bot.storage.tables_outbox import AppealRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.storage.scope import Scope


class SqlAppeals:
    """Appeals of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, appeal: Appeal) -> bool:
        """Enter an appeal; return False where the case has one."""
        self._scope.own(appeal.community)
        if await self._find(appeal.case) is not None:
            return False
        self._scope.session.add(self._row(appeal))
        await self._scope.session.flush()
        return True

    async def of_case(self, case: int) -> Appeal | None:
        """Return a case's appeal."""
        row = await self._find(case)
        return None if row is None else self._appeal(row)

    async def waiting(self) -> Sequence[Appeal]:
        """Return the appeals that wait, oldest first."""
        rows = await self._scope.session.exec(
            select(AppealRow)
            .where(col(AppealRow.community) == self._scope.community, col(AppealRow.state) == str(AppealState.WAITING))
            .order_by(col(AppealRow.at), col(AppealRow.case_number))
        )
        return [self._appeal(row) for row in rows]

    async def save(self, appeal: Appeal) -> None:
        """Replace a case's appeal. Raises ValueError where there is none."""
        self._scope.own(appeal.community)
        if await self._find(appeal.case) is None:
            raise ValueError(f"case {appeal.case} has no appeal")
        await self._scope.session.merge(self._row(appeal))
        await self._scope.session.flush()

    async def _find(self, case: int) -> AppealRow | None:
        return await self._scope.session.get(AppealRow, (self._scope.community, case))

    def _row(self, appeal: Appeal) -> AppealRow:
        return AppealRow(
            community=appeal.community,
            case_number=appeal.case,
            member=appeal.member,
            sealed=self._scope.vault.seal(appeal.text),
            at=appeal.at,
            state=str(appeal.state),
            decided_by=appeal.decided_by,
            decided_at=appeal.decided_at,
        )

    def _appeal(self, row: AppealRow) -> Appeal:
        return Appeal(
            community=row.community,
            case=row.case_number,
            member=row.member,
            text=self._scope.vault.unseal(row.sealed) if row.sealed else "",  # forgotten by now
            at=row.at,
            state=AppealState(row.state),
            decided_by=row.decided_by,
            decided_at=row.decided_at,
        )
