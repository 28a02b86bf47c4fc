"""What moderators find of drafts when they come to the bot themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.drafts import MOST_REPLY
from bot.core.marks import Mark
from bot.pipeline.desk_drafts import drafts_that_wait, read_draft
from bot.pipeline.desk_home import home_of
from bot.pipeline.desk_replies import offer_answer
from bot.pipeline.offering import offer_due
from bot.pipeline.reply import Yes, approve, retract
from tests.pipeline.desk_makers import Desk, eva, form, somebody
from tests.pipeline.ledger_makers import ANNA, FINE, World
from tests.pipeline.reply_makers import ASKED, WordyLinter, answering

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger


@pytest.fixture
def world(ledger: SqlLedger) -> World:
    """Give a community that offers drafts."""
    return answering(ledger)[0]


async def test_drafts_that_wait_are_at_home_the_oldest_first(world: World) -> None:
    """Not those that somebody decided, or a moderator has in a form; members find none."""
    for number in range(12):
        await world.say(f"{ASKED} {number}", member=f"m{number}")
    while await offer_due(world.community):
        pass
    taken = await world.say(FINE)
    assert taken.screened is not None
    await offer_answer(world.community, eva(), taken.screened.content, Desk(world).reader)
    await Desk(world).press(eva(), Mark("draft_reject", (1, 1)), {"why": "tone"})
    home = await home_of(world.community, eva(), 2000)
    assert home.drafts_waiting == 11
    assert [each.number for each in home.drafts] == list(range(2, 12))
    assert home.drafts[0].words == "Draft 2 · question · en · waits for a yes"
    assert (await home_of(world.community, somebody(), 2000)).drafts == ()


async def test_a_draft_is_read_by_its_number(world: World) -> None:
    """As it is now; there is nothing of a number that no draft has."""
    await world.say(ASKED)
    await offer_due(world.community)
    card = await read_draft(world.community, 1)
    assert card is not None
    assert (card.draft, card.quote) == (1, ASKED)
    assert await read_draft(world.community, 2) is None
    assert [each.draft for each in await drafts_that_wait(world.community, 5)] == [1]


async def test_what_was_taken_back_can_be_said_again(world: World) -> None:
    """It is not there any more; what stands counts as said."""
    linter = WordyLinter()
    world.community.linter = linter
    for number in (1, 2, 3):
        taken = await world.say(ASKED)
        assert taken.screened is not None
        await offer_due(world.community)
        await approve(world.community, number, Yes(), ANNA, taken.screened.content)
        await world.do_all()
        if number == 1:
            await retract(world.community, number, ANNA)
            await world.do_all()
    assert [each.used for each in linter.contexts] == [frozenset(), frozenset(), {"We hear you, Bo."}]


@pytest.mark.parametrize("over", [0, 1])
async def test_a_reply_is_no_longer_than_a_message_anywhere(world: World, over: int) -> None:
    """Also where a platform's forms take more, and whatever a platform does with what is too long."""
    taken = await world.say(FINE)
    assert taken.screened is not None
    desk = Desk(world)
    desk.reader.longest = 3000
    desk.shows(taken.screened.content)
    blank = form(await offer_answer(world.community, eva(), taken.screened.content, desk.reader))
    assert blank.fields[0].most == MOST_REPLY
    told = await desk.hear(eva(), blank.mark, {"text": "x" * (MOST_REPLY + over)})
    assert told.text.startswith("This is not sent: it has 2001 characters" if over else "Your answer is on its way")
