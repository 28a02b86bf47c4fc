"""Drafts and choices, on every kind of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.core.content import Message
from bot.core.drafts import Draft, DraftState

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

HOME, OTHER = "guild-1", "guild-2"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MESSAGE = Message("general", "m1")
DRAFT = Draft(HOME, MESSAGE, "ann", 3, NOW, NOW, NOW, text="we were quoting", drafter="playbook 1")


async def test_a_draft_comes_back_as_it_was_saved(ledger: SqlLedger) -> None:
    """Every field survives, and each way to it leads there: by message, by effect, by what it became."""
    async with ledger.begin(HOME) as unit:
        first = await unit.drafts.add(DRAFT)
        second = await unit.drafts.add(replace(DRAFT, text=""))
        assert (first, second) == (replace(DRAFT, id=first.id), replace(DRAFT, text="", id=second.id))
        sent = replace(
            first,
            case=4,
            state=DraftState.SENT,
            text="Tak \ud83d\ude10",
            approved_by="eva",
            reason="why",
            effect="key",
            posted="m2",
            changed_at=NOW + DAY,
        )
        await unit.drafts.save(sent)
    async with ledger.begin(HOME) as unit:
        assert await unit.drafts.get(first.id) == sent
        assert await unit.drafts.on(MESSAGE) == [sent, second]
        assert await unit.drafts.of_effect("key") == sent
        assert await unit.drafts.posted_as(Message("general", "m2")) == sent
        assert await unit.drafts.posted_as(Message("other", "m2")) is None
        with pytest.raises(ValueError, match="no draft"):
            await unit.drafts.save(replace(sent, id=99))


async def test_old_drafts_are_forgotten(ledger: SqlLedger) -> None:
    """What last changed before a moment goes, and what changed at it stays."""
    async with ledger.begin(HOME) as unit:
        old, new = [await unit.drafts.add(replace(DRAFT, changed_at=each)) for each in (NOW, NOW + DAY)]
        assert await unit.drafts.forget(NOW + DAY) == 1
        assert await unit.drafts.get(old.id) is None
        assert await unit.drafts.get(new.id) == new


async def test_a_choice_is_kept_until_it_is_taken_back(ledger: SqlLedger) -> None:
    """The last one counts."""
    for value in ("shadow", "enforce", ""):
        async with ledger.begin(HOME) as unit:
            await unit.choices.choose("mode", value)
        async with ledger.begin(HOME) as unit:
            assert await unit.choices.get("mode") == value
            assert await unit.choices.get("other") == ""


async def test_what_is_said_is_sealed(ledger: SqlLedger) -> None:
    """No draft's words stand readable in the database."""
    async with ledger.begin(HOME) as unit:
        await unit.drafts.save(await unit.drafts.add(DRAFT))
    async with ledger._engine.connect() as connection:  # noqa: SLF001 - looks beneath the port, where texts would be
        rows = (await connection.execute(text("SELECT * FROM draft"))).all()
    assert len(rows) == 1
    assert "quoting" not in str(tuple(rows[0]))


async def test_both_stay_in_their_community(ledger: SqlLedger) -> None:
    """Another community sees none of them, and refuses to enter or replace them."""
    async with ledger.begin(HOME) as unit:
        await unit.choices.choose("mode", "shadow")
        draft = await unit.drafts.add(replace(DRAFT, effect="key", posted="m2"))
    async with ledger.begin(OTHER) as unit:
        assert await unit.choices.get("mode") == ""
        assert await unit.drafts.get(draft.id) is None
        assert await unit.drafts.of_effect("key") is None
        assert await unit.drafts.posted_as(Message("general", "m2")) is None
        assert not await unit.drafts.on(MESSAGE)
        assert await unit.drafts.forget(NOW + DAY) == 0
        for refused in (unit.drafts.add(draft), unit.drafts.save(draft)):
            with pytest.raises(ValueError, match="another community"):
                await refused
