"""Wishes and complaints: entered once per message, passed on, changed and taken away with it, never in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typing_extensions import override

from bot.core.content import Message
from bot.core.effects import Applied, EffectKind, Failed
from bot.core.feedback import Feedback, FeedbackState
from bot.core.journal import EventKind
from bot.core.policy import Mode
from bot.core.replies import Replies
from bot.core.situations import Recognised, Situation
from bot.pipeline.gone import gone
from bot.pipeline.intake import take
from bot.pipeline.pass_on import close, is_on_its_way, slots_for, take_back_erased
from bot.pipeline.retain import retain
from bot.ports.meter import NoMeter
from tests.fakes import Lost, SaysDrafter
from tests.pipeline.ledger_makers import ANNA, INSULT, SLUR, World

if TYPE_CHECKING:
    from bot.core.decision import Decision
    from bot.core.proposals import DraftRequest

WISH, COMPLAINT = "I wish for a dark mode", "the login is broken again"
FORWARD, WITHDRAW = EffectKind.FORWARD, EffectKind.WITHDRAW
GO_TO = {Situation.WISH: "#ideas", Situation.COMPLAINT: "support"}


class Hears(SaysDrafter):
    """Takes what says `wish` for a wish, and `broken` for a complaint, in Danish. `ill`: it fails."""

    ill = False

    @override
    def recognise(self, request: DraftRequest) -> Recognised:
        """Look for the words."""
        if self.ill:
            raise RuntimeError(request.text)
        words = {"wish": Situation.WISH, "broken": Situation.COMPLAINT}
        found = next((each for word, each in words.items() if word in request.text), None)
        return Recognised(found, "da", ())


@pytest.fixture
def heard(world: World) -> World:
    """Give a community whose policy passes both on."""
    world.community.drafter = Hears(str)
    world.community.screener.policy = replace(world.community.policy, replies=Replies(pass_on=GO_TO))
    return world


async def entry(world: World, number: int = 1) -> Feedback | None:
    """Return an entry."""
    async with world.community.begin() as uow:
        return await uow.feedback.get(number)


async def edited(world: World, text: str, revision: int = 1, **changes: Any) -> None:
    """Let the first message be edited, and all be done that follows."""
    await take(world.community, world.content(text, id="m1", revision=revision, **changes))
    await world.do_all()


async def test_a_wish_is_entered_and_passed_on_once(heard: World) -> None:
    """Also where the platform tells of the message twice; what is neither wish nor complaint is left alone."""
    await heard.act(WISH)
    await take(heard.community, heard.content(WISH, id="m1"))
    await heard.act("good morning")
    await heard.act(COMPLAINT, member="kim")
    await heard.do_all()
    first, second, third = [await entry(heard, number) for number in (1, 2, 3)]
    assert first is not None
    assert second is not None
    assert third is None
    assert (first.situation, first.language, first.text, first.member) == (Situation.WISH, "da", WISH, "bo")
    assert (first.forwarded_to, second.forwarded_to) == ("ideas", "support")
    assert heard.platform.forwards == {first.posted: WISH, second.posted: COMPLAINT}
    assert heard.platform.calls == [FORWARD, FORWARD]
    async with heard.community.begin() as uow:
        assert [each.facts["number"] for each in await uow.journal.recent([EventKind.FEEDBACK])] == [2, 1]


async def test_where_the_policy_names_no_channel_it_is_only_entered(heard: World) -> None:
    """Nor is anything passed on to the channel where it was written."""
    heard.community.screener.policy = replace(
        heard.community.policy, replies=Replies(pass_on={Situation.WISH: "general"})
    )
    await heard.act(COMPLAINT)
    await heard.act(WISH)
    assert [(await entry(heard, number)) is not None for number in (1, 2)] == [True, True]
    assert heard.platform.calls == []


async def test_in_shadow_nothing_is_passed_on(heard: World) -> None:
    """It is entered all the same."""
    heard.community.serve_in(Mode.SHADOW)
    await heard.act(WISH)
    found = await entry(heard)
    assert found is not None
    assert (found.forwarded_to, heard.platform.calls) == ("", [])


async def test_an_edit_changes_what_was_passed_on(heard: World) -> None:
    """In its place; an edit that is none, and one that is old, change nothing."""
    await heard.act(WISH)
    await edited(heard, "I wish for a light mode", 2)
    await edited(heard, "I wish for a light mode", 3)
    await edited(heard, "I wish for the old one", 1)
    found = await entry(heard)
    assert found is not None
    assert (found.text, found.revision) == ("I wish for a light mode", 2)
    assert heard.platform.forwards == {found.posted: "I wish for a light mode"}
    assert heard.platform.calls == [FORWARD, FORWARD]


async def test_what_stands_in_a_channel_stays_there(heard: World) -> None:
    """Also where the policy names another one by now: the receipt says where it is."""
    await heard.act(WISH)
    heard.community.screener.policy = replace(heard.community.policy, replies=Replies(pass_on={Situation.WISH: "new"}))
    await edited(heard, "I wish for a light mode")
    found = await entry(heard)
    assert found is not None
    assert (found.forwarded_to, list(heard.platform.forwards)) == ("ideas", [found.posted])


@pytest.mark.parametrize("text", ["never mind", "", SLUR])
async def test_an_edit_that_is_no_wish_any_more_takes_it_back(heard: World, text: str) -> None:
    """Its words are gone, here and where they were passed on; the number stays its own."""
    await heard.act(WISH)
    await edited(heard, text)
    found = await entry(heard)
    assert found is not None
    assert (found.text, found.posted, heard.platform.forwards) == ("", "", {})
    await edited(heard, f"again: {WISH}", 2)
    again = await entry(heard)
    assert again is not None
    assert heard.platform.forwards == {again.posted: f"again: {WISH}"}


async def test_a_deleted_message_is_taken_away_everywhere(heard: World) -> None:
    """Also where it was not passed on yet: then nothing is posted."""
    await heard.act(WISH)
    await gone(heard.community, Message("general", "m1"))
    await heard.say(COMPLAINT)
    await gone(heard.community, Message("general", "m2"))
    await gone(heard.community, Message("general", "m2"))
    await heard.do_all()
    assert [getattr(await entry(heard, number), "text", None) for number in (1, 2)] == ["", ""]
    assert heard.platform.forwards == {}
    assert heard.platform.calls == [FORWARD, WITHDRAW]


async def test_an_answer_that_was_lost_is_looked_for(heard: World) -> None:
    """It is passed on once; where the message was deleted meanwhile, it is found and taken away."""
    heard.platform.answer(FORWARD, Lost.AFTER)
    await heard.act(WISH)
    assert list(heard.platform.forwards.values()) == [WISH]
    heard.platform.answer(FORWARD, Lost.AFTER)
    await heard.say(COMPLAINT)
    await heard.do()
    assert len(heard.platform.forwards) == 2
    await gone(heard.community, Message("general", "m2"))
    await heard.do_all()
    assert list(heard.platform.forwards.values()) == [WISH]
    assert heard.platform.twice == []


async def test_a_call_that_never_arrived_is_not_made_for_a_deleted_message(heard: World) -> None:
    """Nothing is found of it, and nothing is posted."""
    heard.platform.answer(FORWARD, Lost.BEFORE)
    await heard.say(WISH)
    await heard.do()
    await gone(heard.community, Message("general", "m1"))
    await heard.do_all()
    assert heard.platform.forwards == {}
    assert heard.platform.calls == [FORWARD]


async def test_what_erased_members_wished_is_taken_away(heard: World) -> None:
    """Where it was passed on, once; the number, and that there was a wish, stay."""
    await heard.act(WISH)
    async with heard.community.begin() as uow:
        await uow.people.erase("bo", heard.clock.at)
    for _ in range(2):
        await take_back_erased(heard.community)
        await heard.do_all()
    assert heard.platform.forwards == {}
    assert heard.platform.calls == [FORWARD, WITHDRAW]
    await edited(heard, "I wish for a light mode")
    found = await entry(heard)
    assert found is not None
    assert (found.text, found.member == "bo") == ("", False)


async def test_what_was_kept_long_enough_is_forgotten_and_stands(heard: World) -> None:
    """What others made of it by then is theirs."""
    await heard.act(WISH)
    heard.clock.at += timedelta(days=91)
    await retain(heard.community)
    await take_back_erased(heard.community)
    await heard.do_all()
    found = await entry(heard)
    assert found is not None
    assert found.text == ""
    assert list(heard.platform.forwards.values()) == [WISH]


async def test_what_attacks_somebody_is_no_feedback(heard: World) -> None:
    """What is hidden, or is to be, is passed on to nobody; a friendly word to its author keeps nothing back."""
    heard.community.classifier.table |= {f"{INSULT}, {WISH}": 0.95}  # type: ignore[attr-defined]  # that of the tests
    await heard.act(f"{SLUR}, {WISH}")
    await heard.act(f"{INSULT}, {WISH}", member="kim")
    found = await entry(heard)
    assert found is not None
    assert (found.member, await entry(heard, 2)) == ("kim", None)
    assert heard.platform.texts("kim")


async def test_a_channel_that_is_missing_is_said_once(heard: World) -> None:
    """The entry says that it went nowhere, and so does its receipt; the next edit tries again."""
    heard.platform.answer(FORWARD, Failed("no", permission="there is no channel “ideas” here"))
    await heard.act(WISH)
    async with heard.community.begin() as uow:
        ((_, said),) = await uow.alerts.untold()
        assert await slots_for(uow, Message("general", "m1")) == {"receipt": "1"}
    assert "no channel “ideas”" in said
    heard.clock.at += heard.community.pace.right_missing
    await edited(heard, "I wish for a light mode")
    assert list(heard.platform.forwards.values()) == ["I wish for a light mode"]


async def test_what_can_not_be_taken_away_is_for_a_moderator(heard: World) -> None:
    """They hear of it by its number, without its words."""
    await heard.act(WISH)
    heard.platform.answer(WITHDRAW, Failed("403"))
    await gone(heard.community, Message("general", "m1"))
    await heard.do_all()
    async with heard.community.begin() as uow:
        ((_, said),) = await uow.alerts.untold()
    assert said == "Wish 1 (da) still stands in ideas: 403."


async def test_the_receipt_is_number_and_channel(heard: World) -> None:
    """One that goes by its id is told by its name, where the platform knows it; another message has no receipt."""
    ids = {Situation.WISH: "123456789012345678", Situation.COMPLAINT: "support"}
    heard.community.screener.policy = replace(heard.community.policy, replies=Replies(pass_on=ids))
    await heard.act(WISH)
    await heard.act(COMPLAINT)
    heard.platform.answer(FORWARD, Applied(channel="ideas"))
    await heard.act(WISH)
    async with heard.community.begin() as uow:
        assert await slots_for(uow, Message("general", "m1")) == {"receipt": "1"}
        assert await slots_for(uow, Message("general", "m2")) == {"receipt": "2", "forwarded_to": "#support"}
        assert await slots_for(uow, Message("general", "m3")) == {"receipt": "3", "forwarded_to": "#ideas"}
        assert await slots_for(uow, Message("general", "m9")) == {}


async def test_nobody_is_told_that_a_wish_stands_where_it_does_not(heard: World) -> None:
    """Not before it does, and not once it was taken away there."""
    await heard.say(WISH)
    async with heard.community.begin() as uow:
        assert await slots_for(uow, Message("general", "m1")) == {"receipt": "1"}
        assert await is_on_its_way(uow, Message("general", "m1"))
    await heard.do()
    async with heard.community.begin() as uow:
        assert await slots_for(uow, Message("general", "m1")) == {"receipt": "1", "forwarded_to": "#ideas"}
        assert not await is_on_its_way(uow, Message("general", "m1"))
    await edited(heard, "never mind")
    async with heard.community.begin() as uow:
        assert await slots_for(uow, Message("general", "m1")) == {"receipt": "1"}


async def test_moderation_goes_on_when_wishes_can_not_be_read(heard: World, caplog: pytest.LogCaptureFixture) -> None:
    """What is wrong is in the log, without a message's words."""
    assert isinstance(heard.community.drafter, Hears)
    heard.community.drafter.ill = True
    case = await heard.act(f"{SLUR}, {WISH}")
    assert heard.is_hidden()
    assert (case, await entry(heard)) == (1, None)
    assert caplog.messages
    assert not any(WISH in each for each in caplog.messages)


class Killed(BaseException):
    """The process dies."""


class Deadly(NoMeter):
    """Kills the process at the first thing that is done after the commit."""

    @override
    def decided(self, decision: Decision, seconds: float | None) -> None:
        """Kill."""
        raise Killed


async def test_what_was_decided_on_is_entered_whenever_the_process_dies(heard: World) -> None:
    """Killed right after the commit, it left both; the next process passes it on, and a second telling does not."""
    heard.community.meter = Deadly()
    with pytest.raises(Killed):
        await heard.say(WISH)
    heard.community.meter = NoMeter()
    await take(heard.community, heard.content(WISH, id="m1"))
    await heard.do_all()
    found = await entry(heard)
    assert found is not None
    assert (found.text, heard.platform.forwards) == (WISH, {found.posted: WISH})
    assert await entry(heard, 2) is None


async def test_closing_is_under_the_name_of_who_did(heard: World) -> None:
    """Note and state are kept, and the journal says who; what there is not can't be closed."""
    await heard.act(WISH)
    closed = await close(heard.community, 1, FeedbackState.PLANNED, "in spring", ANNA)
    assert closed is not None
    assert await entry(heard) == closed
    assert (closed.state, closed.note, closed.text) == (FeedbackState.PLANNED, "in spring", WISH)
    assert await close(heard.community, 2, FeedbackState.DONE, "", ANNA) is None
    async with heard.community.begin() as uow:
        event = (await uow.journal.recent([EventKind.FEEDBACK]))[0]
    assert (event.actor.id, event.facts["state"]) == (ANNA.id, "planned")


async def test_messages_are_counted_by_when_they_were_written(heard: World) -> None:
    """What is toxic and what complains too; an edit, and what is delivered twice, count for nothing."""
    await heard.act(COMPLAINT)
    await heard.act(INSULT, wait=0)
    await edited(heard, "another word")
    await take(heard.community, heard.content("another word", id="m1", revision=1))
    (counts,) = heard.community.heard.values()
    assert (counts.messages, counts.complaints, counts.toxic) == (2, 1, 1)
