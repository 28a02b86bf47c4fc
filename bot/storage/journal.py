"""The chained log: entries as they were hashed, their private parts sealed beside them and removable."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update
from sqlmodel import col, select

from bot.core.cases import Actor, ActorKind, AppealState
from bot.core.journal import Entry, Event, EventKind, canonical, commitment, entry_hash
from bot.storage.journal_check import REMOVED, SALT_BYTES, check, in_ranges
from bot.storage.tables_outbox import AppealRow, JournalPersonRow, JournalRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlmodel.sql.expression import SelectOfScalar

    from bot.core.journal import Fact, Flaw
    from bot.storage.scope import Scope

# Private parts are removed by statements, so rows are read anew.
_ROWS = select(JournalRow).execution_options(populate_existing=True)
_ADD = insert(JournalRow)
_ABOUT = insert(JournalPersonRow)
_AT_A_TIME = 500
_NOTHING = canonical({"actor": ["", ""], "person": "", "facts": "{}"})


class SqlJournal:
    """The journal of one community within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def append(self, event: Event) -> Event:
        """Add an event and return it with its number."""
        home, session = self._scope.home, self._scope.session
        salt, private = secrets.token_bytes(SALT_BYTES), _private(event)
        entry = Entry(
            community=home.id,
            seq=home.journal_seq + 1,
            case=event.case,
            kind=str(event.kind),
            # Always as long, so that moments compare as text in any collation.
            at=event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            actor=event.actor.kind,
            facts=canonical(event.facts),
            commitment=commitment(salt, private) if private else "",
            previous=home.journal_hash,
            hash="",
        )
        entry = replace(entry, hash=entry_hash(entry))
        sealed = self._scope.vault.seal(salt.hex() + private) if private else None
        await session.exec(_ADD, params=_columns(entry, sealed))
        for person in {event.actor.id, event.person} - {""}:
            about = {"community": home.id, "mark": self._scope.mark(person), "seq": entry.seq}
            await session.exec(_ABOUT, params=about)
        home.journal_seq, home.journal_hash = entry.seq, entry.hash
        return replace(event, seq=entry.seq)

    async def of_case(self, case: int) -> Sequence[Event]:
        """Return a case's events in order; private parts are empty where they were erased."""
        wanted = self._mine().where(col(JournalRow.case_number) == case).order_by(col(JournalRow.seq))
        return [self._event(row) for row in await self._scope.session.exec(wanted)]

    async def recent(self, kinds: Iterable[str] = (), limit: int = 50) -> Sequence[Event]:
        """Return the latest events of these kinds (all for none), newest first."""
        wanted = self._mine().order_by(col(JournalRow.seq).desc()).limit(limit)
        names = [str(kind) for kind in kinds]
        if names:
            wanted = wanted.where(col(JournalRow.kind).in_(names))
        return [self._event(row) for row in await self._scope.session.exec(wanted)]

    async def verify(self) -> tuple[int, Sequence[Flaw]]:
        """Return how many entries there are, and every place where the chain or a private part does not hold."""
        return await check(self._scope)

    async def forget_private(self, before: datetime, now: datetime) -> int:
        """Remove the private parts of events from before a moment whose case has no waiting appeal."""
        moment = before.astimezone(UTC).isoformat(timespec="microseconds")
        waiting = select(AppealRow.case_number).where(
            col(AppealRow.community) == self._scope.community, col(AppealRow.state) == str(AppealState.WAITING)
        )
        old = select(JournalRow.seq).where(
            col(JournalRow.community) == self._scope.community,
            col(JournalRow.sealed).is_not(None),
            col(JournalRow.at) < moment,
            col(JournalRow.case_number).not_in(waiting),
        )
        seqs = sorted(await self._scope.session.exec(old))
        if seqs:
            self._scope.home.forgets = True
            await self._remove(seqs)
            facts: dict[str, Fact] = {REMOVED: in_ranges(seqs), "before": moment}
            await self.append(Event(EventKind.TEXT_FORGOTTEN, now, facts=facts))
        return len(seqs)

    async def forget_person(self, person: str) -> Sequence[int]:
        """Remove the private parts of events about or by a person; return the events' numbers.

        Whoever calls appends an event that has them in ranges among its facts, under REMOVED.
        """
        about = select(JournalPersonRow.seq).where(
            col(JournalPersonRow.community) == self._scope.community,
            col(JournalPersonRow.mark) == self._scope.mark(person),
        )
        seqs = sorted(await self._scope.session.exec(about))
        await self._remove(seqs)
        return seqs

    async def _remove(self, seqs: Sequence[int]) -> None:
        for start in range(0, len(seqs), _AT_A_TIME):
            some = seqs[start : start + _AT_A_TIME]
            for statement in (
                update(JournalRow)
                .where(col(JournalRow.community) == self._scope.community, col(JournalRow.seq).in_(some))
                .values(sealed=None),
                delete(JournalPersonRow).where(
                    col(JournalPersonRow.community) == self._scope.community, col(JournalPersonRow.seq).in_(some)
                ),
            ):
                await self._scope.session.exec(statement)

    def _mine(self) -> SelectOfScalar[JournalRow]:
        return _ROWS.where(col(JournalRow.community) == self._scope.community)

    def _event(self, row: JournalRow) -> Event:
        private = _NOTHING
        if row.sealed is not None:
            private = self._scope.vault.unseal(row.sealed)[2 * SALT_BYTES :]
        persons = json.loads(private)
        return Event(
            kind=EventKind(row.kind),
            at=datetime.fromisoformat(row.at),
            case=row.case_number,
            actor=Actor(ActorKind(row.actor), *persons["actor"]),
            facts=json.loads(row.facts),
            private=json.loads(persons["facts"]),
            person=persons["person"],
            seq=row.seq,
        )


def _private(event: Event) -> str:
    """Return what an event says of persons as text, empty where it says nothing."""
    if not (event.private or event.person or event.actor.id or event.actor.name):
        return ""
    actor = [event.actor.id, event.actor.name]
    return canonical({"actor": actor, "person": event.person, "facts": canonical(event.private)})


def _columns(entry: Entry, sealed: bytes | None) -> dict[str, object]:
    return {
        "community": entry.community,
        "seq": entry.seq,
        "case_number": entry.case,
        "kind": entry.kind,
        "at": entry.at,
        "actor": str(entry.actor),
        "facts": entry.facts,
        "sealed": sealed,
        "commitment": entry.commitment,
        "previous": entry.previous,
        "hash": entry.hash,
    }
