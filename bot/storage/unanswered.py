"""What members wrote that may have to be answered; the text is sealed, and kept only as long as it is due."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_
from sqlmodel import col, select

from bot.core.content import Author, Content, Message
from bot.core.situations import Situation
from bot.core.unanswered import Unanswered
from bot.storage.tables_replies import UnansweredRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlmodel.sql.expression import SelectOfScalar

    from bot.storage.scope import Scope

# What was changed by a statement, such as an erasure, is read anew.
_ROWS = select(UnansweredRow).execution_options(populate_existing=True)


class SqlUnanswered:
    """Unanswered messages of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def enter(self, entry: Unanswered) -> None:
        """Enter a message, in the place of what was entered of it before. Its text is kept only where it is due."""
        content = entry.content
        self._scope.own(content.community)
        await self._scope.session.merge(
            UnansweredRow(
                community=content.community,
                channel=content.channel,
                message_id=content.id,
                member=content.author.id,
                revision=content.revision,
                thread=content.thread,
                situation=str(entry.situation),
                at=content.at,
                due=entry.due,
                told=entry.told,
                sealed=self._sealed(content) if entry.due is not None and content.text else None,
            )
        )
        await self._scope.session.flush()

    async def get(self, message: Message) -> Unanswered | None:
        """Return the entry of a message."""
        found = await self._read(self._of(message))
        return found[0] if found else None

    async def around(self, channel: str) -> Sequence[Unanswered]:
        """Return the entries of a channel, and of the message that goes by its id, where it is that one's thread."""
        mine = col(UnansweredRow.community) == self._scope.community
        # Written out, and put in order here: else SQLite reads the whole community for it.
        there = or_(
            and_(mine, col(UnansweredRow.channel) == channel), and_(mine, col(UnansweredRow.message_id) == channel)
        )
        return sorted(await self._read(_ROWS.where(there)), key=lambda each: each.content.at)

    async def of_member(self, member: str) -> Sequence[Unanswered]:
        """Return the entries of what a member wrote, the oldest first."""
        return await self._read(self._mine().where(col(UnansweredRow.member) == member).order_by(col(UnansweredRow.at)))

    async def due(self, now: datetime, limit: int) -> Sequence[Unanswered]:
        """Return what is due, the longest due first."""
        due = self._mine().where(col(UnansweredRow.due) <= now).order_by(col(UnansweredRow.due)).limit(limit)
        return await self._read(due)

    async def waiting_since(self, before: datetime, limit: int) -> Sequence[Unanswered]:
        """Return what was written before a moment and moderators have not heard of, the oldest first."""
        late = self._mine().where(col(UnansweredRow.told).is_(False), col(UnansweredRow.at) < before)
        return await self._read(late.order_by(col(UnansweredRow.at)).limit(limit))

    async def remove(self, message: Message) -> None:
        """Forget a message: it is answered, gone, or needs no answer."""
        row = (await self._scope.session.exec(self._of(message))).first()
        if row is not None:
            self._scope.home.forgets |= row.sealed is not None
            await self._scope.session.delete(row)
            await self._scope.session.flush()

    async def forget(self, before: datetime) -> int:
        """Remove what was written before a moment; return how many."""
        old = (col(UnansweredRow.community) == self._scope.community, col(UnansweredRow.at) < before)
        count = (await self._scope.session.exec(delete(UnansweredRow).where(*old))).rowcount
        self._scope.home.forgets |= count > 0
        return count

    def _mine(self) -> SelectOfScalar[UnansweredRow]:
        return _ROWS.where(col(UnansweredRow.community) == self._scope.community)

    def _of(self, message: Message) -> SelectOfScalar[UnansweredRow]:
        here = self._mine().where(col(UnansweredRow.channel) == message.channel)
        return here.where(col(UnansweredRow.message_id) == message.id)

    async def _read(self, wanted: SelectOfScalar[UnansweredRow]) -> Sequence[Unanswered]:
        return [self._entry(row) for row in await self._scope.session.exec(wanted)]

    def _sealed(self, content: Content) -> bytes:
        plain = {"text": content.text, "name": content.author.name, "within": sorted(content.within)}
        return self._scope.vault.seal(json.dumps(plain, ensure_ascii=False))

    def _entry(self, row: UnansweredRow) -> Unanswered:
        plain = json.loads(self._scope.vault.unseal(row.sealed)) if row.sealed else {}
        content = Content(
            community=row.community,
            channel=row.channel,
            id=row.message_id,
            author=Author(row.member, plain.get("name", "")),
            text=plain.get("text", ""),
            at=row.at,
            revision=row.revision,
            within=frozenset(plain.get("within", ())),
            thread=row.thread,
        )
        return Unanswered(content, Situation(row.situation), row.due, row.told)
