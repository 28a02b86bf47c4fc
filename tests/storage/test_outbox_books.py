"""Notices, appeals, reports, cursors and alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.core.cases import Appeal, AppealState
from bot.core.content import Message
from bot.core.notices import Notice, NoticeKind, NoticeState

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

HOME, OTHER = "guild-1", "guild-2"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MESSAGE = Message("general", "m1")
NOTICE = Notice(
    HOME, 1, 2, "ann", MESSAGE, NoticeKind.ACTION, "da", "be-kind", "Vær venlig", "Fordi", NOW, appeal_until=NOW + DAY
)
APPEAL = Appeal(HOME, 1, "ann", "I was quoting", NOW)


async def test_a_notice_comes_back_as_it_was_saved(ledger: SqlLedger) -> None:
    """Every field survives, and so does the text as the member got it, through a later save without a text."""
    async with ledger.begin(HOME) as unit:
        added = await unit.notices.add(replace(NOTICE, warning=True, detected=False, decided=False))
        later = await unit.notices.add(replace(NOTICE, case=2, kind=NoticeKind.NUDGE, appeal_until=None))
    assert later.id > added.id > 0
    sent = replace(added, state=NoticeState.SENT, reason="by direct message")
    async with ledger.begin(HOME) as unit:
        await unit.notices.save(sent, "Din besked er skjult \ud83d\ude10")
        await unit.notices.save(sent)
    async with ledger.begin(HOME) as unit:
        assert await unit.notices.get(added.id) == sent
        assert await unit.notices.of_case(1) == [sent]
        assert await unit.notices.of_member("ann") == [(sent, "Din besked er skjult \ud83d\ude10"), (later, "")]


async def test_what_people_wrote_is_sealed(ledger: SqlLedger) -> None:
    """Neither a notice's text, nor an appeal's, nor an alert's stands readable in the database."""
    async with ledger.begin(HOME) as unit:
        await unit.notices.save(await unit.notices.add(NOTICE), "quoting")
        await unit.appeals.add(APPEAL)
        await unit.alerts.raise_once("k", "quoting", NOW, NOW + DAY)
    async with ledger._engine.connect() as connection:  # noqa: SLF001 - looks beneath the port, where texts would be
        for table in ("notice", "appeal", "alert"):
            for row in await connection.execute(text(f"SELECT * FROM {table}")):  # noqa: S608 - names from above
                assert "quoting" not in str(tuple(row))


async def test_books_stay_in_their_community(ledger: SqlLedger) -> None:
    """Another community sees none of these, and refuses to enter or replace them."""
    async with ledger.begin(HOME) as unit:
        notice = await unit.notices.add(NOTICE)
        await unit.appeals.add(APPEAL)
        await unit.reports.add(MESSAGE, "bob", NOW)
        await unit.cursors.move("general", "5", NOW)
        await unit.alerts.raise_once("k", "text", NOW, NOW + DAY)
    async with ledger.begin(OTHER) as unit:
        assert await unit.notices.get(notice.id) is None
        assert not await unit.notices.of_case(1)
        assert not await unit.notices.of_member("ann")
        assert await unit.appeals.of_case(1) is None
        assert not await unit.appeals.waiting()
        assert await unit.reports.count(MESSAGE) == 0
        assert await unit.cursors.get("general") is None
        assert not await unit.alerts.is_up("k", NOW)
        assert not await unit.alerts.untold()
        for refused in (unit.notices.add(notice), unit.notices.save(notice)):
            with pytest.raises(ValueError, match="another community"):
                await refused
        for refused_too in (unit.appeals.add(APPEAL), unit.appeals.save(APPEAL)):
            with pytest.raises(ValueError, match="another community"):
                await refused_too
        await unit.alerts.clear("k")
    async with ledger.begin(HOME) as unit:
        assert await unit.alerts.is_up("k", NOW)


async def test_a_case_is_appealed_once(ledger: SqlLedger) -> None:
    """The second appeal on a case is refused; a decided one no longer waits."""
    later = replace(APPEAL, case=2, at=NOW + DAY)
    async with ledger.begin(HOME) as unit:
        assert await unit.appeals.add(later)
        assert await unit.appeals.add(APPEAL)
        assert not await unit.appeals.add(replace(APPEAL, text="again"))
    async with ledger.begin(HOME) as unit:
        assert await unit.appeals.waiting() == [APPEAL, later]
    denied = replace(APPEAL, state=AppealState.DENIED, decided_by="mod", decided_at=NOW)
    async with ledger.begin(HOME) as unit:
        await unit.appeals.save(denied)
        with pytest.raises(ValueError, match="no appeal"):
            await unit.appeals.save(replace(APPEAL, case=3))
    async with ledger.begin(HOME) as unit:
        assert await unit.appeals.waiting() == [later]
        assert await unit.appeals.of_case(1) == denied


async def test_nobody_is_counted_twice_among_reporters(ledger: SqlLedger) -> None:
    """A member's second report of a message counts nothing, whichever transaction it comes in."""
    async with ledger.begin(HOME) as unit:
        assert await unit.reports.add(MESSAGE, "bob", NOW)
        assert not await unit.reports.add(MESSAGE, "bob", NOW)
    async with ledger.begin(HOME) as unit:
        assert not await unit.reports.add(MESSAGE, "bob", NOW + DAY)
        assert await unit.reports.add(MESSAGE, "eve", NOW)
        assert await unit.reports.add(Message("other", "m1"), "bob", NOW)
        assert await unit.reports.count(MESSAGE) == 2


async def test_a_cursor_never_goes_back(ledger: SqlLedger) -> None:
    """A position from an earlier moment changes nothing; one from the same moment does."""
    async with ledger.begin(HOME) as unit:
        assert await unit.cursors.get("general") is None
        await unit.cursors.move("general", "5", NOW)
        await unit.cursors.move("general", "4", NOW - DAY)
    async with ledger.begin(HOME) as unit:
        assert await unit.cursors.get("general") == ("5", NOW)
        await unit.cursors.move("general", "6", NOW)
        assert await unit.cursors.get("general") == ("6", NOW)


async def test_an_alert_is_raised_once_until_it_is_taken_down(ledger: SqlLedger) -> None:
    """Raised again it is up for longer and nobody is told twice; after it was taken down it is told anew."""
    async with ledger.begin(HOME) as unit:
        assert await unit.alerts.raise_once("hide", "I may not hide", NOW, NOW + DAY)
        assert not await unit.alerts.raise_once("hide", "again", NOW, NOW + DAY)
        assert await unit.alerts.untold() == [("hide", "I may not hide")]
    async with ledger.begin(HOME) as unit:
        await unit.alerts.told("hide")
        assert not await unit.alerts.untold()
        assert await unit.alerts.is_up("hide", NOW)
        assert not await unit.alerts.is_up("hide", NOW + DAY)
        assert not await unit.alerts.raise_once("hide", "still not", NOW + DAY, NOW + 2 * DAY)
        assert await unit.alerts.is_up("hide", NOW + DAY)
        assert not await unit.alerts.untold()
        await unit.alerts.clear("hide")
        assert not await unit.alerts.is_up("hide", NOW + DAY)
        assert await unit.alerts.raise_once("hide", "once more", NOW + DAY, NOW + 2 * DAY)
