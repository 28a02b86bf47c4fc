"""Which members reported which messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func
from sqlmodel import col, select

from bot.storage.tables_outbox import ReportRow

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.content import Message
    from bot.storage.scope import Scope


class SqlReports:
    """Reports of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, message: Message, reporter: str, at: datetime) -> bool:
        """Enter a report; return False where this member reported the message before."""
        session, community = self._scope.session, self._scope.community
        if await session.get(ReportRow, (community, message.channel, message.id, reporter)) is not None:
            return False
        session.add(
            ReportRow(community=community, channel=message.channel, message_id=message.id, reporter=reporter, at=at)
        )
        await session.flush()
        return True

    async def count(self, message: Message) -> int:
        """Return how many members reported a message."""
        mine = col(ReportRow.community) == self._scope.community
        about = (col(ReportRow.channel) == message.channel, col(ReportRow.message_id) == message.id)
        count = select(func.count()).select_from(ReportRow).where(mine, *about)
        return (await self._scope.session.exec(count)).one()
