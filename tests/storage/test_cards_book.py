"""What the book of cards promises, on every kind of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.cases import Actor, ActorKind, Appeal, AppealState, Case, CaseState
from bot.core.content import Author, Content, Message
from bot.core.journal import Event, EventKind
from bot.core.policy import Severity
from bot.storage import cards, migrate
from bot.storage.engine import make_engine
from bot.storage.keys import Vault
from bot.storage.ledger import SqlLedger, open_ledger
from bot.storage.tables import table_of
from bot.storage.tables_outbox import CardMarkRow, CardRow

if TYPE_CHECKING:
    from bot.ports.ledger import UnitOfWork

HOME, OTHER = "guild-1", "guild-2"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MOD = Actor(ActorKind.MODERATOR, "mod", "Mo")
EVERYTHING = 100


async def add(unit: UnitOfWork, number: int, state: CaseState = CaseState.UPHELD, member: str = "ann") -> None:
    """Enter a case on a message whose text is kept, and its first event."""
    message = Message("general", f"m{number}")
    content = Content(HOME, message.channel, message.id, Author(member, member.title()), "hej", NOW)
    await unit.contents.add(content, keep=True)
    case = Case(HOME, 0, message, member, state, Severity.MINOR, ("be-kind",), (), 0, "p1", "en", NOW, NOW)
    assert (await unit.cases.add(case)).number == number
    await happen(unit, number, person=member)


async def happen(unit: UnitOfWork, *numbers: int, actor: Actor = MOD, person: str = "") -> None:
    """Let something happen on each of some cases."""
    for number in numbers:
        await unit.journal.append(Event(EventKind.CLAIMED, NOW, number, actor, person=person))


async def show_all(ledger: SqlLedger) -> None:
    """Show every card that has changed."""
    async with ledger.begin(HOME) as unit:
        for case, seq in await unit.cards.changed(EVERYTHING):
            await unit.cards.shown(case, seq, f"place {case}")


async def changed(ledger: SqlLedger, community: str = HOME) -> list[tuple[int, int]]:
    """Return what has changed."""
    async with ledger.begin(community) as unit:
        return list(await unit.cards.changed(EVERYTHING))


async def test_a_case_has_changed_until_its_card_was_shown(ledger: SqlLedger) -> None:
    """Each case comes once with its latest entry, the one with the oldest first, and again after the next entry."""
    async with ledger.begin(HOME) as unit:
        await happen(unit, 1, 2, 3, 1)
        await unit.journal.append(Event(EventKind.GAP, NOW))
    assert await changed(ledger) == [(2, 2), (3, 3), (1, 4)]
    async with ledger.begin(HOME) as unit:
        assert await unit.cards.changed(2) == [(2, 2), (3, 3)]
        assert await unit.cards.place(3) == ""
        await unit.cards.shown(3, 3, "c/77")
    assert await changed(ledger) == [(2, 2), (1, 4)]
    async with ledger.begin(HOME) as unit:
        assert await unit.cards.place(3) == "c/77"
        await happen(unit, 3)
        assert await unit.cards.changed(EVERYTHING) == [(2, 2), (1, 4), (3, 6)]
        await unit.cards.shown(3, 6, "c/78")
        assert await unit.cards.place(3) == "c/78"


async def test_what_happens_while_a_card_is_shown_is_not_lost(ledger: SqlLedger) -> None:
    """The entry that the card shows counts, not the latest there is; an older one noted late takes nothing back."""
    async with ledger.begin(HOME) as unit:
        await happen(unit, 1, 1)
    async with ledger.begin(HOME) as unit:
        assert await unit.cards.changed(EVERYTHING) == [(1, 2)]
        await happen(unit, 1)
        await unit.cards.shown(1, 2, "here")
    assert await changed(ledger) == [(1, 3)]
    async with ledger.begin(HOME) as unit:
        await unit.cards.shown(1, 3, "here")
        await unit.cards.shown(1, 1, "there")
        assert await unit.cards.place(1) == "there"
    assert await changed(ledger) == []


async def test_an_entry_that_was_shown_before_it_was_looked_for_is_no_news(ledger: SqlLedger) -> None:
    """A card that was shown with entries that came after the last look is not shown again because of them."""
    async with ledger.begin(HOME) as unit:
        await happen(unit, 1)
        await unit.cards.shown(1, 1, "here")
    assert await changed(ledger) == []


async def test_a_block_that_raises_shows_nothing(ledger: SqlLedger) -> None:
    """What was noted in a transaction that failed is changed still."""
    async with ledger.begin(HOME) as unit:
        await happen(unit, 1)

    async def fail() -> None:
        async with ledger.begin(HOME) as unit:
            await unit.cards.shown(1, (await unit.cards.changed(EVERYTHING))[0][1], "here")
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert await changed(ledger) == [(1, 1)]


async def test_cards_stay_in_their_community(ledger: SqlLedger) -> None:
    """Neither what changed nor where a card is crosses over."""
    async with ledger.begin(HOME) as unit:
        await happen(unit, 1)
        await unit.cards.shown(1, 1, "here")
        await happen(unit, 1)
    async with ledger.begin(OTHER) as unit:
        assert await unit.cards.place(1) == ""
        assert await unit.cards.changed(EVERYTHING) == []
        await happen(unit, 1)
        assert await unit.cards.changed(EVERYTHING) == [(1, 1)]
    assert await changed(ledger) == [(1, 2)]


async def test_a_long_journal_is_looked_through_bit_by_bit(ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much there is, one look takes a stretch of it, and every case comes in the end."""
    monkeypatch.setattr(cards, "_STRIDE", 2)
    async with ledger.begin(HOME) as unit:
        await happen(unit, 1, 2, 3, 1, 4)
    looks = [[case for case, _ in await changed(ledger)] for _ in range(4)]
    assert looks == [[1, 2], [2, 3, 1], [2, 3, 1, 4], [2, 3, 1, 4]]


async def test_an_erased_members_cards_are_shown_again(ledger: SqlLedger) -> None:
    """What a card shows of somebody goes from there too, be it the member or a moderator, and no other changes."""
    async with ledger.begin(HOME) as unit:
        await add(unit, 1)
        await add(unit, 2, member="bob")
        await add(unit, 3, member="cid")
        await happen(unit, 2, actor=Actor(ActorKind.MODERATOR, "eve", "Eve"))
    await show_all(ledger)
    for person, cases in (("ann", [1]), ("eve", [2]), ("nobody", [])):
        async with ledger.begin(HOME) as unit:
            await unit.people.erase(person, NOW + DAY)
            assert [case for case, _ in await unit.cards.changed(EVERYTHING)] == cases
        await show_all(ledger)


async def test_a_card_that_is_under_way_does_not_hide_an_erasure(ledger: SqlLedger) -> None:
    """Who read a case before its member was erased, and shows it afterwards, has not shown what it is now."""
    async with ledger.begin(HOME) as unit:
        await add(unit, 1)
        ((case, seq),) = await unit.cards.changed(EVERYTHING)
    async with ledger.begin(HOME) as unit:
        await unit.people.erase("ann", NOW + DAY)
    async with ledger.begin(HOME) as unit:
        await unit.cards.shown(case, seq, "here")
        assert [number for number, _ in await unit.cards.changed(EVERYTHING)] == [1]


async def test_a_card_whose_evidence_is_forgotten_is_shown_again(ledger: SqlLedger) -> None:
    """Retention ends in the moderators' channel too, for texts and appeals; what has no card needs none for that."""
    async with ledger.begin(HOME) as unit:
        for number in (1, 2, 3, 4):
            await add(unit, number, CaseState.OPEN if number == 2 else CaseState.UPHELD)
    await show_all(ledger)
    async with ledger.begin(HOME) as unit:
        await unit.cards.shown(3, 3, "")
        assert await unit.contents.forget_texts(NOW + DAY, NOW) == 3
        assert [case for case, _ in await unit.cards.changed(EVERYTHING)] == [1, 4]
    await show_all(ledger)
    async with ledger.begin(HOME) as unit:
        assert await unit.contents.forget_texts(NOW + DAY, NOW) == 0
        granted = Appeal(HOME, 4, "ann", "please", NOW, AppealState.GRANTED, "mod", NOW)
        await unit.appeals.add(granted)
        assert await unit.contents.forget_texts(NOW + DAY, NOW) == 1
        assert [case for case, _ in await unit.cards.changed(EVERYTHING)] == [4]


async def test_old_cases_are_no_news_but_those_that_wait_are_shown(lasting_url: str, key: str) -> None:
    """In a ledger from before there were cards, a migration counts open cases and waiting appeals, and what follows."""
    engine = make_engine(lasting_url)
    await migrate.bring_up(engine, "0004")
    ledger = SqlLedger(engine, Vault([key]))
    async with ledger.begin(HOME) as unit:
        for number, state in enumerate((CaseState.UPHELD, CaseState.OPEN, CaseState.HANDLED, CaseState.HANDLED), 1):
            await add(unit, number, state)
        await happen(unit, 2, 3)
        await unit.appeals.add(Appeal(HOME, 4, "ann", "please", NOW))
    async with engine.begin() as connection:
        for row in (CardRow, CardMarkRow):
            await connection.run_sync(table_of(row).drop)
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0003'")
    await ledger.close()
    ledger = await open_ledger(lasting_url, [key])
    assert await changed(ledger) == [(4, 4), (2, 5)]
    async with ledger.begin(HOME) as unit:
        await happen(unit, 1)
    assert await changed(ledger) == [(4, 4), (2, 5), (1, 7)]
    await ledger.close()
