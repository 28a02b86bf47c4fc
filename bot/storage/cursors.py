"""How far each channel was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.storage.tables_outbox import CursorRow

if TYPE_CHECKING:
    from datetime import datetime

    from bot.storage.scope import Scope


class SqlCursors:
    """Cursors of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, channel: str) -> tuple[str, datetime] | None:
        """Return position and time of the last message seen, None for a channel never read."""
        row = await self._row(channel)
        return None if row is None else (row.position, row.at)

    async def move(self, channel: str, position: str, at: datetime) -> None:
        """Set how far a channel was read; a position with an earlier time than the stored one changes nothing."""
        row = await self._row(channel)
        if row is None:
            row = CursorRow(community=self._scope.community, channel=channel, position=position, at=at)
            self._scope.session.add(row)
        elif at >= row.at:
            row.position, row.at = position, at
        await self._scope.session.flush()

    async def _row(self, channel: str) -> CursorRow | None:
        return await self._scope.session.get(CursorRow, (self._scope.community, channel))
