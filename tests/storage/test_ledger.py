"""Transactions: all or nothing, one after the other, and numbers without gaps."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.cases import Case, CaseState
from bot.core.content import Author, Content, Message
from bot.core.journal import Event, EventKind
from bot.core.policy import Severity
from bot.storage.ledger import SqlLedger, open_ledger

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
HEJ = Content("nordlys", "general", "m1", Author("ann", "Ann"), "hej", NOON)


def _case(message: str) -> Case:
    return Case(
        community="nordlys",
        number=0,
        message=Message("general", message),
        member="ann",
        state=CaseState.OPEN,
        severity=Severity.MINOR,
        rules=(),
        proposals=(),
        revision=0,
        policy="p1",
        language="da",
        opened_at=NOON,
        changed_at=NOON,
    )


async def _everything(ledger: SqlLedger) -> tuple[int, int, int]:
    async with ledger.begin("nordlys") as unit:
        entries, broken = await unit.journal.verify()
        assert not broken
        return len(await unit.contents.since(NOON, 9)), len(await unit.cases.find()), entries


async def _write(ledger: SqlLedger) -> None:
    async with ledger.begin("nordlys") as unit:
        await unit.contents.add(HEJ, keep=True)
        await unit.cases.add(_case("m1"))
        await unit.journal.append(Event(EventKind.OPENED, NOON, 1))
        raise KeyError


async def test_a_block_that_raises_leaves_nothing(ledger: SqlLedger) -> None:
    """No row, no number and no link of the chain stays behind, and the next transaction works."""
    with pytest.raises(KeyError):
        await _write(ledger)
    assert await _everything(ledger) == (0, 0, 0)
    async with ledger.begin("nordlys") as unit:
        assert (await unit.cases.add(_case("m1"))).number == 1


async def test_a_cancelled_block_leaves_nothing(ledger: SqlLedger) -> None:
    """A task that is cancelled in the middle writes nothing and gives its turn back."""
    started = asyncio.Event()

    async def write_and_wait() -> None:
        async with ledger.begin("nordlys") as unit:
            await unit.contents.add(HEJ, keep=True)
            started.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(write_and_wait())
    await started.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert await _everything(ledger) == (0, 0, 0)


async def test_what_was_committed_is_there_after_opening_again(lasting_url: str, key: str) -> None:
    """A ledger that is closed and opened holds the same."""
    for number in (1, 2):
        ledger = await open_ledger(lasting_url, [key])
        async with ledger.begin("nordlys") as unit:
            assert (await unit.cases.add(_case(f"m{number}"))).number == number
            await unit.journal.append(Event(EventKind.OPENED, NOON, number))
        assert await _everything(ledger) == (0, number, number)
        await ledger.close()


async def test_fifty_writers_number_cases_without_gaps(ledger: SqlLedger) -> None:
    """Concurrent transactions in one community follow one another, and the one that fails takes no number."""

    async def write(number: int) -> None:
        with suppress(KeyError):
            async with ledger.begin("nordlys") as unit:
                before = await unit.cases.count([CaseState.OPEN])
                await asyncio.sleep(0)
                case = await unit.cases.add(_case(f"m{number}"))
                await unit.journal.append(Event(EventKind.OPENED, NOON, case.number))
                assert await unit.cases.count([CaseState.OPEN]) == before + 1
                if number % 5 == 0:
                    raise KeyError

    await asyncio.gather(*(write(number) for number in range(50)))
    async with ledger.begin("nordlys") as unit:
        numbers = [case.number for case in await unit.cases.find()]
    assert numbers == list(range(40, 0, -1))
    assert await _everything(ledger) == (0, 40, 40)


async def test_two_programs_on_one_database_number_cases_without_gaps(lasting_url: str, key: str) -> None:
    """Two engines, each with its own connections, open new communities and cases beside each other."""
    both = await asyncio.gather(open_ledger(lasting_url, [key]), open_ledger(lasting_url, [key]))

    async def write(ledger: SqlLedger, number: int) -> int:
        community = f"c{number % 3}"
        async with ledger.begin(community) as unit:
            return (await unit.cases.add(replace(_case(f"m{number}"), community=community))).number

    numbers = await asyncio.gather(*(write(both[number % 2], number) for number in range(30)))
    assert sorted(numbers) == sorted([*range(1, 11)] * 3)
    assert await both[0].communities() == ["c0", "c1", "c2"]
    await asyncio.gather(*(ledger.close() for ledger in both))


async def test_a_refused_row_ends_the_transaction(ledger: SqlLedger) -> None:
    """A refusal that the block passes over can't lead to half a decision."""
    with suppress(Exception):
        async with ledger.begin("nordlys") as unit:
            await unit.contents.add(HEJ, keep=True)
            await unit.cases.add(_case("m1"))
            with suppress(ValueError):
                await unit.cases.add(_case("m1"))
    contents, cases, _ = await _everything(ledger)
    assert contents == cases
