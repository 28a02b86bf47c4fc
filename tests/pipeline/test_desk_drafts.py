"""Moderators decide drafts by the buttons and forms of their cards, and lose no word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.buttons import draft_button
from bot.core.draft_cards import DraftPress
from bot.core.drafts import DraftState, RejectWhy
from bot.core.forms import Said
from bot.core.marks import Mark, Wish
from bot.core.voice import Approvers
from bot.pipeline.desk_replies import offer_answer
from bot.pipeline.offering import offer_due
from tests.pipeline.desk_makers import Desk, eva, form, said, somebody
from tests.pipeline.reply_makers import ASKED, WordyLinter, answering, drafts, voice

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger
    from tests.pipeline.ledger_makers import World

SAID = "We hear you, Bo."
PROMISE = "we hear, we promise"


@pytest.fixture
async def desk(ledger: SqlLedger) -> Desk:
    """Give the desk of a community in which a draft was offered."""
    world, _ = answering(ledger)
    world.community.linter = WordyLinter()
    taken = await world.say(ASKED)
    await offer_due(world.community)
    assert taken.screened is not None
    made = Desk(world)
    made.shows(taken.screened.content)
    return made


def world_of(desk: Desk) -> World:
    """Return the world around a desk."""
    assert desk.world is not None
    return desk.world


async def sent(desk: Desk) -> list[str]:
    """Return what is sent when all is done."""
    await world_of(desk).do_all()
    return [text for _, text in world_of(desk).platform.replies.values()]


async def state(desk: Desk) -> DraftState:
    """Return where the draft stands."""
    return (await drafts(world_of(desk)))[0].state


async def test_a_draft_is_approved_by_a_press_and_taken_back_by_another(desk: Desk) -> None:
    """A press that comes twice does nothing more."""
    mark = Mark(DraftPress.APPROVE, (1, 1))
    told = await desk.hear(eva(), mark)
    assert told.text == "Your answer is on its way."
    again = await desk.hear(eva(), mark)
    assert again == Said("The draft is void: it is approved already. Nothing was sent.")
    assert await sent(desk) == [SAID]
    assert [each.mark for each in told.buttons] == [Mark(Wish.RETRACT, (1,))]


async def test_a_draft_is_edited_in_a_form_that_holds_its_words(desk: Desk) -> None:
    """And a place to say why, should something warn."""
    blank = form(await desk.press(eva(), Mark(DraftPress.EDIT, (1, 1))))
    assert (blank.fields[0].text, blank.fields[0].most, blank.fields[1].optional) == (SAID, desk.reader.longest, True)
    assert (await desk.hear(eva(), blank.mark, {"text": f"{SAID} Soon."})).text == "Your answer is on its way."
    assert await sent(desk) == [f"{SAID} Soon."]


async def test_what_is_refused_says_why_at_the_form_and_gives_the_words_back(desk: Desk) -> None:
    """What blocks names the words, what warns the reason; with one it is sent."""
    mark = Mark(DraftPress.EDIT, (1, 1))
    blocked = await desk.hear(eva(), mark, {"text": "we hear, blocked", "why": "I must"})
    assert (blocked.wrong, blocked.more) == ((("text", "L03 (block) “blocked”."),), ("we hear, blocked",))
    warned = await desk.hear(eva(), mark, {"text": PROMISE, "why": ""})
    assert warned.wrong == (("why", "L04 (warn) “promise”. It only warns: say why, and it is sent all the same."),)
    assert warned.more == (PROMISE,)
    assert await sent(desk) == []
    assert "on its way" in (await desk.hear(eva(), mark, {"text": PROMISE, "why": "it is true"})).text
    assert await sent(desk) == [PROMISE]


async def test_a_press_on_what_warns_leads_to_the_form(desk: Desk) -> None:
    """A press carries no reason."""
    async with world_of(desk).community.begin() as uow:
        draft = (await uow.drafts.find())[0]
        await uow.drafts.save(replace(draft, text=PROMISE))
    told = await desk.hear(eva(), Mark(DraftPress.APPROVE, (1, 1)))
    assert told.buttons == (draft_button(DraftPress.EDIT, 1, 1),)
    assert (told.more, told.wrong) == ((), ())
    assert form(await desk.press(eva(), told.buttons[0].mark)).fields[0].text == PROMISE


async def test_another_proposal_and_another_tone_are_pressed_for(desk: Desk) -> None:
    """A card of before does nothing, and says so; what is not there as little."""
    assert (await desk.hear(eva(), Mark(DraftPress.OTHER, (1, 1)))).text == "Draft 1: waits for a yes."
    stale = Said("Nothing was done: it was changed meanwhile.")
    assert await desk.hear(eva(), Mark(DraftPress.SHORTER, (1, 1))) == stale
    assert (await desk.hear(eva(), Mark(DraftPress.APPROVE, (1, 1)))).text.startswith(
        "This is not sent: it was changed"
    )
    assert (await desk.hear(eva(), Mark(DraftPress.SHORTER, (1, 2)))).text == "Draft 1: waits for a yes."
    none = await desk.hear(eva(), Mark(DraftPress.MORE_FORMAL, (1, 3)))
    assert none == Said("Nothing was done: there is no more formal wording of it.")
    await desk.hear(eva(), Mark(DraftPress.APPROVE, (1, 3)))
    assert await sent(desk) == ["Heard."]


@pytest.mark.parametrize(
    ("fields", "why", "note"),
    [
        ({"why": "tone", "text": "so stiff"}, RejectWhy.TONE, "so stiff"),
        ({"why": " Not_Needed ", "text": ""}, RejectWhy.NOT_NEEDED, ""),
        ({"why": "it is rude", "text": "very"}, RejectWhy.OTHER, "it is rude\nvery"),
    ],
)
async def test_a_draft_is_rejected_with_a_reason(desk: Desk, fields: dict[str, str], why: RejectWhy, note: str) -> None:
    """One of the list, or the moderator's own."""
    blank = form(await desk.press(eva(), Mark(DraftPress.REJECT, (1, 1))))
    assert [value for value, _ in blank.fields[0].choices] == list(RejectWhy)
    told = await desk.hear(eva(), blank.mark, fields)
    assert told.text.startswith("Draft 1: rejected: ")
    (draft,) = await drafts(world_of(desk))
    assert (draft.state, draft.reason, draft.note) == (DraftState.REJECTED, str(why), note)
    gone = await desk.press(eva(), Mark(DraftPress.EDIT, (1, 2)))
    assert said(gone).text.startswith("Nothing was done: it is rejected")


async def test_nothing_is_rejected_without_a_reason(desk: Desk) -> None:
    """It is asked for at the form."""
    told = await desk.hear(eva(), Mark(DraftPress.REJECT, (1, 1)), {"why": " "})
    assert told.wrong == (("why", "Say why."),)
    assert await state(desk) is DraftState.DRAFTED


async def test_a_second_moderator_is_asked_for(desk: Desk) -> None:
    """Who presses twice is one moderator."""
    world_of(desk).community.voice = voice(Approvers.TWO)
    for version in (1, 2):
        told = await desk.hear(eva(), Mark(DraftPress.APPROVE, (1, version)))
        assert told.text.startswith("Noted. Another moderator has to say yes")
    assert await sent(desk) == []
    told = await desk.hear(somebody("mod-two", moderates=True), Mark(DraftPress.APPROVE, (1, 2)))
    assert told.text == "Your answer is on its way."


async def test_who_is_no_moderator_decides_nothing(desk: Desk) -> None:
    """Whatever they press, and with a form too."""
    for press in DraftPress:
        for fields in (None, {"text": "we hear", "why": "tone"}):
            told = await desk.hear(somebody("bo"), Mark(press, (1, 1)), fields)
            assert "moderators" in told.text
    assert await state(desk) is DraftState.DRAFTED


async def test_words_from_nothing_may_be_sent_with_a_reason_too(desk: Desk) -> None:
    """Where a linter may warn, the form asks for it."""
    world = world_of(desk)
    content = next(iter(desk.reader.messages.values()))
    blank = form(await offer_answer(world.community, eva(), content, desk.reader))
    assert [each.id for each in blank.fields] == ["text", "why"]
    warned = await desk.hear(eva(), blank.mark, {"text": PROMISE, "why": ""})
    assert warned.wrong[0][0] == "why"
    assert "on its way" in (await desk.hear(eva(), blank.mark, {"text": PROMISE, "why": "it is true"})).text
