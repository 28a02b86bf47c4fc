"""Every draft has one card, which follows what happens to it, whatever fails."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from bot.core.buttons import draft_buttons
from bot.core.draft_cards import DraftPress
from bot.core.drafts import DraftState, RejectWhy
from bot.core.marks import Mark, Wish
from bot.core.voice import Approvers
from bot.pipeline import draft_panel
from bot.pipeline.draft_panel import keep_showing_drafts, show_drafts
from bot.pipeline.offering import offer_due
from bot.pipeline.panel import Failure
from bot.pipeline.reply import Yes, approve, open_draft
from bot.pipeline.reply_changes import other, reject
from tests.pipeline.ledger_makers import ANNA, BERT, World
from tests.pipeline.reply_makers import ASKED, ShowingDrafts, answering, drafts, voice

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.core.draft_cards import DraftCard
    from bot.storage.ledger import SqlLedger


@pytest.fixture
def world(ledger: SqlLedger) -> World:
    """Give a community that offers drafts."""
    return answering(ledger)[0]


async def offered(world: World, member: str = "bo") -> Content:
    """Let a member ask something, and a draft be offered."""
    taken = await world.say(ASKED, member)
    assert taken.screened is not None
    await offer_due(world.community)
    return taken.screened.content


async def test_a_card_is_posted_once_and_with_it_the_draft_is_before_moderators(world: World) -> None:
    """It says all that is needed to decide, with a button for each thing that can be done."""
    panel = ShowingDrafts()
    await offered(world)
    assert await show_drafts(world.community, panel) == (1, 0)
    assert await show_drafts(world.community, panel) == (0, 0)
    (card,) = panel.cards.values()
    assert (card.title, card.quote, card.text) == (
        "Draft 1 · question · en · waits for a yes",
        ASKED,
        "We hear you, Bo.",
    )
    assert dict(card.fields) == {
        "Proposal": "1 of 2: an answer",
        "By": "wordy 1 · question/en/1",
        "Why": "a word says so",
    }
    assert [each.mark for each in draft_buttons(card)] == [Mark(each, (1, 1)) for each in DraftPress]
    (draft,) = await drafts(world)
    assert (draft.state, draft.place, draft.shown, draft.version) == (DraftState.OFFERED, "place 1", 1, 1)


async def test_a_card_follows_its_draft_to_the_end(world: World) -> None:
    """Once it is decided nothing can be pressed but to take it back, and what the member wrote is gone from it."""
    panel, content = ShowingDrafts(), await offered(world)
    seen: list[DraftCard] = []
    for step in ("offered", "turned", "approved", "sent"):
        if step == "turned":
            await other(world.community, 1, 1, BERT)
        elif step == "approved":
            await approve(world.community, 1, Yes(version=2), ANNA, content)
        elif step == "sent":
            await world.do_all()
        await show_drafts(world.community, panel)
        seen += panel.cards.values()
    assert panel.posted == 1
    assert [each.title.rpartition(" · ")[2] for each in seen] == [
        "waits for a yes",
        "waits for a yes",
        "on its way",
        "sent",
    ]
    assert seen[1].text == "Tell us more, we hear you."
    assert [(each.quote, each.presses) for each in seen[2:]] == [("", ())] * 2
    assert [each.mark for each in draft_buttons(seen[3])] == [Mark(Wish.RETRACT, (1,))]


async def test_a_first_yes_is_shown_to_the_second_moderator(world: World) -> None:
    """By who gave it; also where the first one wrote in a form, of which there was no card."""
    world.community.voice, panel = voice(Approvers.TWO), ShowingDrafts()
    content = await offered(world)
    await open_draft(world.community, content, ANNA)
    await show_drafts(world.community, panel)
    assert [each.draft for each in panel.cards.values()] == [1]
    await approve(world.community, 2, Yes("We hear."), ANNA, content)
    await show_drafts(world.community, panel)
    (card,) = [each for each in panel.cards.values() if each.draft == 2]
    assert (card.text, card.approvals, dict(card.fields)["Yes so far"]) == ("We hear.", (ANNA.id,), "1 of 2")
    assert dict(card.fields)["Proposal"] == "1 of 2: an answer, in a moderator's words"
    assert card.title.endswith("waits for a second yes")


async def test_why_a_draft_was_rejected_stands_on_its_card(world: World) -> None:
    """With the moderator's own words."""
    panel = ShowingDrafts()
    await offered(world)
    await show_drafts(world.community, panel)
    await reject(world.community, 1, RejectWhy.TONE, "so stiff", ANNA)
    await show_drafts(world.community, panel)
    (card,) = panel.cards.values()
    assert (card.title, dict(card.fields)["In their words"]) == (
        "Draft 1 · question · en · rejected: not our tone",
        "so stiff",
    )


async def test_who_is_erased_stands_on_no_card(world: World) -> None:
    """It is shown again without their words and name, and as void."""
    panel = ShowingDrafts()
    await offered(world)
    await show_drafts(world.community, panel)
    async with world.community.begin() as uow:
        await uow.people.erase("bo", world.clock.at)
    await show_drafts(world.community, panel)
    (card,) = panel.cards.values()
    assert (card.quote, card.text, card.presses, card.state) == ("", "", (), DraftState.SUPERSEDED)
    assert not [each for each in (ASKED, "Bo", "bo") if each in f"{card.fields}{card.member.split('-')[0]}"]


async def test_a_card_that_can_not_be_shown_is_shown_later_and_keeps_no_other_from_it(world: World) -> None:
    """One that is poor waits ever longer; a channel that is deaf is tried again."""
    panel, failures = ShowingDrafts(), dict[int, Failure]()
    for member in ("bo", "cy", "di"):
        await offered(world, member)
    panel.poor = {1}
    assert await show_drafts(world.community, panel, failures) == (2, 1)
    assert await show_drafts(world.community, panel, failures) == (0, 0)
    panel.poor = set()
    world.clock.at += timedelta(seconds=3)
    assert await show_drafts(world.community, panel, failures) == (1, 0)
    panel.deaf = True
    for number in (1, 2, 3):
        await other(world.community, number, 1, ANNA)
    assert await show_drafts(world.community, panel, failures) == (0, 2)


async def test_what_changes_while_a_card_is_shown_is_shown_again(world: World) -> None:
    """The version that was shown is noted, and not the one of by then."""

    class Slow(ShowingDrafts):
        @override
        async def show_draft(self, card: DraftCard, place: str) -> str:
            if not self.posted:
                await other(world.community, 1, 1, BERT)
            return await super().show_draft(card, place)

    panel = Slow()
    await offered(world)
    await show_drafts(world.community, panel)
    (draft,) = await drafts(world)
    assert (draft.version, draft.shown, draft.state) == (2, 1, DraftState.OFFERED)
    await show_drafts(world.community, panel)
    assert (panel.posted, [each.version for each in panel.cards.values()]) == (1, [2])


async def test_a_fault_over_a_card_is_logged_without_words_and_the_worker_goes_on(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It shows the others, and ends when it is told to."""

    class Faulty(ShowingDrafts):
        @override
        async def show_draft(self, card: DraftCard, place: str) -> str:
            if card.draft == 1:
                raise ValueError(card.quote)
            done.set()
            return await super().show_draft(card, place)

    done, panel = asyncio.Event(), Faulty()
    monkeypatch.setattr(draft_panel, "LOOK_SECONDS", 0.001)
    for member in ("bo", "cy"):
        await offered(world, member)
    with caplog.at_level(logging.ERROR):
        showing = asyncio.create_task(keep_showing_drafts(world.community, panel))
        await asyncio.wait_for(done.wait(), 5)
    showing.cancel()
    await asyncio.wait([showing])
    assert "showing draft 1 failed: ValueError" in caplog.text
    assert ASKED not in caplog.text
