"""The journal: what was written can be read, and what was changed afterwards is found."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from bot.core.cases import BOT, Actor, ActorKind, Appeal
from bot.core.journal import Event, EventKind
from bot.storage.journal_check import in_ranges
from bot.storage.keys import Vault, new_key
from bot.storage.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from bot.core.journal import Flaw
    from bot.storage.ledger import SqlLedger

HOME, OTHER = "guild-1", "guild-2"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MODERATOR = Actor(ActorKind.MODERATOR, "mod-7", "Mo")
EVENTS = (
    Event(EventKind.OPENED, NOW, 1, facts={"rule": "be-kind", "score": 0.93}, private={"by": "Ann"}, person="ann"),
    Event(EventKind.EFFECT_ENDED, NOW, 1, facts={"kind": "hide"}),
    Event(EventKind.UPHELD, NOW + DAY, 1, MODERATOR, person="ann"),
    Event(EventKind.OPENED, NOW + DAY, 2, facts={"rules": ["a", "b"], "late": True}, person="bob"),
    Event(EventKind.ALERTED, NOW + 2 * DAY, facts={"what": "blåbær 😐"}),
)


@pytest.fixture
async def on_file(tmp_path: Path) -> AsyncIterator[SqlLedger]:
    """Give a ledger in a SQLite file, which holds bytes that are no text where somebody puts them."""
    ledger = await open_ledger(f"sqlite:///{tmp_path / 'takt.db'}", [new_key()])
    yield ledger
    await ledger.close()


async def write(ledger: SqlLedger, events: Sequence[Event] = EVENTS) -> list[Event]:
    """Append events."""
    async with ledger.begin(HOME) as unit:
        return [await unit.journal.append(event) for event in events]


async def verify(ledger: SqlLedger, community: str = HOME) -> tuple[int, Sequence[Flaw]]:
    """Verify a community's journal."""
    async with ledger.begin(community) as unit:
        return await unit.journal.verify()


async def run(ledger: SqlLedger, statement: str, **given: object) -> Sequence[Any]:
    """Run a statement beneath the port, as someone with a database client would."""
    async with ledger._engine.begin() as connection:  # noqa: SLF001 - tampering has no port
        done = await connection.execute(text(statement), given)
        return done.all() if done.returns_rows else ()


async def test_events_come_back_as_they_were_written(ledger: SqlLedger) -> None:
    """They are numbered from 1 in each community, in order, with their private parts."""
    written = await write(ledger)
    assert written == [replace(event, seq=place) for place, event in enumerate(EVENTS, start=1)]
    async with ledger.begin(HOME) as unit:
        assert await unit.journal.of_case(1) == written[:3]
        assert await unit.journal.recent() == written[::-1]
        assert await unit.journal.recent([EventKind.OPENED], limit=1) == [written[3]]
        assert await unit.journal.verify() == (5, [])
    async with ledger.begin(OTHER) as unit:
        assert not await unit.journal.recent()
        assert not await unit.journal.of_case(1)
        assert (await unit.journal.append(EVENTS[0])).seq == 1
    assert await verify(ledger) == (5, [])


async def test_a_rolled_back_event_leaves_no_gap(ledger: SqlLedger) -> None:
    """The chain goes on from what was committed."""
    await write(ledger)
    with suppress(RuntimeError):
        async with ledger.begin(HOME) as unit:
            await unit.journal.append(EVENTS[0])
            raise RuntimeError
    await write(ledger, EVENTS[:1])
    assert await verify(ledger) == (6, [])


async def test_no_person_stands_readable_in_the_journal(ledger: SqlLedger) -> None:
    """Ids and names of members and moderators are only in sealed parts."""
    await write(ledger)
    for table in ("journal", "journal_person"):
        found = await run(ledger, f"SELECT * FROM {table}")  # noqa: S608 - names from above
        rows = [each for row in found for each in row if isinstance(each, str)]
        assert not [name for name in ("mod-7", "Mo'", "ann", "Ann", "bob") if any(name in each for each in rows)]


TEXTS = ("community", "kind", "at", "actor", "facts", "sealed", "commitment", "previous", "hash")
NUMBERS = ("seq", "case_number")


@pytest.mark.parametrize("column", TEXTS + NUMBERS)
async def test_one_changed_byte_is_found_wherever_it_is(on_file: SqlLedger, column: str) -> None:
    """A bit flipped anywhere in any column of any row is a flaw, and turned back it is none."""
    ledger = on_file
    await write(ledger)
    await run(ledger, "INSERT INTO community SELECT 'guild-0', index_key, 0, 0, journal_hash FROM community")
    for seq in range(1, 6):
        asked = f"SELECT CAST({column} AS BLOB) FROM journal WHERE seq = :seq"  # noqa: S608 - a column from above
        was = (await run(ledger, asked, seq=seq))[0][0]
        for value in () if was is None else changed(was, column):
            assert await found_after(ledger, column, seq, value), (column, seq, value)
    assert await verify(ledger) == (5, [])


def changed(value: bytes, column: str) -> Sequence[object]:
    """Return a value with single bits flipped: the first, a middle and the last byte's lowest and highest bit."""
    if column in NUMBERS:
        return [int(value) ^ 1 << bit for bit in (3, 8, 30)]
    if column == "community":
        return [b"guild-0"]  # another that exists; the database refuses the rest
    if not value:
        return [b"x"]
    places = {0, len(value) // 2, len(value) - 1}
    flipped = [value[:at] + bytes([value[at] ^ bit]) + value[at + 1 :] for at in places for bit in (1, 4, 128)]
    return [*flipped, value[:-1], value + b"x"] if column != "facts" else flipped


async def found_after(ledger: SqlLedger, column: str, seq: int, value: object) -> bool:
    """Tell whether a changed value makes a flaw; the old one is put back."""
    typed = ":value" if column in NUMBERS or column == "sealed" else "CAST(:value AS TEXT)"
    await run(ledger, "CREATE TABLE saved AS SELECT * FROM journal")
    await run(ledger, f"UPDATE journal SET {column} = {typed} WHERE seq = :seq", value=value, seq=seq)  # noqa: S608
    _, flaws = await verify(ledger)
    await run(ledger, "DELETE FROM journal")
    await run(ledger, "INSERT INTO journal SELECT * FROM saved")
    await run(ledger, "DROP TABLE saved")
    return bool(flaws)


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM journal WHERE seq = 5",
        "DELETE FROM journal WHERE seq = 3",
        "DELETE FROM journal WHERE seq = 1",
        "DELETE FROM journal",
        "UPDATE journal SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3)",
        "UPDATE journal SET sealed = NULL WHERE seq = 3",
        "UPDATE journal SET sealed = (SELECT sealed FROM journal WHERE seq = 1) WHERE seq = 3",
        "UPDATE journal SET sealed = (SELECT sealed FROM journal WHERE seq = 1) WHERE seq = 2",
        "UPDATE community SET journal_seq = 4",
        "UPDATE community SET journal_hash = 'x'",
        "INSERT INTO journal SELECT community, 6, case_number, kind, at, actor, facts, sealed, commitment, previous,"
        " hash FROM journal WHERE seq = 5",
    ],
)
async def test_what_was_taken_out_swapped_or_added_is_found(ledger: SqlLedger, tampering: str) -> None:
    """Entries that are missing, swapped, added or without their private part are flaws on every database."""
    await write(ledger)
    await run(ledger, tampering)
    await run(ledger, "UPDATE journal SET seq = -seq WHERE seq < 0")
    _, flaws = await verify(ledger)
    assert flaws


async def test_a_flaw_says_where_it_is(ledger: SqlLedger) -> None:
    """One changed entry is named by its number."""
    await write(ledger)
    await run(ledger, "UPDATE journal SET facts = '{}' WHERE seq = 2")
    await run(ledger, "UPDATE journal SET sealed = NULL WHERE seq = 4")
    count, flaws = await verify(ledger)
    assert (count, [flaw.seq for flaw in flaws]) == (5, [2, 4])


async def test_retention_removes_private_parts_and_says_so(ledger: SqlLedger) -> None:
    """What is old and has no waiting appeal goes, an event names it, the chain holds; more gone by hand is found."""
    await write(ledger)
    async with ledger.begin(HOME) as unit:
        await unit.appeals.add(Appeal(HOME, 2, "bob", "please", NOW))
        assert await unit.journal.forget_private(NOW + DAY, NOW + DAY) == 1
        assert await unit.journal.forget_private(NOW + 3 * DAY, NOW + 3 * DAY) == 1
        assert await unit.journal.forget_private(NOW + 3 * DAY, NOW + 3 * DAY) == 0
        opened, _, upheld = await unit.journal.of_case(1)
        (kept,) = await unit.journal.of_case(2)
        said = await unit.journal.recent([EventKind.TEXT_FORGOTTEN])
    assert opened == replace(EVENTS[0], private={}, person="", seq=1)
    assert upheld.actor == Actor(ActorKind.MODERATOR)
    assert kept.person == "bob"
    assert [event.facts["removed"] for event in said] == [["3"], ["1"]]
    assert all(event.actor == BOT and not event.private for event in said)
    assert await verify(ledger) == (7, [])
    await run(ledger, "UPDATE journal SET sealed = NULL WHERE seq = 4")
    assert [flaw.seq for flaw in (await verify(ledger))[1]] == [4]


async def test_only_a_later_entry_explains_what_is_gone(ledger: SqlLedger) -> None:
    """An entry can't announce that a later one will lose its private part."""
    await write(ledger, [Event(EventKind.TEXT_FORGOTTEN, NOW, facts={"removed": ["2-9"]}), *EVENTS])
    await run(ledger, "UPDATE journal SET sealed = NULL WHERE seq = 2")
    assert [flaw.seq for flaw in (await verify(ledger))[1]] == [2]


async def test_new_keys_leave_the_chain_as_it_is(tmp_path: Path) -> None:
    """Sealed parts written anew under another key still fit what was committed to."""
    url, old, new = f"sqlite:///{tmp_path / 'takt.db'}", new_key(), new_key()
    ledger = await open_ledger(url, [old])
    await write(ledger)
    await ledger.close()
    ledger, vault = await open_ledger(url, [new, old]), Vault([new, old])
    for seq, sealed in await run(ledger, "SELECT seq, sealed FROM journal WHERE sealed IS NOT NULL"):
        await run(ledger, "UPDATE journal SET sealed = :new WHERE seq = :seq", new=vault.rotate(sealed), seq=seq)
    assert await verify(ledger) == (5, [])
    await ledger.close()


async def test_a_long_chain_is_verified_page_by_page(on_file: SqlLedger) -> None:
    """Entries beyond the first page are counted and checked like the others."""
    await write(on_file, EVENTS[1:2] * 2001)
    assert await verify(on_file) == (2001, [])
    await run(on_file, "UPDATE journal SET case_number = 2 WHERE seq = 2001")
    assert [flaw.seq for flaw in (await verify(on_file))[1]] == [2001]


def test_numbers_are_written_as_ranges() -> None:
    """Runs are joined, single numbers stand alone."""
    assert in_ranges([1, 2, 3, 7, 9, 10]) == ["1-3", "7", "9-10"]
    assert in_ranges([]) == []
