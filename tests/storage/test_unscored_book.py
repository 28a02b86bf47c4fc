"""What the book of messages without scores promises, on every kind of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.content import Author, Content, Message
from bot.core.decision import Decision, Verdict
from bot.core.policy import Mode
from bot.ports.books import Backlog, Waiting

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

NOON = datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)
SOON, HOUR = timedelta(seconds=2), timedelta(hours=1)


def _waiting(number: int = 1, **change: object) -> Waiting:
    made = Waiting(Message("general", f"m{number}"), "ann", 0, NOON, NOON + SOON)
    return replace(made, **change)  # type: ignore[arg-type]  # fields by name


def _content(number: int = 1) -> Content:
    return Content("nordlys", "general", f"m{number}", Author("ann", "Ann"), "hej", NOON)


async def test_a_message_waits_once(ledger: SqlLedger) -> None:
    """It keeps its place whatever is said of the same text, and a later revision takes it."""
    async with ledger.begin("nordlys") as unit:
        await unit.unscored.wait(_waiting())
        await unit.unscored.wait(_waiting(since=NOON + HOUR))
        assert await unit.unscored.find(_waiting().message) == _waiting()
        edited = _waiting(revision=1, since=NOON + HOUR, due=NOON + HOUR)
        await unit.unscored.wait(edited)
        await unit.unscored.wait(_waiting())
    async with ledger.begin("nordlys") as unit:
        assert await unit.unscored.find(_waiting().message) == edited
        assert await unit.unscored.backlog() == Backlog(waiting=1, since=NOON + HOUR)
        await unit.unscored.remove(_waiting().message)
        assert await unit.unscored.find(_waiting().message) is None
        assert await unit.unscored.backlog() == Backlog()


async def test_what_is_due_comes_in_order(ledger: SqlLedger) -> None:
    """The longest due comes first; a try that failed puts a message behind."""
    async with ledger.begin("nordlys") as unit:
        for number in (2, 1, 3):
            await unit.unscored.wait(_waiting(number, due=NOON + number * SOON))
        assert await unit.unscored.due(NOON, 9) == []
        assert [each.message.id for each in await unit.unscored.due(NOON + 2 * SOON, 9)] == ["m1", "m2"]
        await unit.unscored.try_again(Message("general", "m1"), NOON + 4 * SOON)
        found = await unit.unscored.due(NOON + HOUR, 2)
        assert [each.message.id for each in found] == ["m2", "m3"]
        again = await unit.unscored.find(Message("general", "m1"))
        assert again == _waiting(1, due=NOON + 4 * SOON, tries=1)


async def test_what_waits_no_more_is_counted_until_it_is_cleared(ledger: SqlLedger) -> None:
    """Messages, their cases and those that were lost; one that waits again is not among them."""
    async with ledger.begin("nordlys") as unit:
        for number in range(1, 7):
            await unit.unscored.wait(_waiting(number))
        for number, case in enumerate((0, 7, 7, 8, None), start=1):
            await unit.unscored.end(Message("general", f"m{number}"), NOON + number * SOON, case)
    async with ledger.begin("nordlys") as unit:
        counted = Backlog(waiting=1, since=NOON, scored=4, cases=2, lost=1, ended=NOON + 5 * SOON)
        assert await unit.unscored.backlog() == counted
        assert await unit.unscored.find(Message("general", "m1")) is None
        await unit.unscored.remove(Message("general", "m1"))
        await unit.unscored.wait(_waiting(1, since=NOON + HOUR))
        assert await unit.unscored.backlog() == replace(counted, waiting=2, scored=3)
        await unit.unscored.clear()
        assert await unit.unscored.backlog() == Backlog(waiting=2, since=NOON)
    async with ledger.begin("sydlys") as other:
        assert await other.unscored.backlog() == Backlog()
        assert await other.unscored.due(NOON + HOUR, 9) == []


async def test_a_text_that_waits_for_scores_stays_for_a_time(ledger: SqlLedger) -> None:
    """Retention leaves the revision that waits, unless it has waited since before the texts of cases go."""
    async with ledger.begin("nordlys") as unit:
        for number in (1, 2, 3):
            await unit.contents.add(_content(number), keep=True)
        await unit.unscored.wait(_waiting(1, since=NOON + HOUR))
        await unit.unscored.wait(_waiting(2))
        assert await unit.contents.forget_texts(NOON + HOUR, NOON + 2 * HOUR) == 2
        kept = [number for number in (1, 2, 3) if await unit.contents.kept(Message("general", f"m{number}"))]
        assert kept == [1]
        await unit.contents.forget_text(Message("general", "m1"))
        assert await unit.contents.kept(Message("general", "m1")) is None


async def test_a_case_adopts_the_decisions_before_it(ledger: SqlLedger) -> None:
    """Those on the same revision that had no case, and no others."""
    decision = Decision("m1", 0, Verdict.PENDING, (), (), (), (), (), 0, None, Mode.ENFORCE, "p1")
    message = _content().message
    async with ledger.begin("nordlys") as unit:
        await unit.decisions.add(decision, message, "seen", 0)
        await unit.decisions.add(decision, message, "report 1", 3)
        await unit.decisions.add(replace(decision, revision=1), message, "seen", 0)
        await unit.decisions.add(decision, Message("general", "m2"), "seen", 0)
        await unit.decisions.adopt(message, 0, 7)
    async with ledger.begin("nordlys") as unit:
        assert await unit.decisions.of_case(7) == [decision]
        assert await unit.decisions.find(message, 0, "p1", "report 1") == 3
        assert await unit.decisions.find(message, 1, "p1", "seen") == 0
        assert await unit.decisions.find(Message("general", "m2"), 0, "p1", "seen") == 0
