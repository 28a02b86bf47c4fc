"""A moderator answers by a form, hears what came of it, and loses no word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.cards import Press
from bot.core.content import Message
from bot.core.forms import Form, Said
from bot.core.marks import Mark, Wish
from bot.pipeline.desk_replies import offer_answer
from tests.fakes import SaysDrafter
from tests.pipeline.desk_makers import Desk, eva, form, said
from tests.pipeline.ledger_makers import FINE, SLUR, World

if TYPE_CHECKING:
    from bot.core.content import Content

WORDS = "Thank you. We look into it."
GONE = Said("That message is not there (any more), so nothing can be answered.")


async def written(world: World, text: str = FINE) -> tuple[Desk, Content]:
    """Let Bo write something that stands on the platform."""
    taken = await world.say(text)
    assert taken.screened is not None
    desk = Desk(world)
    desk.shows(taken.screened.content)
    return desk, taken.screened.content


async def opened(world: World) -> tuple[Desk, Content, Form]:
    """Let a moderator open the form for an answer to it."""
    desk, content = await written(world)
    return desk, content, form(await offer_answer(world.community, eva(), content, desk.reader))


async def test_an_answer_is_written_sent_and_taken_back(world: World) -> None:
    """Each step from what the one before offered."""
    desk, content, blank = await opened(world)
    (field,) = blank.fields
    assert field.most == desk.reader.longest
    told = await desk.hear(eva(), blank.mark, {field.id: WORDS})
    assert told.text == "Your answer is on its way."
    await world.do_all()
    assert list(world.platform.replies.values()) == [(content.message, WORDS)]
    (back,) = told.buttons
    assert await desk.hear(eva(), back.mark) == Said("The answer is taken back.")
    assert await desk.hear(eva(), back.mark) == Said("There is nothing to take back.")
    await world.do_all()
    assert world.platform.replies == {}


async def test_the_drafters_words_stand_in_the_form_as_far_as_they_fit(world: World) -> None:
    """What is longer than a message is cut."""
    world.community.drafter = SaysDrafter(lambda text: text * 100)
    desk, _, blank = await opened(world)
    assert blank.fields[0].text == (FINE * 100)[: desk.reader.longest - 1] + "…"


async def test_the_bots_own_answer_is_not_answered(world: World) -> None:
    """Whoever wants to is offered the way to take it back."""
    desk, content, blank = await opened(world)
    await desk.press(eva(), blank.mark, {"text": WORDS})
    await world.do_all()
    (posted,) = world.platform.replies
    own = replace(content, id=posted)
    told = said(await offer_answer(world.community, eva(), own, desk.reader))
    assert told.text == "This is an answer of the bot's."
    assert [each.mark for each in told.buttons] == [Mark(Wish.RETRACT, (1,))]


async def test_a_form_that_is_sent_twice_sends_once(world: World) -> None:
    """The second time it is void, with the words."""
    desk, _, blank = await opened(world)
    told = [await desk.hear(eva(), blank.mark, {"text": WORDS}) for _ in range(2)]
    assert told[1] == Said("The draft is void: it is edited already. Nothing was sent. Your words:", more=(WORDS,))
    await world.do_all()
    assert len(world.platform.replies) == 1


@pytest.mark.parametrize("change", ["edited", "gone"])
async def test_words_to_what_is_not_as_it_was_are_given_back(world: World, change: str) -> None:
    """Nothing is sent, and nothing that a moderator wrote is lost."""
    desk, content, blank = await opened(world)
    if change == "gone":
        desk.reader.messages.clear()
    else:
        desk.shows(replace(content, text="else", at=content.at + timedelta(seconds=1), revision=2))
    told = await desk.hear(eva(), blank.mark, {"text": WORDS})
    assert told.text.startswith("The draft is void: the message ")
    assert told.more == (WORDS,)
    await world.do_all()
    assert world.platform.calls == []


async def test_words_that_are_too_long_are_given_back_whole(world: World) -> None:
    """In as many messages as they need."""
    desk, _, blank = await opened(world)
    text = "x" * (desk.reader.longest + 1)
    told = await desk.hear(eva(), blank.mark, {"text": text})
    assert told.text == "This is not sent: it has 201 characters, and a message has 200 at most. Your words:"
    assert [len(each) for each in told.more] == [200, 1]
    assert "on its way" in (await desk.hear(eva(), blank.mark, {"text": text[1:]})).text


async def test_a_form_that_is_opened_again_sends_the_same_draft(world: World) -> None:
    """As long as it can be sent; what is sent off twice is sent once."""
    desk, _, blank = await opened(world)
    again = form(await desk.press(eva(), blank.mark))
    assert "on its way" in (await desk.hear(eva(), again.mark, {"text": WORDS})).text
    assert "Nothing was done" in (await desk.hear(eva(), blank.mark)).text
    assert "void" in (await desk.hear(eva(), blank.mark, {"text": WORDS})).text
    await world.do_all()
    assert len(world.platform.replies) == 1


async def test_no_words_are_not_given_back(world: World) -> None:
    """There is nothing to give."""
    desk, _, blank = await opened(world)
    told = await desk.hear(eva(), blank.mark, {"text": " \n"})
    assert told == Said("This is not sent: there are no words in it.", wrong=(("text", "there are no words in it."),))


async def test_a_cases_message_is_answered_as_it_is_now(world: World) -> None:
    """Where it is gone, or there is no such case, a moderator hears so."""
    desk, _ = await written(world, SLUR)
    reply = Mark(Press.REPLY, (1, 1))
    assert form(await desk.press(eva(), reply)).mark == Mark(Wish.DRAFT, (1,))
    assert await desk.press(eva(), Mark(Press.REPLY, (9, 1))) == GONE
    desk.reader.messages.pop(Message("general", "m1"))
    assert await desk.press(eva(), reply) == GONE
    assert await offer_answer(world.community, eva(), None, desk.reader) == GONE
