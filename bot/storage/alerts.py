"""What moderators are told once, however often it happens; kept until somebody heard it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from bot.storage.tables_outbox import AlertRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.storage.scope import Scope


class SqlAlerts:
    """Alerts of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def raise_once(self, key: str, text: str, now: datetime, until: datetime) -> bool:
        """Enter an alert that is up until a moment; where its key is there, only that moment moves, and it is False."""
        row = await self._row(key)
        if row is not None:
            row.until = until
        else:
            sealed = self._scope.vault.seal(text)
            fresh = AlertRow(community=self._scope.community, key=key, sealed=sealed, raised_at=now, until=until)
            self._scope.session.add(fresh)
        await self._scope.session.flush()
        return row is None

    async def is_up(self, key: str, now: datetime) -> bool:
        """Tell whether an alert with this key is up."""
        row = await self._row(key)
        return row is not None and row.until > now

    async def clear(self, key: str) -> None:
        """Take an alert down."""
        row = await self._row(key)
        if row is not None:
            await self._scope.session.delete(row)
            await self._scope.session.flush()

    async def untold(self) -> Sequence[tuple[str, str]]:
        """Return key and text of the alerts that nobody heard yet, oldest first."""
        rows = await self._scope.session.exec(
            select(AlertRow)
            .where(col(AlertRow.community) == self._scope.community, col(AlertRow.told).is_(False))
            .order_by(col(AlertRow.raised_at), col(AlertRow.key))
        )
        return [(row.key, self._scope.vault.unseal(row.sealed)) for row in rows]

    async def told(self, key: str) -> None:
        """Note that moderators heard an alert."""
        row = await self._row(key)
        if row is not None:
            row.told = True
            await self._scope.session.flush()

    async def _row(self, key: str) -> AlertRow | None:
        return await self._scope.session.get(AlertRow, (self._scope.community, key))
