"""Drafts at the moderators' desk: real keys, a real ledger, no terminal."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, OptionList, Static, TextArea

from bot.core.voice import Approvers
from bot.platforms.sandbox.desk.app import Desk
from bot.platforms.sandbox.desk.draft_screens import EditScreen, RejectScreen
from bot.platforms.sandbox.desk.queue import Queue
from tests.core.makers import NOW
from tests.fakes import StoppedClock
from tests.platforms.sandbox_makers import answering_sandbox
from tests.platforms.test_desk import Sitting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.storage.ledger import SqlLedger


class Answering(Sitting):
    """A desk at which members are answered."""

    async def hears(self, line: str) -> None:
        """Let a member write, and wait until a draft is thought of."""
        await self.types(line)
        await self.desk.sandbox.offer()
        await self.desk.look_again()

    async def writes(self, text: str) -> None:
        """Put words into the form that is open, and send them."""
        self.desk.screen.query_one(TextArea).text = text
        await self.press("ctrl+s")

    @property
    def wrong(self) -> str:
        """What the form that is open has against its words."""
        return str(self.desk.screen.query_one("#wrong", Static).content)


@asynccontextmanager
async def answering(
    ledger: SqlLedger, *lines: str, approvers: Approvers = Approvers.ONE, size: tuple[int, int] = (130, 45)
) -> AsyncIterator[Answering]:
    """Open a desk and let members write what can be answered."""
    clock = StoppedClock(NOW)
    desk = Desk(answering_sandbox(ledger, clock, approvers), clock, [])
    async with desk.run_test(size=size) as pilot:
        sitting = Answering(pilot, desk, clock)
        for line in lines:
            await sitting.hears(line)
        yield sitting


@pytest.mark.parametrize("size", [(130, 45), (80, 24)])
async def test_a_draft_stands_beside_the_cases_with_all_that_is_behind_it(
    ledger: SqlLedger, size: tuple[int, int]
) -> None:
    """What a yes sends can be read at once, what the member wrote when it is asked for."""
    async with answering(ledger, "bo: slur", "mira: how do I get in?", size=size) as desk:
        case, draft = desk.queue()
        assert case.startswith("● 1")
        assert {"✎", "mira", "to", "send"} <= set(draft.split())
        assert "question" in draft
        queue = desk.desk.query_one(Queue)
        assert all(len(str(each.prompt)) <= queue.scrollable_content_region.width for each in queue.options)
        assert desk.shows("heading") == "1 open, oldest 0 s · ✎ 1 reply to send"
        await desk.press("t")
        file = desk.shows("file")
        assert file.startswith("Draft 1 question/en State waits for a yes")
        assert "Message mira in #general, message 2, 0 s ago Wrote ▒▒▒ ▒▒ ▒ ▒▒▒ ▒▒▒ (b shows it)" in file
        assert (
            "Reply We hear you, mira. Proposal 1 of 2: an answer By wordy 1 · question/en/1 Why a word says so" in file
        )
        await desk.press("b")
        assert "Wrote how do I get in? Reply" in desk.shows("file")
        await desk.press("b", "up", "t")
        assert "how do I get in?" not in desk.shows("file")


async def test_a_yes_sends_it_once_and_it_can_be_taken_back(ledger: SqlLedger) -> None:
    """The reply stands below what it answers, under the community's name, however often the key is pressed."""
    async with answering(ledger, "mira: how do I get in?") as desk:
        await desk.press("y", "y")
        assert desk.shows("answer") == "Your answer is on its way."
        assert desk.shows("timeline").count("2 #general Our community ↩ 1: We hear you, mira.") == 1
        assert desk.queue() == ["✓ 1 0 s draft question/en mira sent @eva"]
        assert "State sent" in desk.shows("file")
        await desk.press("u")  # what is for cases does nothing here
        assert desk.shows("answer") == "Your answer is on its way."
        await desk.press("z")
        assert desk.shows("answer") == "The answer is taken back."
        assert "We hear you" not in desk.shows("timeline")
        assert desk.queue()[0].endswith("taken back")


async def test_words_that_are_refused_stay_in_the_form(ledger: SqlLedger) -> None:
    """It says what is wrong above them; where that only warns, a reason sends them."""
    async with answering(ledger, "mira: how do I get in?") as desk:
        await desk.press("e")
        assert isinstance(desk.desk.screen, EditScreen)
        for text, why in (
            ("  ", "there are no words in it"),
            ("@everyone hear", "it would call everybody"),
            ("we hear you, and this is blocked 🙃", "L03 (block) “blocked”"),
            ("we hear you, that is a promise", "L04 (warn) “promise”. It only warns: say why"),
        ):
            await desk.writes(text)
            assert why in desk.wrong
            assert desk.desk.screen.query_one(TextArea).text == text
        desk.desk.screen.query_one(Input).value = "it is true"
        await desk.press("ctrl+s")
        assert desk.shows("answer") == "Your answer is on its way."
        assert "Our community ↩ 1: we hear you, that is a promise" in desk.shows("timeline")
        assert "an answer, in a moderator's words" in desk.shows("file")
        assert "Note it is true" in desk.shows("file")


async def test_other_words_can_be_asked_for(ledger: SqlLedger) -> None:
    """Another proposal, another tone; what there is none of is said, and the form can be left."""
    async with answering(ledger, "mira: how do I get in?") as desk:
        await desk.press("s")
        assert "Reply Heard. Proposal 1 of 2: an answer, shorter" in desk.shows("file")
        await desk.press("f")
        assert desk.shows("answer") == "Nothing was done: there is no more formal wording of it."
        await desk.press("o")
        assert "Reply Tell us more, we hear you. Proposal 2 of 2: a question back" in desk.shows("file")
        await desk.press("e", "X", "escape", "x", "escape")
        assert "Tell us more, we hear you." in desk.shows("file")
        assert desk.queue()[0].endswith("to send")


async def test_a_draft_is_rejected_with_a_reason(ledger: SqlLedger) -> None:
    """One of the list, and what was wrong in the moderator's own words."""
    async with answering(ledger, "mira: how do I get in?") as desk:
        await desk.press("x")
        assert isinstance(desk.desk.screen, RejectScreen)
        desk.desk.screen.query_one(OptionList).highlighted = 1
        desk.desk.screen.query_one(Input).value = "too stiff"
        await desk.press("enter")
        assert desk.shows("answer") == "Draft 1: rejected: not our tone."
        assert desk.queue() == ["✗ 1 0 s draft question/en mira rejected"]
        assert "Note too stiff" in desk.shows("file")


async def test_what_answers_nothing_any_more_says_so(ledger: SqlLedger) -> None:
    """An edit, a moderator's own reply and time make drafts void, and nothing can be sent any more."""
    async with answering(ledger, "mira: how do I get in?", "pim: is it open?", "tim: what is this?") as desk:
        desk.clock.at = NOW + timedelta(seconds=5)
        await desk.types("/edit 1 never mind")
        await desk.types("/role astrid Moderator")
        await desk.types(">2 astrid: it is")
        desk.clock.at = NOW + timedelta(days=4)
        await desk.desk.sandbox.offer()
        await desk.desk.look_again()
        assert [each.split()[-1] for each in desk.queue()] == ["expired", "void", "void"]
        said = []
        for _ in range(3):
            said.append(desk.shows("file").split("Message")[0].split("State ")[1].strip())
            await desk.press("y", "down")
        assert sorted(said) == [
            "expired",
            "void: a moderator answered it below the message",
            "void: the message was edited meanwhile",
        ]
        assert "Our community" not in desk.shows("timeline")


async def test_where_two_have_to_agree_both_do(ledger: SqlLedger) -> None:
    """The first yes is noted, a second by the same moderator counts for nothing, the other's sends it."""
    async with answering(ledger, "mira: how do I get in?", approvers=Approvers.TWO) as desk:
        await desk.press("y", "y")
        assert desk.queue()[0].endswith("1 yes @eva")
        await desk.press("m", "y")
        assert "Our community ↩ 1: We hear you, mira." in desk.shows("timeline")
