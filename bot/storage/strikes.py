"""Strikes against members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, or_, update
from sqlmodel import col, select

from bot.core.decision import Strike
from bot.storage.tables import StrikeRow, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.storage.scope import Scope

_HERE = col(StrikeRow.community) == bindparam("of_community")
_UNREVOKED = col(StrikeRow.revoked_at).is_(None)
_OF_CASE = (_HERE, col(StrikeRow.case_number) == bindparam("of_case"), _UNREVOKED)
_STRIKE = select(StrikeRow).order_by(col(StrikeRow.at), col(StrikeRow.id))
_LIVE = _STRIKE.where(
    _HERE,
    col(StrikeRow.member) == bindparam("member"),
    col(StrikeRow.expires) > bindparam("now"),
    _UNREVOKED,
)
_STANDING = _STRIKE.where(*_OF_CASE)
_GIVE = insert(table_of(StrikeRow))
_REVOKE = update(StrikeRow).where(*_OF_CASE).values(revoked_at=bindparam("moment"))
_FORGET = delete(StrikeRow).where(
    _HERE,
    or_(col(StrikeRow.expires) < bindparam("before"), col(StrikeRow.revoked_at) < bindparam("before")),
)


class SqlStrikes:
    """Strikes of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._session, self._community = scope.session, scope.community

    async def live(self, member: str, now: datetime) -> Sequence[Strike]:
        """Return a member's strikes that are neither expired nor revoked, oldest first."""
        asked = {"of_community": self._community, "member": member, "now": now}
        return [_strike(row) for row in await self._session.exec(_LIVE, params=asked)]

    async def give(self, strike: Strike, member: str, case: int) -> None:
        """Enter a strike."""
        row = {
            "community": self._community,
            "member": member,
            "case_number": case,
            "rule": strike.rule,
            "content_id": strike.content_id,
            "at": strike.at,
            "expires": strike.expires,
            "weight": strike.weight,
            "revoked_at": None,
        }
        await self._session.exec(_GIVE, params=row)

    async def revoke(self, case: int, at: datetime) -> int:
        """Revoke a case's strikes; return how many were live."""
        asked = {"of_community": self._community, "of_case": case}
        live = sum(row.expires > at for row in await self._session.exec(_STANDING, params=asked))
        await self._session.exec(_REVOKE, params={**asked, "moment": at})
        return live

    async def of_case(self, case: int) -> Sequence[Strike]:
        """Return a case's strikes that are not revoked."""
        asked = {"of_community": self._community, "of_case": case}
        return [_strike(row) for row in await self._session.exec(_STANDING, params=asked)]

    async def forget(self, before: datetime) -> int:
        """Remove strikes that expired or were revoked before a moment."""
        gone = await self._session.exec(_FORGET, params={"of_community": self._community, "before": before})
        return gone.rowcount


def _strike(row: StrikeRow) -> Strike:
    return Strike(row.rule, row.content_id, row.at, row.expires, row.weight)
