"""Every case comes to its moderators on one card, which follows what happens, whatever fails in between."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from bot.core.cases import CaseState
from bot.core.effects import EffectKind, Failed
from bot.pipeline.appeal import appeal
from bot.pipeline.panel import Failures, keep_showing, show_once
from bot.pipeline.retain import retain
from bot.pipeline.review import dismiss, undo, uphold
from tests.fakes import ShowingPanel
from tests.pipeline.ledger_makers import ANNA, FINE, SLUR, World

if TYPE_CHECKING:
    from bot.core.cards import Card


@pytest.fixture
def panel() -> ShowingPanel:
    """Give a channel without cards."""
    return ShowingPanel()


async def show(world: World, panel: ShowingPanel, failures: Failures | None = None) -> list[tuple[int, CaseState]]:
    """Show what has changed; return case and state of each card that was shown by it, in order."""
    before = len(panel.shown)
    assert await show_once(world.community, panel, failures) == len(panel.shown) - before
    return [(each.case, each.state) for each in panel.shown[before:]]


async def test_a_new_case_gets_a_card(world: World, panel: ShowingPanel) -> None:
    """A message in order gets none; nothing is shown twice while nothing happens."""
    await world.act(FINE)
    await world.act(SLUR)
    assert await show(world, panel) == [(1, CaseState.OPEN)]
    assert await show(world, panel) == []


async def test_a_verdict_changes_the_same_card(world: World, panel: ShowingPanel) -> None:
    """Whoever gives it, and wherever: there is one card for a case."""
    await world.act(SLUR)
    await show(world, panel)
    await dismiss(world.community, 1, ANNA)
    assert await show(world, panel) == [(1, CaseState.DISMISSED)]
    assert list(panel.cards) == ["place 1"]


async def test_an_effect_that_ends_changes_the_card(world: World, panel: ShowingPanel) -> None:
    """Moderators see whether it was done, or why not."""
    await world.say(SLUR)
    await show(world, panel)
    assert dict(panel.cards["place 1"].fields)["Done"] == "hide: waits"
    world.platform.answer(EffectKind.HIDE, Failed("403"))
    await world.do()
    await show(world, panel)
    assert dict(panel.cards["place 1"].fields)["Done"] == "hide: failed, 403"


async def test_cards_come_in_the_order_of_what_happened(world: World, panel: ShowingPanel) -> None:
    """The case on which nothing has happened for longest comes first."""
    for _ in range(3):
        await world.say(SLUR)
    await uphold(world.community, 1, ANNA)
    assert [case for case, _ in await show(world, panel)] == [2, 3, 1]


async def test_a_panel_that_fails_loses_nothing(world: World, panel: ShowingPanel) -> None:
    """What could not be shown waits, and is shown as it is once somebody can see it."""
    for _ in range(5):
        await world.act(SLUR)
    panel.deaf = True
    failures: Failures = {}
    for _ in range(4):
        assert await show(world, panel, failures) == []
    await uphold(world.community, 2, ANNA)
    await world.do_all()
    panel.deaf = False
    world.clock.at += timedelta(minutes=5)
    assert sorted(await show(world, panel, failures)) == [
        (case, CaseState.UPHELD if case == 2 else CaseState.OPEN) for case in range(1, 6)
    ]
    assert failures == {}


async def test_a_channel_that_is_down_is_not_stormed(world: World, panel: ShowingPanel) -> None:
    """After two cards in a row the rest waits, and each that failed is tried ever more seldom."""
    for _ in range(3):
        await world.act(SLUR)
    panel.deaf = True
    failures: Failures = {}
    tries = []
    for _ in range(600):
        world.clock.at += timedelta(seconds=1)
        before = panel.tries
        await show_once(world.community, panel, failures)
        tries.append(panel.tries - before)
    assert tries[0] == 2
    assert max(tries) == 2
    assert sum(tries) < 30
    assert sum(tries[300:]) <= 6


async def test_a_card_that_cannot_be_shown_holds_up_no_other(world: World, panel: ShowingPanel) -> None:
    """However many cards a platform refuses, new ones are shown, and so is what was refused when it no longer is."""
    for _ in range(20):
        await world.act(SLUR)
    panel.poor = set(range(1, 20))
    failures: Failures = {}
    for _ in range(10):
        await show_once(world.community, panel, failures)
    assert [each.case for each in panel.shown] == [20]
    await world.act(SLUR)
    assert [case for case, _ in await show(world, panel, failures)] == [21]
    panel.poor.clear()
    world.clock.at += timedelta(minutes=5)
    for _ in range(2):
        await show_once(world.community, panel, failures)
    assert sorted(each.case for each in panel.shown) == list(range(1, 22))


async def test_a_fault_over_one_card_is_a_failure_like_any_other(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The other cases are shown, and the log names the fault without quoting anybody."""

    class Faulty(ShowingPanel):
        @override
        async def show(self, card: Card, place: str) -> str:
            if card.case == 1:
                raise ValueError(card.evidence)
            return await super().show(card, place)

    panel = Faulty()
    for _ in range(2):
        await world.act(SLUR)
    assert await show(world, panel) == [(2, CaseState.OPEN)]
    assert "showing case 1 failed: ValueError in show" in caplog.text
    assert SLUR not in caplog.text


async def test_a_call_that_hangs_is_given_up(world: World, panel: ShowingPanel) -> None:
    """A platform that does not answer in time has shown nothing, as far as anybody knows."""

    class Hanging(ShowingPanel):
        @override
        async def show(self, card: Card, place: str) -> str:
            await asyncio.sleep(3600)
            return place

    world.community.pace = replace(world.community.pace, call_seconds=0.01)
    await world.act(SLUR)
    assert await show(world, Hanging()) == []
    assert await show(world, panel) == [(1, CaseState.OPEN)]


async def test_a_crash_between_showing_and_noting_shows_again(world: World) -> None:
    """The card is shown a second time, at no place that anybody noted, and then is not changed any more."""

    class Dying(ShowingPanel):
        @override
        async def show(self, card: Card, place: str) -> str:
            await super().show(card, place)
            raise asyncio.CancelledError

    await world.act(SLUR)
    first = Dying()
    with pytest.raises(asyncio.CancelledError):
        await show_once(world.community, first)
    second = ShowingPanel()
    assert await show(world, second) == [(1, CaseState.OPEN)]
    assert second.shown == first.shown
    assert await show(world, second) == []


async def test_what_happens_while_a_card_is_shown_changes_it_again(world: World) -> None:
    """A verdict that falls between reading and showing is on the card a round later."""

    class Slow(ShowingPanel):
        @override
        async def show(self, card: Card, place: str) -> str:
            if not self.shown:
                await dismiss(world.community, 1, ANNA)
            return await super().show(card, place)

    panel = Slow()
    await world.act(SLUR)
    assert await show(world, panel) == [(1, CaseState.OPEN)]
    assert await show(world, panel) == [(1, CaseState.DISMISSED)]
    assert await show(world, panel) == []


async def test_an_appeal_comes_up_on_the_card(world: World, panel: ShowingPanel) -> None:
    """Though it changes nothing in the case."""
    await world.act(SLUR)
    await uphold(world.community, 1, ANNA)
    await world.do_all()
    await show(world, panel)
    await appeal(world.community, 1, "bo", "Bo", "please")
    await show(world, panel)
    assert "please" in dict(panel.cards["place 1"].fields)["Appeal"]


async def test_what_a_member_wrote_goes_from_the_card_too(world: World, panel: ShowingPanel) -> None:
    """When they are erased or the text is forgotten, the card is shown without it."""
    await world.act(SLUR)
    await world.act(SLUR, member="kim")
    await uphold(world.community, 2, ANNA)
    await world.do_all()
    await show(world, panel)
    async with world.community.begin() as uow:
        await uow.people.erase("bo", world.clock.at)
    assert await show(world, panel) == [(1, CaseState.VOID)]
    assert (panel.cards["place 1"].evidence, panel.cards["place 2"].evidence) == ("", SLUR)
    assert panel.cards["place 1"].member != "bo"
    world.clock.at += timedelta(days=91)
    await retain(world.community)
    assert await show(world, panel) == [(2, CaseState.UPHELD)]
    assert panel.cards["place 2"].evidence == ""


async def test_a_channel_that_comes_late_does_not_begin_with_the_past(world: World, panel: ShowingPanel) -> None:
    """After weeks without one, what waits for a moderator gets a card and what is over gets none, until it happens."""
    for _ in range(3):
        await world.act(SLUR)
    await uphold(world.community, 1, ANNA)
    await uphold(world.community, 2, ANNA)
    await appeal(world.community, 2, "bo", "Bo", "please")
    world.clock.at += timedelta(days=8)
    assert sorted(await show(world, panel)) == [(2, CaseState.UPHELD), (3, CaseState.OPEN)]
    await world.do_all()
    assert await show(world, panel) == [(2, CaseState.UPHELD)]
    async with world.community.begin() as uow:
        assert await uow.cards.changed(10) == []
    await undo(world.community, 1, ANNA)
    assert await show(world, panel) == [(1, CaseState.UNDONE)]


async def test_showing_goes_on_until_cancelled(
    world: World, panel: ShowingPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case that comes up is on a card about a second later; where nothing can be shown the pauses grow."""
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 1:
            await world.act(SLUR)
        elif len(pauses) == 2:
            assert len(panel.shown) == 1
            panel.deaf = True
            await world.act(SLUR)
            await world.act(SLUR)
        elif len(pauses) < 20:
            world.clock.at += timedelta(seconds=300)
        else:
            raise asyncio.CancelledError

    monkeypatch.setattr(asyncio, "sleep", note)
    with pytest.raises(asyncio.CancelledError):
        await keep_showing(world.community, panel)
    assert pauses[:5] == [1, 1, 2, 4, 8]
    assert pauses[-1] == 300
