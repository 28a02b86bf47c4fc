"""Wishes, complaints and counts over time, on every kind of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.core.content import Message
from bot.core.feedback import Feedback, FeedbackState
from bot.core.pulse import Counts
from bot.core.situations import Situation

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

HOME, OTHER = "guild-1", "guild-2"
NOW = datetime(2026, 3, 1, 12, 40, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WISH = Feedback(HOME, Message("general", "m1"), "ann", Situation.WISH, "da", NOW, NOW, text="mørkt tema, tak \ud83d")


def on(message: str, **changes: object) -> Feedback:
    """Return the wish as of another message."""
    return replace(WISH, message=Message("general", message), **changes)  # type: ignore[arg-type]  # by field


async def test_an_entry_comes_back_as_it_was_saved(ledger: SqlLedger) -> None:
    """Every field survives, and each way to it leads there: by number and by message."""
    async with ledger.begin(HOME) as unit:
        first = await unit.feedback.add(WISH)
        assert first == replace(WISH, number=1)
        closed = replace(
            first,
            situation=Situation.COMPLAINT,
            language="nb",
            changed_at=NOW + DAY,
            revision=3,
            text="another",
            state=FeedbackState.DECLINED,
            note="not now",
            forwarded_to="ideas",
            posted="7/8",
            version=2,
        )
        await unit.feedback.save(closed)
    async with ledger.begin(HOME) as unit:
        assert await unit.feedback.get(1) == closed
        assert await unit.feedback.on(WISH.message) == closed
        assert await unit.feedback.on(Message("other", "m1")) is None
        assert await unit.feedback.get(2) is None
        with pytest.raises(ValueError, match="no feedback"):
            await unit.feedback.save(replace(closed, number=9))


async def test_numbers_have_no_gaps_and_a_message_has_one_entry(ledger: SqlLedger) -> None:
    """Each community counts for itself."""
    async with ledger.begin(HOME) as unit:
        assert [(await unit.feedback.add(on(each))).number for each in ("m1", "m2", "m3")] == [1, 2, 3]
        with pytest.raises(ValueError, match="has an entry"):
            await unit.feedback.add(on("m2"))
    async with ledger.begin(OTHER) as unit:
        assert (await unit.feedback.add(replace(WISH, community=OTHER))).number == 1
        assert await unit.feedback.get(2) is None


async def test_since_is_in_order_of_number(ledger: SqlLedger) -> None:
    """By when the message was written."""
    async with ledger.begin(HOME) as unit:
        for each, at in (("m1", NOW), ("m2", NOW - DAY), ("m3", NOW + DAY)):
            await unit.feedback.add(on(each, at=at))
        assert [each.number for each in await unit.feedback.since(NOW)] == [1, 3]


async def test_what_was_deleted_is_left_behind_and_what_was_forgotten_is_not(ledger: SqlLedger) -> None:
    """Where it was passed on it is to be taken away only in the first case. The entry itself stays, and is counted."""
    async with ledger.begin(HOME) as unit:
        for number, each in enumerate((on("m1", text=""), on("m2"), on("m3", changed_at=NOW + DAY)), start=1):
            await unit.feedback.add(each)
            await unit.feedback.save(replace(each, number=number, posted=f"7/{number}"))
        assert [each.number for each in await unit.feedback.left_behind(5)] == [1]
        assert await unit.feedback.forget(NOW + DAY) == 1
        assert [(each.text, each.posted) for each in await unit.feedback.since(NOW)] == [
            ("", "7/1"),
            ("", ""),
            (WISH.text, "7/3"),
        ]
        assert [each.number for each in await unit.feedback.left_behind(5)] == [1]


async def test_an_erased_member_does_not_come_back(ledger: SqlLedger) -> None:
    """Neither by a save of before; what was passed on of theirs is left behind, to be taken away."""
    async with ledger.begin(HOME) as unit:
        added = await unit.feedback.add(WISH)
        await unit.feedback.save(replace(added, posted="7/8"))
        await unit.people.erase("ann", NOW)
        await unit.feedback.save(replace(added, posted="7/8", version=2))
        (left,) = await unit.feedback.left_behind(5)
        assert (left.text, left.member.startswith("erased-")) == ("", True)


async def test_words_are_sealed(ledger: SqlLedger) -> None:
    """None stands readable in the database."""
    async with ledger.begin(HOME) as unit:
        await unit.feedback.add(WISH)
    async with ledger._engine.connect() as connection:  # noqa: SLF001 - looks beneath the port, where texts would be
        rows = (await connection.execute(text("SELECT * FROM feedback"))).all()
    assert len(rows) == 1
    assert "tema" not in str(tuple(rows[0]))


async def test_counts_add_up_by_slot_and_by_hour(ledger: SqlLedger) -> None:
    """Of one community alone, and no more than was asked for."""
    slots = {NOW: Counts(3, 2, 1), NOW + timedelta(minutes=15): Counts(1), NOW + HOUR: Counts(5, 0, 5)}
    async with ledger.begin(HOME) as unit:
        for slot, counts in (*slots.items(), (NOW, Counts(1, 1, 1))):
            await unit.pulse.add(slot, counts)
        assert await unit.pulse.slots(NOW) == {**slots, NOW: Counts(4, 3, 2)}
        assert await unit.pulse.slots(NOW + timedelta(minutes=1)) == {each: slots[each] for each in list(slots)[1:]}
        noon = NOW.replace(minute=0)
        assert await unit.pulse.hours(NOW) == {noon: Counts(5, 3, 2), noon + HOUR: Counts(5, 0, 5)}
        assert await unit.pulse.forget(NOW + HOUR) == 2
        assert await unit.pulse.slots(NOW) == {NOW + HOUR: Counts(5, 0, 5)}
    async with ledger.begin(OTHER) as unit:
        assert await unit.pulse.slots(NOW) == {}
        assert await unit.pulse.forget(NOW + DAY) == 0


async def test_entries_stay_in_their_community(ledger: SqlLedger) -> None:
    """Another community refuses to enter or replace them, and forgets none."""
    async with ledger.begin(HOME) as unit:
        entry = await unit.feedback.add(WISH)
    async with ledger.begin(OTHER) as unit:
        assert await unit.feedback.forget(NOW + DAY) == 0
        for refused in (unit.feedback.add(entry), unit.feedback.save(entry)):
            with pytest.raises(ValueError, match="another community"):
                await refused
