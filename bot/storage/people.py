"""All that is held about one person: given out, and erased."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, literal, update
from sqlmodel import col

from bot.core.cases import UNDECIDED, CaseState
from bot.core.content import Message
from bot.core.drafts import UNDECIDED as UNDECIDED_DRAFTS
from bot.core.drafts import UNDER_WAY, DraftState
from bot.core.effects import OPEN_STATES, Effect, EffectKind, EffectState
from bot.core.journal import Event, EventKind
from bot.core.notices import NoticeState
from bot.storage.cards import SqlCards
from bot.storage.columns import UtcDateTime
from bot.storage.journal import SqlJournal
from bot.storage.journal_check import REMOVED, in_ranges
from bot.storage.person_export import export
from bot.storage.tables import CaseRow, ContentRow, StrikeRow
from bot.storage.tables_feedback import FeedbackRow
from bot.storage.tables_outbox import AppealRow, EffectRow, NoticeRow, ReportRow, UnscoredRow
from bot.storage.tables_replies import DraftRow, UnansweredRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Delete, Update
    from sqlalchemy.orm import Mapped

    from bot.core.journal import Fact
    from bot.storage.scope import Scope

_Row = (
    ContentRow
    | StrikeRow
    | CaseRow
    | EffectRow
    | NoticeRow
    | AppealRow
    | ReportRow
    | UnscoredRow
    | DraftRow
    | UnansweredRow
    | FeedbackRow
)

_ERASED = "the member was erased"


class SqlPeople:
    """The people of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def export(self, person: str) -> Mapping[str, object]:
        """Return everything about a member as plain data, moderators' names left out."""
        return await export(self._scope, person)

    async def erase(self, person: str, now: datetime) -> int:
        """Remove a person's texts, names and ids everywhere; return how many rows changed. The chain still verifies.

        One made-up id stands for them in all that is left, so that what is counted by member still adds up.
        """
        session, journal = self._scope.session, SqlJournal(self._scope)
        await session.flush()
        rows, stand_in = 0, f"erased-{secrets.token_hex(8)}"
        for change in self._changes(person, stand_in, now):
            done = await session.exec(change, execution_options={"synchronize_session": False})
            rows += done.rowcount
        seqs = await journal.forget_person(person)
        session.expire_all()
        rows += len(seqs)
        if rows:
            self._scope.home.forgets = True
            facts: dict[str, Fact] = {REMOVED: in_ranges(seqs), "rows": rows}
            await journal.append(Event(EventKind.MEMBER_ERASED, now, facts=facts))
            await SqlCards(self._scope).again(stand_in, seqs)
        return rows

    def _changes(self, person: str, stand_in: str, now: datetime) -> Iterator[Update | Delete]:
        yield self._update(ContentRow, "member", person).values(member=stand_in, sealed=None, mark="", length=0)
        yield self._delete(UnscoredRow, "member", person)
        yield self._delete(UnansweredRow, "member", person)
        yield self._delete(StrikeRow, "member", person)
        yield self._void_cases(person, stand_in, now)
        yield self._update(CaseRow, "decided_by", person).values(decided_by=stand_in)
        yield self._update(CaseRow, "claimed_by", person).values(claimed_by=stand_in)
        yield self._supersede_effects(person, stand_in)
        yield self._waive_notices(person, stand_in)
        yield self._void_drafts(person, stand_in)
        yield self._update(DraftRow, "approved_by", person).values(approved_by=stand_in)
        yield self._update(DraftRow, "first_yes", person).values(first_yes=stand_in)
        yield self._update(FeedbackRow, "member", person).values(member=stand_in, sealed=None, note="")
        yield self._delete(AppealRow, "member", person)
        yield self._update(AppealRow, "decided_by", person).values(decided_by=stand_in)
        yield self._update(ReportRow, "reporter", person).values(reporter=stand_in)

    def _void_cases(self, person: str, stand_in: str, now: datetime) -> Update:
        undecided = col(CaseRow.state).in_([str(state) for state in UNDECIDED])
        return self._update(CaseRow, "member", person).values(
            member=stand_in,
            state=_where(undecided, str(CaseState.VOID), col(CaseRow.state)),
            version=col(CaseRow.version) + case((undecided, 1), else_=0),
            changed_at=_where(undecided, literal(now, UtcDateTime()), col(CaseRow.changed_at)),
        )

    def _supersede_effects(self, person: str, stand_in: str) -> Update:
        is_open = col(EffectRow.state).in_([str(state) for state in OPEN_STATES])
        return self._update(EffectRow, "member", person).values(
            member=stand_in,
            lane=_renamed_lane(person, stand_in),
            state=_where(is_open, str(EffectState.SUPERSEDED), col(EffectRow.state)),
            reason=_where(is_open, _ERASED, col(EffectRow.reason)),
            not_before=None,
            leased_until=None,
            unknown=False,
        )

    def _waive_notices(self, person: str, stand_in: str) -> Update:
        queued = col(NoticeRow.state) == str(NoticeState.QUEUED)
        return self._update(NoticeRow, "member", person).values(
            member=stand_in,
            sealed=None,
            state=_where(queued, str(NoticeState.WAIVED), col(NoticeRow.state)),
            reason=_where(queued, _ERASED, col(NoticeRow.reason)),
        )

    def _void_drafts(self, person: str, stand_in: str) -> Update:
        waits = col(DraftRow.state).in_([str(state) for state in UNDECIDED_DRAFTS | UNDER_WAY])
        return self._update(DraftRow, "member", person).values(
            member=stand_in,
            sealed=None,
            offer=None,
            lesson=None,
            # Its card shows their words.
            version=col(DraftRow.version) + 1,
            state=_where(waits, str(DraftState.SUPERSEDED), col(DraftRow.state)),
            reason=_where(waits, _ERASED, col(DraftRow.reason)),
        )

    def _update(self, table: type[_Row], person_column: str, person: str) -> Update:
        return update(table).where(*self._theirs(table, person_column, person))

    def _delete(self, table: type[_Row], person_column: str, person: str) -> Delete:
        return delete(table).where(*self._theirs(table, person_column, person))

    def _theirs(self, table: type[_Row], person_column: str, person: str) -> tuple[ColumnElement[bool], ...]:
        return (col(table.community) == self._scope.community, getattr(table, person_column) == person)


def _renamed_lane(person: str, stand_in: str) -> ColumnElement[Any]:
    """Return the lane with another member's id in it; that of a message stays as it is."""
    renamed = dict(zip(_lanes(person), _lanes(stand_in), strict=True))
    return case(renamed, value=col(EffectRow.lane), else_=col(EffectRow.lane))


def _lanes(member: str) -> list[str]:
    blank = Effect("", "", 0, 0, EffectKind.HIDE, Message("", ""), member)
    return [replace(blank, kind=kind).lane for kind in EffectKind]


def _where(condition: ColumnElement[bool], value: object, otherwise: Mapped[Any]) -> ColumnElement[Any]:
    return case((condition, value), else_=otherwise)
