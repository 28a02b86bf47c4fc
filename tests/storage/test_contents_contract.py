"""What the book of contents promises, on every kind of database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from sqlalchemy import text

from bot.core.cases import Appeal, AppealState, Case, CaseState
from bot.core.content import Author, Content, Message
from bot.core.decision import Decision, Verdict
from bot.core.policy import Mode, Severity
from bot.storage.keys import Vault

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

NOON = datetime(2026, 5, 1, 12, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def _content(number: int = 1, text: str = "hej", **change: object) -> Content:
    made = Content("nordlys", "general", f"m{number}", Author("ann", "Ann", frozenset({"Guest"})), text, NOON)
    return replace(made, **change)  # type: ignore[arg-type]  # fields by name


def _case(number: int, changed_at: datetime = NOON) -> Case:
    return Case(
        community="nordlys",
        number=0,
        message=Message("general", f"m{number}"),
        member="ann",
        state=CaseState.OPEN,
        severity=Severity.SERIOUS,
        rules=(),
        proposals=(),
        revision=0,
        policy="p1",
        language="da",
        opened_at=NOON,
        changed_at=changed_at,
    )


_DECISION = Decision("m1", 0, Verdict.ACT, (), (), (), (), (), 0, None, Mode.ENFORCE, "p1")


async def test_a_content_comes_back_as_it_was_written(ledger: SqlLedger) -> None:
    """Text, author and moment survive, lone surrogates and other time zones included."""
    text = "so\x00 \ud83d\ude00 \udc00 🎶 'x'"
    at = NOON.astimezone(timezone(timedelta(hours=2)))
    author = Author("ann", "A\ud800", frozenset({"b", "a"}), is_bot=True)
    seen = _content(text=text, at=at, author=author, reports=2, within=frozenset({"fun", "memes"}))
    async with ledger.begin("nordlys") as unit:
        assert await unit.contents.add(seen, keep=True)
    async with ledger.begin("nordlys") as unit:
        kept = await unit.contents.kept(seen.message)
    assert kept == seen
    assert kept is not None
    assert kept.at.tzinfo is UTC


async def test_a_text_that_was_sealed_before_places_were_kept_is_read(ledger: SqlLedger, key: str) -> None:
    """What an earlier program sealed lies within nothing but its channel."""
    old = {"text": "hej", "name": "Ann", "roles": ["Guest"], "is_bot": False, "reports": 0}
    async with ledger.begin("nordlys") as unit:
        await unit.contents.add(_content(within=frozenset({"fun"})), keep=True)
    async with ledger._engine.begin() as connection:  # noqa: SLF001 - no program writes this any more
        sealed = Vault([key]).seal(json.dumps(old))
        await connection.execute(text("UPDATE content SET sealed = :sealed"), {"sealed": sealed})
    async with ledger.begin("nordlys") as unit:
        assert await unit.contents.kept(_content().message) == _content()


async def test_a_text_that_is_not_kept_is_nowhere(ledger: SqlLedger) -> None:
    """Without keep there is a footprint and no text; with keep the text is added later, once."""
    async with ledger.begin("nordlys") as unit:
        assert await unit.contents.add(_content(), keep=False)
        assert await unit.contents.kept(_content().message) is None
        assert not await unit.contents.add(_content(), keep=True)
        assert await unit.contents.kept(_content().message) == _content()
        assert not await unit.contents.add(_content(text="other"), keep=True)
        assert await unit.contents.kept(_content().message) == _content()


async def test_the_latest_revision_is_told(ledger: SqlLedger) -> None:
    """`latest` gives the highest revision in whatever order they came, `kept` the one asked for."""
    async with ledger.begin("nordlys") as unit:
        assert await unit.contents.latest(_content().message) is None
        for revision in (1, 2, 0):
            await unit.contents.add(_content(revision=revision, text=f"r{revision}"), keep=revision < 2)
        latest = await unit.contents.latest(_content().message)
        assert latest is not None
        assert (latest.revision, latest.member, latest.at, latest.length) == (2, "ann", NOON, 2)
        newest, first = await unit.contents.kept(latest.message), await unit.contents.kept(latest.message, 0)
        assert newest is not None
        assert first is not None
        assert (newest.text, first.text) == ("r1", "r0")
        assert await unit.contents.kept(latest.message, 2) is None


async def test_marks_are_equal_for_repeats_within_one_community(ledger: SqlLedger) -> None:
    """Capitals and spaces do not count, and another community's mark of the same text is another."""
    async with ledger.begin("nordlys") as unit:
        await unit.contents.add(_content(1, "Ring  NU"), keep=False)
        await unit.contents.add(_content(2, "ring nu"), keep=False)
        first, second = await unit.contents.since(NOON, 10)
        assert first.mark == second.mark == unit.mark("ring nu")
    async with ledger.begin("sydlys") as other:
        assert other.mark("ring nu") != first.mark


async def test_since_gives_the_latest_oldest_first(ledger: SqlLedger) -> None:
    """What is older is left out, and of more than the limit the oldest."""
    async with ledger.begin("nordlys") as unit:
        for number in (3, 1, 4, 2):
            await unit.contents.add(_content(number, at=NOON + number * HOUR), keep=False)
        assert [each.message.id for each in await unit.contents.since(NOON + 2 * HOUR, 2)] == ["m3", "m4"]
        assert [each.message.id for each in await unit.contents.since(NOON + 2 * HOUR, 9)] == ["m2", "m3", "m4"]


async def test_texts_go_when_their_time_is_over(ledger: SqlLedger) -> None:
    """Age counts from the last change of a case that is over, without one from writing; a waiting appeal keeps it."""
    async with ledger.begin("nordlys") as unit:
        for number in range(1, 6):
            await unit.contents.add(_content(number, at=NOON + DAY if number == 2 else NOON), keep=True)
        for case in (_case(3, NOON + DAY), _case(4), _case(5)):
            await unit.cases.add(replace(case, state=CaseState.HANDLED))
        await unit.appeals.add(Appeal("nordlys", 3, "ann", "please", NOON))
        assert await unit.contents.forget_texts(NOON + HOUR, NOON + HOUR) == 2
        kept = [number for number in range(1, 6) if await unit.contents.kept(Message("general", f"m{number}"))]
        assert kept == [2, 3, 5]
        await unit.appeals.save(Appeal("nordlys", 3, "ann", "please", NOON, AppealState.DENIED))
        assert await unit.contents.forget_texts(NOON + HOUR, NOON + 2 * DAY) == 2
        assert await unit.contents.forget_texts(NOON + 2 * DAY, NOON) == 1


async def test_footprints_go_when_nothing_needs_them(ledger: SqlLedger) -> None:
    """What has a case or a text stays; the decision on a message goes with its footprint."""
    async with ledger.begin("nordlys") as unit:
        for number in range(1, 5):
            content = _content(number, at=NOON + DAY if number == 4 else NOON)
            await unit.contents.add(content, keep=number == 2)
            await unit.decisions.add(replace(_DECISION, content_id=content.id), content.message, "seen", 0)
        await unit.cases.add(_case(3))
        assert await unit.contents.forget_footprints(NOON + HOUR) == 1
        left = [each.message.id for each in await unit.contents.since(NOON, 10)]
        assert left == ["m2", "m3", "m4"]
        found = [await unit.decisions.find(Message("general", f"m{n}"), 0, "p1", "seen") for n in range(1, 5)]
        assert found == [None, 0, 0, 0]


async def test_a_newcomer_is_who_wrote_nothing_else_where_others_have_written_for_long(ledger: SqlLedger) -> None:
    """Edits are no other message; and while nobody was seen for long, everybody would be one."""
    async with ledger.begin("nordlys") as unit:
        first = _content(2)
        await unit.contents.add(first, keep=False)
        assert not await unit.contents.is_newcomer(first, NOON)
        await unit.contents.add(_content(1, at=NOON - DAY, author=Author("bob", "Bob")), keep=False)
        assert await unit.contents.is_newcomer(first, NOON)
        await unit.contents.add(_content(2, revision=1), keep=False)
        assert await unit.contents.is_newcomer(first, NOON)
        assert not await unit.contents.is_newcomer(first, NOON - DAY)
        await unit.contents.add(_content(2, channel="other"), keep=False)
        assert not await unit.contents.is_newcomer(first, NOON)
