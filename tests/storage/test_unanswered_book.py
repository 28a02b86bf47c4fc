"""Messages that nobody has answered, on every kind of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.core.content import Author, Content, Message
from bot.core.situations import Situation
from bot.core.unanswered import Unanswered

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

HOME, OTHER = "guild-1", "guild-2"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ASKED = Content(HOME, "general", "m1", Author("ann", "Ann 🙂"), "hvor \ud83d\ude10 er reglerne?", NOW, 2)
ENTRY = Unanswered(replace(ASKED, within=frozenset({"help"}), thread="m0"), Situation.QUESTION, NOW)


def later(hours: int, **changes: object) -> Unanswered:
    """Make an entry of another message, written and due some hours later."""
    content = replace(ENTRY.content, id=f"m{hours + 10}", at=NOW + hours * HOUR)
    return replace(ENTRY, content=content, **{"due": NOW + hours * HOUR, **changes})  # type: ignore[arg-type]  # its fields


async def test_an_entry_comes_back_as_it_was_entered_and_a_later_one_takes_its_place(ledger: SqlLedger) -> None:
    """Every field survives as long as it is due; after that the text and the name are gone."""
    async with ledger.begin(HOME) as unit:
        await unit.unanswered.enter(ENTRY)
    async with ledger.begin(HOME) as unit:
        assert await unit.unanswered.get(ASKED.message) == ENTRY
        await unit.unanswered.enter(replace(ENTRY, due=None, told=True))
        bare = replace(ENTRY.content, text="", author=Author("ann", ""), within=frozenset())
        assert await unit.unanswered.get(ASKED.message) == replace(ENTRY, content=bare, due=None, told=True)
        await unit.unanswered.remove(ASKED.message)
        assert await unit.unanswered.get(ASKED.message) is None
        await unit.unanswered.remove(ASKED.message)


async def test_what_is_due_and_what_has_waited_come_the_longest_first(ledger: SqlLedger) -> None:
    """What is due never again is not due, and what moderators heard of is no news."""
    soon, late, never, told = later(1), later(2), later(3, due=None), later(0, told=True)
    async with ledger.begin(HOME) as unit:
        for each in (late, never, soon, told):
            await unit.unanswered.enter(each)
        assert [each.due for each in await unit.unanswered.due(NOW + 2 * HOUR, 9)] == [told.due, soon.due, late.due]
        assert [each.content.id for each in await unit.unanswered.due(NOW + HOUR, 1)] == [told.content.id]
        waiting = await unit.unanswered.waiting_since(NOW + 3 * HOUR, 9)
        assert [each.content.id for each in waiting] == [soon.content.id, late.content.id]
        assert len(await unit.unanswered.around("general")) == 4
        assert not await unit.unanswered.around("other")
        assert [each.content.id for each in await unit.unanswered.around("m12")] == ["m12"]
        assert await unit.unanswered.forget(NOW + 2 * HOUR) == 2
        assert len(await unit.unanswered.around("general")) == 2


async def test_what_a_member_wrote_is_sealed_and_stays_in_its_community(ledger: SqlLedger) -> None:
    """Neither their words nor their name stand readable in the database, and another community sees nothing."""
    async with ledger.begin(HOME) as unit:
        await unit.unanswered.enter(ENTRY)
    async with ledger._engine.connect() as connection:  # noqa: SLF001 - looks beneath the port, where texts would be
        row = str(tuple((await connection.execute(text("SELECT * FROM unanswered"))).one()))
    assert "reglerne" not in row
    assert "Ann" not in row
    async with ledger.begin(OTHER) as unit:
        assert await unit.unanswered.get(Message("general", "m1")) is None
        assert not await unit.unanswered.due(NOW + HOUR, 9)
        assert not await unit.unanswered.waiting_since(NOW + HOUR, 9)
        assert await unit.unanswered.forget(NOW + HOUR) == 0
        await unit.unanswered.remove(Message("general", "m1"))
        with pytest.raises(ValueError, match="another community"):
            await unit.unanswered.enter(ENTRY)
    async with ledger.begin(HOME) as unit:
        assert await unit.unanswered.get(ASKED.message) == ENTRY
