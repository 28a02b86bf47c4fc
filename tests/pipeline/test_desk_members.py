"""What members press and ask is answered in their language, and shows them nothing of anybody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.better import MOST_TRIES
from bot.core.content import Author
from bot.core.effects import Route
from bot.core.forms import Said
from bot.core.marks import Mark, Wish
from bot.pipeline.desk_members import enter_appeal, enter_report, list_notices, list_rules
from tests.pipeline.desk_makers import Desk, eva, form, somebody
from tests.pipeline.ledger_makers import FINE, INSULT, OTHER_INSULT, SLUR, World

MENDED = "I see that quite differently"
NOTHING = Said("There is nothing here for you.")


async def hidden(world: World) -> Desk:
    """Let Bo's second insult be hidden, which is case 2; Bo and Kim are members."""
    await world.act(INSULT)
    await world.act(OTHER_INSULT)
    assert world.is_hidden("m2")
    desk = Desk(world)
    desk.reader.authors = {each: Author(each, each.title()) for each in ("bo", "kim")}
    return desk


async def test_an_appeal_is_asked_and_entered_once(world: World) -> None:
    """In a form of its own; a second one is refused, and so is anybody else's."""
    await world.act(SLUR)
    desk = Desk(world)
    blank = form(await desk.press(somebody(language="da"), Mark(Wish.APPEAL, (1,))))
    assert (blank.title, blank.fields[0].label) == ("Klag · 1", "Hvorfor skal en moderator se på det?")
    words = {blank.fields[0].id: "it was a quotation"}
    other = await desk.hear(somebody("kim"), blank.mark, words)
    assert "can't be appealed" in other.text
    assert "Thank you" in (await desk.hear(somebody(), blank.mark, words)).text
    assert await desk.hear(somebody(), blank.mark, words) == other
    async with world.community.begin() as uow:
        (waiting,) = await uow.appeals.waiting()
    assert (waiting.member, waiting.text) == ("bo", "it was a quotation")


async def test_a_command_appeals_as_the_form_does(world: World) -> None:
    """With the same words."""
    await world.act(SLUR)
    assert "Thank you" in (await enter_appeal(world.community, somebody(), 1, "please")).text


async def test_a_better_version_is_asked_with_the_old_text_and_taken(world: World) -> None:
    """It is no longer than one message of the platform with its mark."""
    desk = await hidden(world)
    blank = form(await desk.press(somebody(), Mark(Wish.BETTER, (2,))))
    (field,) = blank.fields
    assert (field.text, field.most) == (OTHER_INSULT, desk.reader.longest - 50)
    told = await desk.hear(somebody(), blank.mark, {field.id: MENDED})
    assert "takes the place" in told.text
    await world.do_all()
    assert not world.is_hidden("m2")


async def test_another_member_gets_no_form_and_no_text(world: World) -> None:
    """Not even who moderates."""
    desk = await hidden(world)
    for other in (somebody("kim"), eva()):
        assert await desk.press(other, Mark(Wish.BETTER, (2,))) == NOTHING
        assert await desk.press(other, Mark(Wish.BETTER, (2,)), {"text": MENDED}) == NOTHING
    await world.do_all()
    assert world.is_hidden("m2")


async def test_who_has_left_sends_nothing(world: World) -> None:
    """They are asked for as they are now."""
    desk = await hidden(world)
    del desk.reader.authors["bo"]
    assert await desk.press(somebody(), Mark(Wish.BETTER, (2,)), {"text": MENDED}) == NOTHING


async def test_a_refused_version_that_is_delivered_twice_costs_one_try(world: World) -> None:
    """The platform's name of the one sending is what counts."""
    desk, mark = await hidden(world), Mark(Wish.BETTER, (2,))
    once = somebody()
    told = [(await desk.hear(once, mark, {"text": INSULT})).text for _ in range(2)]
    assert told[0] == told[1]
    assert told[0].endswith(f"Tries left: {MOST_TRIES - 1}.")
    assert (await desk.hear(somebody(), mark, {"text": INSULT})).text.endswith(f"Tries left: {MOST_TRIES - 2}.")


async def test_only_its_member_reads_a_notice(world: World) -> None:
    """With the ways to mend it and to appeal below; all others, who moderates among them, find nothing."""
    desk = await hidden(world)
    (notice,) = await world.notices(2)
    mark = Mark(Wish.NOTICE, (notice.id,))
    told = await desk.hear(somebody(), mark)
    assert told.text == world.platform.texts()[-1]
    assert [each.mark for each in told.buttons] == [Mark(Wish.BETTER, (2,)), Mark(Wish.APPEAL, (2,))]
    for other in (somebody("kim"), eva()):
        assert await desk.hear(other, mark) == NOTHING


async def test_a_notice_is_there_for_who_asks(world: World) -> None:
    """Also one that could not be brought, the latest first, each that can be mended with a button that names it."""
    world.platform.closed = {Route.DIRECT, Route.CHANNEL}
    await hidden(world)
    async with world.community.begin() as uow:
        first, second = [text for _, text in await uow.notices.of_member("bo")]
    told = await list_notices(world.community, somebody())
    assert told.text == f"{second}\n\n{first}"
    assert [(each.mark, each.label.endswith("· 2")) for each in told.buttons] == [(Mark(Wish.BETTER, (2,)), True)]
    assert await list_notices(world.community, somebody("kim")) == NOTHING


RULES = ["* Be kind. No insults.", "* No hate", "* No scams", "* One at a time", "* Reported"]


@pytest.mark.parametrize(("longest", "messages"), [(22, 4), (36, 3), (37, 2), (2000, 1)])
async def test_rules_come_in_as_many_messages_as_they_need(world: World, longest: int, messages: int) -> None:
    """None is over the limit, and none is lost."""
    told = list_rules(world.community, somebody(), longest, "*")
    shown = (told.text, *told.more)
    assert [line for page in shown for line in page.splitlines()] == RULES
    assert len(shown) == messages
    assert all(len(page) <= longest for page in shown)


async def test_a_rule_on_trial_is_none(world: World) -> None:
    """Members are held to what counts."""
    rules = tuple(replace(each, shadow=True) for each in world.community.policy.rules)
    world.community.screener.policy = replace(world.community.policy, rules=rules)
    assert list_rules(world.community, somebody(), 2000) == NOTHING


async def test_a_report_is_thanked_for_once(world: World) -> None:
    """Whatever comes of it; of what is not there nothing else is said than of what can't be reported."""
    taken = await world.say(FINE)
    assert taken.screened is not None
    content = taken.screened.content
    said = [(await enter_report(world.community, somebody("kim"), content, "look")).text for _ in range(2)]
    assert said == ["Thank you, the moderators will see it.", "You reported this before; the moderators know."]
    unheard = await enter_report(world.community, somebody("kim", language="sv-SE"), None)
    assert unheard == Said("Det meddelandet kan inte anmälas till boten. Skriv till en moderator.")
    ours = replace(content, author=Author("bot", "Takt", is_bot=True))
    assert await enter_report(world.community, somebody("kim", language="sv-SE"), ours) == unheard
