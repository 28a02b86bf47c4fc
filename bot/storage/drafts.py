"""Replies that wait for a moderator's word, and those that were sent by it; their words are sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, text, update
from sqlmodel import col, select

from bot.core.content import Message
from bot.core.drafts import Draft, DraftState
from bot.core.lessons import MOST_LESSONS
from bot.core.situations import Mood, Situation
from bot.storage.draft_codec import dump_offer, load_offer
from bot.storage.lesson_codec import dump_lesson, load_lesson
from bot.storage.tables_replies import TEACHES, TO_SHOW, UNDECIDED, DraftRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlmodel.sql.expression import SelectOfScalar

    from bot.core.lessons import Lesson
    from bot.storage.scope import Scope

# What was changed by a statement, such as an erasure, is read anew.
_ROWS = select(DraftRow).execution_options(populate_existing=True)


class SqlDrafts:
    """Drafts of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def add(self, draft: Draft) -> Draft:
        """Enter a draft and return it with its id."""
        self._scope.own(draft.community)
        sealed = {"sealed": self._seal(draft.text), "offer": self._seal(dump_offer(draft))}
        row = DraftRow.model_validate({**_columns(draft), **sealed})
        self._scope.session.add(row)
        await self._scope.session.flush()
        return self._draft(row)

    async def get(self, draft: int) -> Draft | None:
        """Return a draft."""
        return await self._first(self._mine().where(col(DraftRow.id) == draft))

    async def of_effect(self, key: str) -> Draft | None:
        """Return the draft that an effect sends."""
        return await self._first(self._mine().where(col(DraftRow.effect) == key))

    async def on(self, message: Message) -> Sequence[Draft]:
        """Return the drafts that answer a message, the oldest first."""
        return await self._read(self._on(message, col(DraftRow.message_id) == message.id))

    async def posted_as(self, message: Message) -> Draft | None:
        """Return the draft that became a message."""
        return await self._first(self._on(message, col(DraftRow.posted) == message.id))

    async def of_member(self, member: str) -> Sequence[Draft]:
        """Return the drafts that answer a member, the oldest first."""
        return await self._read(self._mine().where(col(DraftRow.member) == member))

    async def find(self, states: Iterable[DraftState] = (), limit: int = 100) -> Sequence[Draft]:
        """Return drafts in any of these states (all for none), newest first."""
        mine = _ROWS.where(col(DraftRow.community) == self._scope.community).order_by(col(DraftRow.id).desc())
        names = [str(each) for each in states]
        return await self._read((mine.where(col(DraftRow.state).in_(names)) if names else mine).limit(limit))

    async def undecided(self, limit: int) -> Sequence[Draft]:
        """Return the drafts that nobody has said yes or no to, the oldest first."""
        return await self._read(self._mine().where(text(UNDECIDED)).limit(limit))

    async def overdue(self, now: datetime, limit: int) -> Sequence[Draft]:
        """Return the undecided drafts whose time is over."""
        return await self._read(self._mine().where(text(UNDECIDED), col(DraftRow.expires_at) <= now).limit(limit))

    async def to_show(self, limit: int) -> Sequence[Draft]:
        """Return the drafts whose card is missing, or shows an earlier version, the oldest first."""
        return await self._read(self._mine().where(text(TO_SHOW)).limit(limit))

    async def sent_since(self, at: datetime, limit: int) -> Sequence[Draft]:
        """Return the drafts that a moderator said yes to and that changed since a moment, newest first."""
        here = _ROWS.where(col(DraftRow.community) == self._scope.community, col(DraftRow.changed_at) >= at)
        said_yes = here.where(col(DraftRow.effect) != "").order_by(col(DraftRow.changed_at).desc())
        return await self._read(said_yes.limit(limit))

    async def save(self, draft: Draft) -> None:
        """Replace a draft by id. Raises ValueError where there is none.

        The member stays: one who was erased while it was sent must not come back, nor the words to them.
        """
        self._scope.own(draft.community)
        wanted = self._mine().where(col(DraftRow.id) == draft.id)
        row = (await self._scope.session.exec(wanted)).one_or_none()
        if row is None:
            raise ValueError(f"there is no draft {draft.id}")
        erased = row.member != draft.member
        for name, value in _columns(draft).items():
            if name != "member":
                setattr(row, name, value)
        row.sealed = None if erased else self._seal(draft.text)
        row.offer = None if erased else self._seal(dump_offer(draft))
        await self._scope.session.flush()

    async def teach(self, lesson: Lesson) -> None:
        """Keep of a draft what is to be learnt from it."""
        change = update(DraftRow).where(*self._teaching(lesson.draft))
        await self._scope.session.exec(change.values(lesson=self._scope.vault.seal(dump_lesson(lesson))))

    async def lessons(self, states: Iterable[DraftState] = (), limit: int = MOST_LESSONS) -> Sequence[Lesson]:
        """Return what is to be learnt from drafts in any of these states (all for none), newest first."""
        here = _ROWS.where(col(DraftRow.community) == self._scope.community, text(TEACHES))
        names = [str(each) for each in states]
        wanted = (here.where(col(DraftRow.state).in_(names)) if names else here).order_by(col(DraftRow.id).desc())
        rows = await self._scope.session.exec(wanted.limit(limit))
        return [load_lesson(row, self._scope.vault.unseal(row.lesson)) for row in rows if row.lesson]

    async def unlearn(self, draft: int | None = None) -> int:
        """Forget the lesson of a draft, or all of them; return how many. The drafts stay."""
        change = update(DraftRow).where(*self._teaching(draft), text(TEACHES)).values(lesson=None)
        count = (await self._scope.session.exec(change)).rowcount
        if count:
            self._scope.home.forgets = True
        return count

    def _teaching(self, draft: int | None) -> list[ColumnElement[bool]]:
        here = col(DraftRow.community) == self._scope.community
        return [here] if draft is None else [here, col(DraftRow.id) == draft]

    async def forget(self, before: datetime) -> int:
        """Remove drafts that last changed before a moment; return how many."""
        old = (col(DraftRow.community) == self._scope.community, col(DraftRow.changed_at) < before)
        count = (await self._scope.session.exec(delete(DraftRow).where(*old))).rowcount
        if count:
            self._scope.home.forgets = True
        return count

    def _mine(self) -> SelectOfScalar[DraftRow]:
        return _ROWS.where(col(DraftRow.community) == self._scope.community).order_by(col(DraftRow.id))

    def _on(self, message: Message, this: object) -> SelectOfScalar[DraftRow]:
        return self._mine().where(col(DraftRow.channel) == message.channel, this)  # type: ignore[arg-type]  # a clause

    async def _first(self, wanted: SelectOfScalar[DraftRow]) -> Draft | None:
        return next(iter(await self._read(wanted)), None)

    async def _read(self, wanted: SelectOfScalar[DraftRow]) -> Sequence[Draft]:
        return [self._draft(row) for row in await self._scope.session.exec(wanted)]

    def _seal(self, text: str) -> bytes | None:
        return self._scope.vault.seal(text) if text else None

    def _draft(self, row: DraftRow) -> Draft:
        return Draft(
            community=row.community,
            message=Message(row.channel, row.message_id),
            member=row.member,
            revision=row.revision,
            written=row.written,
            made_at=row.made_at,
            changed_at=row.changed_at,
            case=row.case_number,
            state=DraftState(row.state),
            text="" if row.sealed is None else self._scope.vault.unseal(row.sealed),
            drafter=row.drafter,
            approved_by=row.approved_by,
            reason=row.reason,
            effect=row.effect,
            posted=row.posted,
            thread=row.thread,
            situation=Situation(row.situation) if row.situation else None,
            language=row.language,
            mood=Mood(row.mood),
            chosen=row.chosen,
            first_yes=row.first_yes,
            expires_at=row.expires_at,
            version=row.version,
            shown=row.shown,
            place=row.place,
            id=row.id or 0,
            **load_offer("" if row.offer is None else self._scope.vault.unseal(row.offer)),
        )


def _columns(draft: Draft) -> dict[str, object]:
    return {
        "community": draft.community,
        "case_number": draft.case,
        "channel": draft.message.channel,
        "message_id": draft.message.id,
        "member": draft.member,
        "revision": draft.revision,
        "written": draft.written,
        "made_at": draft.made_at,
        "changed_at": draft.changed_at,
        "state": str(draft.state),
        "drafter": draft.drafter,
        "approved_by": draft.approved_by,
        "reason": draft.reason,
        "effect": draft.effect,
        "posted": draft.posted,
        "thread": draft.thread,
        "situation": str(draft.situation or ""),
        "language": draft.language,
        "mood": str(draft.mood),
        "chosen": draft.chosen,
        "first_yes": draft.first_yes,
        "expires_at": draft.expires_at,
        "version": draft.version,
        "shown": draft.shown,
        "place": draft.place,
    }
