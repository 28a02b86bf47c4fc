"""The moderators' channel in Slack: each case has one card, whatever becomes of Slack's answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.cards import Card, Press
from bot.core.cases import CaseState
from bot.core.content import Message
from bot.core.draft_cards import DraftCard, DraftPress
from bot.core.drafts import DraftState
from bot.core.policy import Severity
from bot.core.replies import Replies
from bot.platforms.slack.room import SlackRoom
from bot.platforms.slack.workspace import connect
from tests.core.makers import policy
from tests.loopback_slack import LoopbackSlack
from tests.loopback_slack_test.clients import Nordlys

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.loopback_slack import Channel


class Mods:
    """A workspace with a private channel for moderators, and the bot's view of it."""

    def __init__(self, slack: LoopbackSlack) -> None:
        self.slack = slack
        self.place = Nordlys(slack)
        self.channel: Channel = self.place.workspace.new_channel("moderators", private=True, members=[self.place.eva])
        self.named = "moderators"
        self.of_drafts = ""

    async def room(self) -> SlackRoom:
        """Return the room as a process that has just begun has it."""
        workspace = await connect(self.place.workspace.bot_token, base_url=self.slack.api_url)
        return SlackRoom(
            workspace, lambda: replace(policy(), review_channel=self.named, replies=Replies(channel=self.of_drafts))
        )


@pytest.fixture
async def mods(shared: Path) -> AsyncIterator[Mods]:
    """Give the workspace."""
    assert shared.name
    async with LoopbackSlack() as slack:
        yield Mods(slack)
        assert slack.invalid == []


def card(case: int = 1, title: str = "a case") -> Card:
    """Return a card with everything on it that is covered."""
    message = Message("C0123456", "1700000000.000001")
    presses = (Press.UPHOLD, Press.WHY)
    return Card(case, 1, title, CaseState.OPEN, Severity.MINOR, "U0123456", message, "words", (), presses)


async def test_a_card_is_posted_once_and_changed_from_then_on(mods: Mods) -> None:
    """Where the channel is, is asked once and not for each card."""
    room = await mods.room()
    place = await room.show(card(), "")
    for number in range(2, 6):
        await room.show(card(number), "")
    assert await room.show(card(title="changed"), place) == place
    assert [each.read.splitlines()[0] for each in mods.channel.messages][:2] == ["🟡 changed", "🟡 a case"]
    assert len(mods.slack.asked(r"^users\.conversations$")) == 1


@pytest.mark.parametrize("again", [True, False])
async def test_a_card_whose_posting_nobody_heard_of_is_found_again(mods: Mods, *, again: bool) -> None:
    """By the same process or the next: the case has one card."""
    room = await mods.room()
    mods.slack.lose_answer(r"^chat\.postMessage$")
    with pytest.raises(OSError, match="Slack"):
        await room.show(card(), "")
    room = room if again else await mods.room()
    place = await room.show(card(), "")
    (only,) = mods.channel.messages
    assert place == f"{mods.channel.id}/{only.ts}"


@pytest.mark.parametrize("status", [200, 503])
async def test_an_alert_that_is_not_heard_is_an_oserror(mods: Mods, status: int) -> None:
    """So that it is said again, also where Slack hangs up."""
    room = await mods.room()
    mods.slack.fail(r"^chat\.postMessage$", status=status)
    with pytest.raises(OSError, match="Slack"):
        await room.alert("help")
    mods.slack.lose_answer(r"^users\.conversations$", times=2)  # the library repeats what only reads
    with pytest.raises(OSError, match="Slack"):
        await room.alert("help")
    await room.alert("help")
    assert [each.read for each in mods.channel.messages] == ["help"]


async def test_a_channel_that_the_policy_names_anew_gets_the_cards(mods: Mods) -> None:
    """And no process has to begin anew for it; without one nobody is told."""
    room = await mods.room()
    place = await room.show(card(), "")
    other = mods.place.workspace.new_channel("crew", private=True, members=[mods.place.eva])
    mods.named = "crew"
    assert (await room.show(card(), place)).startswith(other.id)
    mods.named = "nowhere"
    with pytest.raises(OSError, match="no channel for moderators"):
        await room.alert("help")


def draft(number: int = 1, title: str = "a draft") -> DraftCard:
    """Return a draft's card."""
    message = Message("C0123456", "1700000000.000001")
    state, presses = DraftState.OFFERED, (DraftPress.APPROVE,)
    return DraftCard(number, 1, title, state, "U0123456", message, "asked", "answered", (), (), presses)


async def test_a_draft_is_shown_beside_the_cases_unless_the_policy_names_another_channel(mods: Mods) -> None:
    """Of the same number it is another card; named anew, the channel gets it from then on."""
    room = await mods.room()
    case, place = await room.show(card(), ""), await room.show_draft(draft(), "")
    assert case != place
    assert await room.show_draft(draft(title="changed"), place) == place
    assert [each.read.splitlines()[0] for each in mods.channel.messages] == ["🟡 a case", "✍️ changed"]
    other = mods.place.workspace.new_channel("answers", private=True, members=[mods.place.eva])
    mods.of_drafts = "answers"
    assert (await room.show_draft(draft(), place)).startswith(other.id)
    assert (await room.show(card(), case)).startswith(mods.channel.id)
    mods.of_drafts = "nowhere"
    with pytest.raises(OSError, match="no channel for moderators"):
        await room.show_draft(draft(), place)


@pytest.mark.parametrize("again", [True, False])
async def test_a_draft_whose_posting_nobody_heard_of_is_found_again(mods: Mods, *, again: bool) -> None:
    """By the same process or the next, among the cases of the same channel: it has one card."""
    room = await mods.room()
    await room.show(card(), "")
    mods.slack.lose_answer(r"^chat\.postMessage$")
    with pytest.raises(OSError, match="Slack"):
        await room.show_draft(draft(), "")
    room = room if again else await mods.room()
    place = await room.show_draft(draft(), "")
    _, posted = mods.channel.messages
    assert place == f"{mods.channel.id}/{posted.ts}"


async def test_a_drafts_card_that_somebody_deleted_is_posted_again(mods: Mods) -> None:
    """A draft that waits is seen."""
    room = await mods.room()
    place = await room.show_draft(draft(), "")
    (posted,) = mods.channel.messages
    await mods.place.eva.deletes(posted)
    assert await room.show_draft(draft(), place) != place
    assert len(mods.channel.messages) == 1
