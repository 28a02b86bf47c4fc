"""Buttons and forms: who may press which, what is answered with a form, and what is no button of ours."""

from __future__ import annotations

import logging

import pytest

from bot.core.cards import Press
from bot.core.cases import CaseState
from bot.core.draft_cards import DraftPress
from bot.core.forms import Form, Said
from bot.core.marks import Mark, Wish
from bot.pipeline.desk import opens_form
from tests.pipeline.desk_makers import Desk, eva, form, somebody
from tests.pipeline.ledger_makers import FINE, SLUR, World

OF_MODERATORS = [
    *(Mark(each, (1, 1)) for each in (*Press, *DraftPress)),
    Mark(Wish.DRAFT, (1,)),
    Mark(Wish.RETRACT, (1,)),
]
OF_MEMBERS = [Mark(each, (1,)) for each in (Wish.APPEAL, Wish.BETTER, Wish.NOTICE)]


@pytest.mark.parametrize("fields", [None, {}])
@pytest.mark.parametrize("mark", OF_MODERATORS, ids=lambda each: each.what)
async def test_only_moderators_press_what_is_theirs(
    world: World, mark: Mark, fields: dict[str, str] | None, caplog: pytest.LogCaptureFixture
) -> None:
    """A member is told so in their language, nothing happens, and the try is in the log without a word of anybody's."""
    await world.act(SLUR)
    before = await world.case(1)
    told = await Desk(world).hear(somebody("bo", language="da", manages=True), mark, fields)
    assert told == Said("Det kan kun moderatorer.")
    assert await world.case(1) == before
    (line,) = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert line == f"refused: member bo of nordlys tried {mark.what}: only_moderators"


@pytest.mark.parametrize("mark", OF_MODERATORS, ids=lambda each: each.what)
async def test_where_the_bot_serves_nobody_moderators_are_told_so(mark: Mark) -> None:
    """Whoever they are there."""
    told = await Desk(None).hear(eva(), mark, {})
    assert told.text.startswith("This works only in a community")


@pytest.mark.parametrize("mark", OF_MEMBERS, ids=lambda each: each.what)
async def test_where_the_bot_serves_nobody_there_is_nothing_for_members(mark: Mark) -> None:
    """A button in a direct message outlives the bot's stay."""
    assert await Desk(None).hear(somebody(), mark, {}) == Said("There is nothing here for you.")


@pytest.mark.parametrize(
    "mark",
    [
        *(Mark("later", each) for each in ((), (1,), (1, 2))),
        Mark(Press.UPHOLD, (1,)),
        Mark(Press.CHANGE, ()),
        Mark(Wish.APPEAL, (1, 2)),
        Mark(Wish.DRAFT, ()),
        Mark(DraftPress.APPROVE, (1,)),
    ],
    ids=str,
)
async def test_a_button_of_another_version_does_nothing(
    world: World, mark: Mark, caplog: pytest.LogCaptureFixture
) -> None:
    """What it carries is not understood: it is said and written down, and never an error."""
    await world.act(SLUR)
    for desk in (Desk(world), Desk(None)):
        assert await desk.hear(eva(), mark) == Said("There is nothing here for you.")
    assert caplog.messages.count(f"a button of an earlier version was pressed: {mark.what}") == 2


async def test_what_may_be_answered_with_a_form_is_known_before(world: World) -> None:
    """A form can only be the first answer, so whatever is answered with one says so; no form is answered with another.

    All else can be put off.
    """
    await world.act(SLUR)
    content = world.content(FINE, id="m1")
    desk = Desk(world)
    desk.shows(content)
    for mark in [*OF_MODERATORS, *OF_MEMBERS]:
        answer = await desk.press(eva(), mark)
        assert opens_form(mark, is_form=False) or not isinstance(answer, Form), mark
        assert not opens_form(mark, is_form=True)
        assert isinstance(await desk.press(eva(), mark, {}), Said) or mark.what == Press.REPLY, mark
    opening = {each.what for each in [*OF_MODERATORS, *OF_MEMBERS] if opens_form(each, is_form=False)}
    assert opening == {"appeal", "better", "change", "reply", "draft", "draft_edit", "draft_reject"}


async def test_a_press_on_a_card_does_what_it_says(world: World) -> None:
    """Under the name of who pressed, on the version that they saw."""
    await world.act(SLUR)
    desk = Desk(world)
    assert await desk.hear(eva(), Mark(Press.UPHOLD, (1, 1))) == Said("Case 1 was upheld.")
    assert (await world.case(1)).decided_by == "mod-eva-55"
    again = await desk.hear(somebody("mod-x", moderates=True), Mark(Press.DISMISS, (1, 1)))
    assert again == Said("handled by @Mod-Eva-55 0 s ago: upheld")


async def test_a_press_counts_for_what_was_seen(world: World) -> None:
    """The version that the button carries is the one which its moderator has decided on."""
    await world.act(SLUR)
    desk = Desk(world)
    for what, version in ((Press.DISMISS, 1), (Press.REOPEN, 2)):
        await desk.press(eva(), Mark(what, (1, version)))
    told = await desk.hear(eva(), Mark(Press.UPHOLD, (1, 1)))
    assert told.text.startswith("changed 0 s ago (version 3 now)")


async def test_a_change_is_asked_and_done(world: World) -> None:
    """The form comes back under its own mark, and what is in it is read as the policy file writes it."""
    await world.act(SLUR)
    desk = Desk(world)
    blank = form(await desk.press(eva(), Mark(Press.CHANGE, (1, 1))))
    assert (blank.title, blank.mark) == ("Case 1", Mark(Press.CHANGE, (1, 1)))
    (field,) = blank.fields
    assert await desk.hear(eva(), blank.mark, {field.id: " warn ,, "}) == Said("Case 1 was upheld.")
    await world.do_all()
    assert not world.is_hidden("m1")


async def test_a_change_to_what_there_is_not_is_given_back(world: World) -> None:
    """With what is wrong about it, and the case is as it was."""
    await world.act(SLUR)
    told = await Desk(world).hear(eva(), Mark(Press.CHANGE, (1, 1)), {"actions": "hide, hug"})
    assert told == Said("There is no action “hug”.")
    assert (await world.case(1)).state is CaseState.OPEN
