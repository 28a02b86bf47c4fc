"""Holding a journal against its own hashes, page by page.

A private part may be gone only where a later entry names its number among the removed. What is not covered: the list
of whom entries are about, and a forger who may write to the database and computes the whole chain anew.
"""

from __future__ import annotations

import base64
import json
from bisect import bisect_right
from itertools import count, groupby
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import LargeBinary, select
from sqlalchemy import cast as sql_cast
from sqlmodel import col

from bot.core.journal import Entry, EventKind, Flaw, commitment, flaws
from bot.ports.ledger import LedgerUnavailableError
from bot.storage.tables_outbox import JournalRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from bot.core.cases import ActorKind
    from bot.storage.scope import Scope

REMOVED = "removed"
SALT_BYTES = 16
_PAGE = 1000
_REMOVERS = (str(EventKind.TEXT_FORGOTTEN), str(EventKind.MEMBER_ERASED))
_BYTES = ("kind", "at", "actor", "facts", "commitment", "previous", "hash", "sealed")


def in_ranges(seqs: Sequence[int]) -> list[str]:
    """Write ascending numbers as ranges, such as `3-7` and `9`."""
    place = count()
    runs = ([*run] for _, run in groupby(seqs, key=lambda seq: seq - next(place)))
    return [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]


async def check(scope: Scope) -> tuple[int, list[Flaw]]:
    """Return how many entries a community has, and its flaws in order of their numbers."""
    await scope.session.flush()
    return await scope.session.run_sync(lambda session: _Check(session, scope).run())


class _Check:
    def __init__(self, session: Session, scope: Scope) -> None:
        self._connection = session.connection()
        self._scope = scope
        self._removed = _Numbers(self._ranges())
        self._entries = 0
        self._flaws: list[Flaw] = []

    def run(self) -> tuple[int, list[Flaw]]:
        home = self._scope.home
        broken = flaws(self._chain(), (home.journal_seq, home.journal_hash))
        return self._entries, sorted([*broken, *self._flaws], key=lambda flaw: flaw.seq)

    def _chain(self) -> Iterator[Entry]:
        for row in self._rows():
            self._entries += 1
            entry = _entry(self._scope.community, row)
            flaw = self._private_flaw(entry, row.sealed)
            if flaw:
                self._flaws.append(Flaw(entry.seq, flaw))
            yield entry

    def _rows(self, *conditions: ColumnElement[bool]) -> Iterator[Row[Any]]:
        seq, case = col(JournalRow.seq), col(JournalRow.case_number)
        mine = col(JournalRow.community) == self._scope.community
        wanted = select(seq, case, *self._columns()).where(mine, *conditions).order_by(seq).limit(_PAGE)
        rows = self._connection.execute(wanted).all()
        while rows:
            yield from rows
            rows = self._connection.execute(wanted.where(seq > rows[-1].seq)).all()

    def _columns(self) -> list[ColumnElement[Any]]:
        # As bytes from SQLite, which may hold what is no text after a byte was changed.
        columns = [(name, cast("ColumnElement[Any]", getattr(JournalRow, name))) for name in _BYTES]
        if self._connection.dialect.name != "sqlite":
            return [column for _, column in columns]
        return [sql_cast(column, LargeBinary).label(name) for name, column in columns]

    def _ranges(self) -> Iterator[tuple[int, int]]:
        """Give the numbers that later entries name as removed."""
        for row in self._rows(col(JournalRow.kind).in_(_REMOVERS)):
            try:
                named = json.loads(_text(row.facts)).get(REMOVED, [])
                spans = [[int(end) for end in each.split("-")] for each in named]
            except (ValueError, AttributeError, TypeError):
                continue  # its hash tells that it was changed
            yield from ((span[0], span[-1]) for span in spans if span[-1] < row.seq)

    def _private_flaw(self, entry: Entry, sealed: bytes | None) -> str:
        if sealed is None:
            explained = not entry.commitment or entry.seq in self._removed
            return "" if explained else "its private part is gone, and no later entry says that it was removed"
        try:
            text = self._scope.vault.unseal(sealed)
            salt, private = bytes.fromhex(text[: 2 * SALT_BYTES]), text[2 * SALT_BYTES :]
        except (LedgerUnavailableError, ValueError):
            return "its private part can't be opened"
        if commitment(salt, private) != entry.commitment or not _is_exact(sealed):
            return "its private part is not the one that was written"
        return ""


class _Numbers:
    """Numbers, as ranges."""

    def __init__(self, ranges: Iterator[tuple[int, int]]) -> None:
        self._merged: list[tuple[int, int]] = []
        for first, last in sorted(ranges):
            joined = self._merged.pop() if self._merged and first <= self._merged[-1][1] + 1 else (first, last)
            self._merged.append((joined[0], max(joined[1], last)))

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._merged, number, key=lambda span: span[0])
        return place > 0 and number <= self._merged[place - 1][1]


def _entry(community: str, row: Row[Any]) -> Entry:
    return Entry(
        community=community,
        seq=_number(row.seq),
        case=_number(row.case_number),
        kind=_text(row.kind),
        at=_text(row.at),
        actor=cast("ActorKind", _text(row.actor)),  # a changed one is for the hash to find
        facts=_text(row.facts),
        commitment=_text(row.commitment),
        previous=_text(row.previous),
        hash=_text(row.hash),
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else -1


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")


def _is_exact(sealed: bytes) -> bool:
    # Base64 leaves bits unused at its end, which can be changed without changing what it says.
    return base64.urlsafe_b64encode(base64.urlsafe_b64decode(sealed)) == sealed
