"""Drafts and choices, on every kind of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.core.content import Message
from bot.core.drafts import Draft, DraftState
from bot.core.lessons import Lesson
from bot.core.lint import Finding, LintLevel, LintRule
from bot.core.proposals import Intent, Proposal, Tone
from bot.core.situations import Mood, Situation

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

HOME, OTHER = "guild-1", "guild-2"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MESSAGE = Message("general", "m1")
FOUND = Finding(LintRule.PROMISE, LintLevel.WARN, "“vi lover”", (0, 3))
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
            thread="m0",
            situation=Situation.COMPLAINT,
            language="da",
            mood=Mood.ANGRY,
            proposals=(
                Proposal(Intent.ANSWER, "Vi ser på det.", ("faq:bugs@1f2e3d4c",), "complaint/da/2", "playbook"),
                Proposal(Intent.ASK_BACK, "Hvornår? 🙂", tone=Tone.SHORTER, lint=(FOUND, FOUND)),
            ),
            chosen=1,
            reasons=("“ødelagt” is a complaint",),
            question="det er \ud83d\ude10 ødelagt",
            author="Ann",
            slots={"name": "Ann"},
            note="hun har ret",
            first_yes="bo",
            expires_at=NOW + DAY,
            version=7,
            shown=6,
            place="room/1",
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


async def test_drafts_are_found_by_what_is_to_be_done_with_them(ledger: SqlLedger) -> None:
    """By state, by whether their time is over, by what their card shows, and by whether somebody said yes."""
    given = [
        replace(DRAFT, state=DraftState.DRAFTED, expires_at=NOW, shown=0),
        replace(DRAFT, expires_at=NOW + DAY, version=4, shown=4),
        replace(DRAFT, state=DraftState.SENT, effect="key", expires_at=NOW, version=5, shown=4),
        replace(DRAFT, state=DraftState.EXPIRED, expires_at=NOW, version=9),
        replace(DRAFT, state=DraftState.SENT, effect="old", changed_at=NOW - DAY),
    ]
    async with ledger.begin(HOME) as unit:
        drafted, offered, sent, expired, old = [await unit.drafts.add(each) for each in given]
        assert await unit.drafts.find(limit=2) == [old, expired]
        assert await unit.drafts.find([DraftState.SENT]) == [old, sent]
        assert await unit.drafts.undecided(9) == [drafted, offered]
        assert await unit.drafts.overdue(NOW, 9) == [drafted]
        assert await unit.drafts.overdue(NOW - DAY, 9) == []
        assert await unit.drafts.to_show(9) == [drafted, sent]
        assert await unit.drafts.to_show(1) == [drafted]
        assert await unit.drafts.sent_since(NOW, 9) == [sent]
    async with ledger.begin(OTHER) as unit:
        for seen in (unit.drafts.find(), unit.drafts.undecided(9), unit.drafts.to_show(9), unit.drafts.overdue(NOW, 9)):
            assert not await seen
        assert not await unit.drafts.sent_since(NOW, 9)


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
        said = replace(DRAFT, question="we were asking", author="Annabella", note="so rude", slots={"a": "quoting"})
        await unit.drafts.save(await unit.drafts.add(said))
    async with ledger._engine.connect() as connection:  # noqa: SLF001 - looks beneath the port, where texts would be
        rows = (await connection.execute(text("SELECT * FROM draft"))).all()
    assert len(rows) == 1
    assert not [each for each in ("quoting", "asking", "Annabella", "rude") if each in str(tuple(rows[0]))]


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


async def test_lessons_come_back_as_they_were_kept(ledger: SqlLedger) -> None:
    """Newest first, by the state of their draft; another community has none of them, nor can forget them."""
    given = replace(DRAFT, situation=Situation.QUESTION, language="da")
    async with ledger.begin(HOME) as unit:
        ids = [
            (await unit.drafts.add(replace(given, state=state))).id for state in (DraftState.SENT, DraftState.EDITED)
        ]
        first, second = (Lesson(each, NOW + DAY, Situation.QUESTION, "da", "key", "question/da/1") for each in ids)
        first = replace(first, cites=("faq:a@1",), offered="Hej \ud83d\ude10", sent="Dav", question="Hvor?")
        second = replace(second, why="tone")
        await unit.drafts.teach(first)
        await unit.drafts.teach(second)
    async with ledger.begin(OTHER) as unit:
        await unit.drafts.teach(replace(first, sent="stolen"))
        assert (await unit.drafts.lessons(), await unit.drafts.unlearn()) == ([], 0)
    async with ledger.begin(HOME) as unit:
        assert await unit.drafts.lessons() == [second, first]
        assert await unit.drafts.lessons([DraftState.SENT]) == [first]
        assert await unit.drafts.lessons(limit=1) == [second]
        assert await unit.drafts.unlearn(second.draft) == 1
        assert await unit.drafts.lessons() == [first]
        assert await unit.drafts.unlearn() == 1
        assert len(await unit.drafts.find()) == 2
