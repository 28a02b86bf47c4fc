"""How far each channel was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from bot.storage.tables_outbox import CursorRow

if TYPE_CHECKING:
    from datetime import datetime
    from types import ModuleType

    from sqlalchemy import UpdateBase

    from bot.storage.scope import Scope


def _forward(dialect: ModuleType) -> UpdateBase:
    moved = dialect.insert(CursorRow)
    later = {"position": moved.excluded.position, "at": moved.excluded.at}
    here, is_later = ["community", "channel"], col(CursorRow.at) <= moved.excluded.at
    forward: UpdateBase = moved.on_conflict_do_update(index_elements=here, set_=later, where=is_later)
    return forward


_MOVE = {"sqlite": _forward(sqlite), "postgresql": _forward(postgresql)}


class SqlCursors:
    """Cursors of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def get(self, channel: str) -> tuple[str, datetime] | None:
        """Return position and time of the last message seen, None for a channel never read."""
        session = self._scope.session
        row = await session.get(CursorRow, (self._scope.community, channel), populate_existing=True)
        return None if row is None else (row.position, row.at)

    async def move(self, channel: str, position: str, at: datetime) -> None:
        """Set how far a channel was read; a position with an earlier time than the stored one changes nothing."""
        session = self._scope.session
        given = {"community": self._scope.community, "channel": channel, "position": position, "at": at}
        await session.exec(_MOVE[session.get_bind().dialect.name], params=given)
