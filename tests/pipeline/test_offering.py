"""A draft is offered once for what waits for an answer, in its own time, and for nothing else."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.content import Author, Message
from bot.core.drafts import DraftState, RejectWhy
from bot.core.effects import EffectKind, Failed
from bot.core.journal import EventKind
from bot.core.policy import Mode
from bot.core.proposals import NoDraft, NoDraftWhy
from bot.core.replies import Replies
from bot.core.situations import Recognised, Situation
from bot.pipeline import offering
from bot.pipeline.alarm import tell_moderators
from bot.pipeline.gone import gone
from bot.pipeline.intake import News, take
from bot.pipeline.offering import expire, offer_due, tell_unanswered
from bot.pipeline.reply import Approved, Yes, approve
from bot.pipeline.reply_changes import reject
from bot.pipeline.retain import retain
from bot.pipeline.steer import choose_mode
from bot.pipeline.unanswered import KNOWS_MEMBERS, SETTLES
from tests.pipeline.ledger_makers import ANNA, SLUR, World, make_world
from tests.pipeline.reply_makers import (
    ASKED,
    DAY,
    HOUR,
    MINUTE,
    OFFERS,
    WordyDrafter,
    answering,
    drafts,
    voice,
    waiting,
)

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

QUESTION = Recognised(Situation.QUESTION, "en", ())
STAFF = Author("mod-1", "Mo", frozenset({"Moderator"}))


@pytest.fixture
def world(ledger: SqlLedger) -> World:
    """Give a community that offers drafts."""
    made, _ = answering(ledger)
    policy = replace(made.community.policy, staff_roles=frozenset({"Moderator"}))
    made.community.screener.policy = policy
    return made


@pytest.fixture
def drafter(world: World) -> WordyDrafter:
    """Give who drafts in it."""
    assert isinstance(world.community.drafter, WordyDrafter)
    return world.community.drafter


async def states(world: World) -> list[DraftState]:
    """Return the states of all drafts."""
    return [each.state for each in await drafts(world)]


async def test_a_question_gets_a_draft_with_all_that_was_proposed(world: World) -> None:
    """Nothing is sent by it, and the journal quotes nobody."""
    await world.say(ASKED)
    assert await offer_due(world.community) == 1
    (draft,) = await drafts(world)
    assert (draft.state, draft.text, draft.question) == (DraftState.DRAFTED, "We hear you, Bo.", ASKED)
    assert (draft.situation, draft.language, draft.author, len(draft.proposals)) == (Situation.QUESTION, "en", "Bo", 2)
    assert (draft.version, draft.shown, draft.place) == (1, 0, "")
    assert draft.expires_at == world.clock.at + 3 * DAY
    await world.do_all()
    assert world.platform.calls == []
    async with world.community.begin() as uow:
        (event,) = await uow.journal.recent([EventKind.DRAFT])
    assert event.facts["template"] == "question/en/1"
    assert not [each for each in (ASKED, "Bo", "hear") if each in f"{event.facts} {event.private}"]


async def test_a_message_that_comes_again_gets_no_second_draft(world: World) -> None:
    """Before it was thought of, and after; of an edit that changes nothing as little."""
    taken = await world.say(ASKED)
    assert taken.screened is not None
    content = taken.screened.content
    for again in (content, replace(content, revision=1)):
        await take(world.community, again)
        await offer_due(world.community)
    await take(world.community, content)
    assert await offer_due(world.community) == 0
    assert await states(world) == [DraftState.DRAFTED]


async def test_an_edit_makes_a_draft_void_and_gets_one_of_its_own(world: World) -> None:
    """Where it still asks something; else there is nothing to answer any more."""
    await world.say(ASKED, id="q1")
    await offer_due(world.community)
    await world.say("where do I get in?", id="q1", revision=1)
    assert await states(world) == [DraftState.SUPERSEDED]
    await offer_due(world.community)
    void, fresh = await drafts(world)
    assert (void.reason, void.question, void.author, dict(void.slots)) == (
        "the message was edited meanwhile",
        "",
        "",
        {},
    )
    assert (fresh.state, fresh.revision) == (DraftState.DRAFTED, 1)
    await world.say("never mind", id="q1", revision=2)
    assert await offer_due(world.community) == 0
    assert await states(world) == [DraftState.SUPERSEDED] * 2
    assert await waiting(world) == []


async def test_an_edit_while_a_drafter_thinks_gets_the_only_draft(world: World, drafter: WordyDrafter) -> None:
    """What was thought of the words before is thrown away."""
    await world.say(ASKED, id="q1")
    really = drafter.draft

    async def slow(request: object) -> object:
        drafter.draft = really  # type: ignore[method-assign]  # once
        await world.say("where do I get in?", id="q1", revision=1)
        return await really(request)  # type: ignore[arg-type]  # as given

    drafter.draft = slow  # type: ignore[method-assign,assignment]  # an edit comes between
    await offer_due(world.community)
    assert await states(world) == []
    await offer_due(world.community)
    assert [each.revision for each in await drafts(world)] == [1]


@pytest.mark.parametrize("when", ["before", "while it is thought of", "after"])
async def test_what_is_deleted_is_not_answered(world: World, drafter: WordyDrafter, when: str) -> None:
    """And nothing of it is kept."""
    await world.say(ASKED, id="q1")
    message, really = Message("general", "q1"), drafter.draft

    async def slow(request: object) -> object:
        await gone(world.community, message)
        return await really(request)  # type: ignore[arg-type]  # as given

    if when == "before":
        await gone(world.community, message)
    if when == "while it is thought of":
        drafter.draft = slow  # type: ignore[method-assign,assignment]  # it goes between
    await offer_due(world.community)
    if when == "after":
        await gone(world.community, message)
    assert await states(world) == ([DraftState.SUPERSEDED] if when == "after" else [])
    assert await waiting(world) == []
    assert not [each for each in await drafts(world) if each.question or each.author]


@pytest.mark.parametrize(
    "changes",
    [
        {"author": STAFF},
        {"author": Author("robot", "R2", is_bot=True)},
        {"author": Author("", "")},
        {"text": "good morning"},
        {"text": " "},
        {"id": "title-1"},
    ],
    ids=["staff", "a bot", "nobody", "nothing asked", "no words", "a title"],
)
async def test_what_needs_no_answer_gets_no_draft(
    world: World, drafter: WordyDrafter, changes: dict[str, object]
) -> None:
    """Whoever wrote it, whatever it says."""
    await world.say(**{"text": ASKED, **changes})  # type: ignore[arg-type]  # fields of a content
    assert await offer_due(world.community) == 0
    assert drafter.asked == []


async def test_what_is_hidden_is_not_answered(world: World, drafter: WordyDrafter) -> None:
    """Its member gets a notice, and no reply."""
    await world.say(f"{SLUR}, how?")
    await offer_due(world.community)
    assert drafter.asked == []
    assert await waiting(world) == []


@pytest.mark.parametrize("why", ["no key", "not that", "shadow", "nobody drafts"])
async def test_nothing_is_offered_where_the_policy_or_the_mode_says_so(ledger: SqlLedger, why: str) -> None:
    """Without the key, for other situations, where nothing could be sent, and where nobody drafts."""
    offers = {"no key": Replies(), "not that": Replies(offer=frozenset({Situation.PRAISE}))}
    world, drafter = answering(ledger, offers.get(why, OFFERS))
    if why == "shadow":
        await choose_mode(world.community, Mode.SHADOW, ANNA)
    if why == "nobody drafts":
        world.community.drafter = None
    await world.say(ASKED)
    assert await offer_due(world.community) == 0
    assert (drafter.asked, await waiting(world)) == ([], [])


async def test_members_may_answer_first_what_was_not_asked_of_the_community(
    world: World, drafter: WordyDrafter
) -> None:
    """A draft is thought of only after half an hour, also by the next process."""
    drafter.addressed = False
    await world.say(ASKED)
    assert await offer_due(world.community) == 0
    restarted = make_world(world.community.ledger, policy=world.community.policy)
    restarted.community.drafter, restarted.clock.at = drafter, world.clock.at + 29 * MINUTE
    assert await offer_due(restarted.community) == 0
    restarted.clock.at += MINUTE
    assert await offer_due(restarted.community) == 1
    assert drafter.asked[0].around.waits == 30 * MINUTE
    assert await states(world) == [DraftState.DRAFTED]


@pytest.mark.parametrize(
    ("reply", "answered"),
    [
        ({"thread": "q1"}, True),
        ({"answers": "q1"}, True),
        ({"channel": "q1"}, True),
        ({}, False),
        ({"thread": "q1", "author": Author("bo", "Bo")}, False),
        ({"author": STAFF}, True),
        ({"author": STAFF, "channel": "other"}, False),
        ({"author": STAFF, "thread": "q0"}, False),
        ({"thread": "q1", "author": Author("robot", "R2", is_bot=True)}, False),
    ],
)
async def test_what_somebody_answered_is_not_answered(world: World, reply: dict[str, object], answered: bool) -> None:  # noqa: FBT001 - a column of the table
    """In its thread by anybody else, beside it by staff; not by its own author, a bot, or elsewhere."""
    await world.say(ASKED, id="q1")
    await world.say(**{"text": "over there", "member": "cy", **reply})  # type: ignore[arg-type]  # fields of a content
    await offer_due(world.community)
    assert await states(world) == ([] if answered else [DraftState.DRAFTED])


async def test_another_members_word_does_not_settle_a_complaint(world: World) -> None:
    """They may agree with it."""
    await world.say("it is broken", id="q1")
    await world.say("for me too", member="cy", thread="q1")
    await offer_due(world.community)
    assert await states(world) == [DraftState.DRAFTED]


@pytest.mark.parametrize("below", [{"thread": "q1"}, {"answers": "q1"}, {"channel": "q1"}])
async def test_a_draft_is_void_once_staff_answered_below_the_message(world: World, below: dict[str, Any]) -> None:
    """It says who came first; a member below it, or staff elsewhere, change nothing."""
    await world.say(ASKED, id="q1")
    await offer_due(world.community)
    await world.say("perhaps so", "cy", **below)
    await world.say("good day", author=STAFF)
    assert await states(world) == [DraftState.DRAFTED]
    await world.say("so", author=STAFF, **below)
    (draft,) = await drafts(world)
    assert (draft.state, draft.reason) == (DraftState.SUPERSEDED, "a moderator answered it below the message")
    async with world.community.begin() as uow:
        assert (await uow.journal.recent([EventKind.DRAFT]))[0].actor.id == STAFF.id
    assert await waiting(world) == []


async def test_no_draft_yet_is_thought_of_again(world: World, drafter: WordyDrafter) -> None:
    """When the drafter said, and not before; no draft at all is forgotten."""
    drafter.outcome = NoDraft(QUESTION, NoDraftWhy.TOO_EARLY, ("wait",), 10 * MINUTE)
    await world.say(ASKED)
    await offer_due(world.community)
    assert await offer_due(world.community) == 0
    world.clock.at += 10 * MINUTE
    drafter.outcome = NoDraft(QUESTION, NoDraftWhy.NOT_TO_US, ("to others",))
    assert await offer_due(world.community) == 1
    assert (await waiting(world), await drafts(world)) == ([], [])


async def test_a_drafter_that_fails_breaks_nothing_and_is_asked_again(
    world: World, drafter: WordyDrafter, caplog: pytest.LogCaptureFixture
) -> None:
    """Its fault is counted and written to the log, without a message's words; moderation goes on."""
    counted: list[str] = []
    world.community.meter.drafted = counted.append  # type: ignore[method-assign,assignment]  # heard here
    drafter.fault = ValueError(ASKED)
    with caplog.at_level(logging.ERROR):
        await world.say(ASKED)
        await offer_due(world.community)
        assert await offer_due(world.community) == 0
        drafter.fault, drafter.blind = None, True
        assert (await world.say(f"{SLUR}?")).news is News.NEW
    assert counted == ["trouble", "trouble"]
    assert "ValueError" in caplog.text
    assert not [each for each in (ASKED, SLUR) if each in caplog.text]
    drafter.blind = False
    world.clock.at += 5 * MINUTE
    await offer_due(world.community)
    assert (counted[2:], await states(world)) == (["offer"], [DraftState.DRAFTED])


async def test_a_newcomer_is_welcomed_once_the_members_are_known(world: World) -> None:
    """In the first two weeks everybody would be one; and nobody is one twice."""
    await world.say("good day to you", "cy")
    assert await waiting(world) == []
    world.clock.at += KNOWS_MEMBERS
    await world.say("me again", "cy")
    await world.say("I am new", "di")
    await world.say("I said", "di")
    await offer_due(world.community)
    assert [(each.situation, each.member) for each in await drafts(world)] == [(Situation.WELCOME, "di")]


async def test_what_is_read_late_waits_for_its_answer_to_be_read_too(world: World) -> None:
    """And what is older than a draft can be is left alone."""
    world.clock.at += 5 * DAY
    at = world.clock.at
    await world.say(ASKED, id="q1", at=at - HOUR, wait=0)
    await world.say("over there", author=STAFF, at=at - HOUR / 2, wait=0)
    await world.say(ASKED, id="q2", channel="other", at=at - HOUR, wait=0)
    await world.say(ASKED, channel="other", at=at - 3 * DAY, wait=0)
    assert await offer_due(world.community) == 0
    world.clock.at += SETTLES
    await offer_due(world.community)
    assert [each.message.id for each in await drafts(world)] == ["q2"]


async def test_what_waits_too_long_is_told_once(world: World, drafter: WordyDrafter) -> None:
    """How much, and the oldest; what was answered, or asks nothing of us, is not counted."""
    drafter.outcome = NoDraft(QUESTION, NoDraftWhy.NO_SOURCE, ("not in the FAQ",))
    for number in range(1, 5):
        await world.say(ASKED, f"member-{number}", id=f"q{number}")
        await offer_due(world.community)
    await world.say("over there", "cy", thread="q4")
    world.clock.at += 48 * HOUR - 7 * MINUTE
    assert await tell_unanswered(world.community) == 0
    world.clock.at += 7 * MINUTE
    assert await tell_unanswered(world.community) == 3
    await tell_moderators(world.community)
    (heard,) = world.room.heard
    assert heard.startswith("3 messages have waited for an answer for more than 2d. The oldest: message q1 in general,")
    world.clock.at += 2 * HOUR
    assert await tell_unanswered(world.community) == 0
    assert await waiting(world) == []


async def test_a_draft_that_nobody_decides_ends(world: World) -> None:
    """At its time, by the policy or the playbook, and nobody can send it after that."""
    await world.say(ASKED)
    await offer_due(world.community)
    world.community.voice = voice(expires=HOUR)
    taken = await world.say("it is broken", "cy")
    await offer_due(world.community)
    world.clock.at += HOUR
    assert taken.screened is not None
    told = await approve(world.community, 2, Yes(), ANNA, taken.screened.content)
    assert told == await approve(world.community, 2, Yes(), ANNA, taken.screened.content)
    assert await states(world) == [DraftState.DRAFTED, DraftState.EXPIRED]
    assert await expire(world.community) == 0
    world.clock.at += 3 * DAY
    assert await expire(world.community) == 1
    assert [(each.state, each.reason, each.question) for each in await drafts(world)] == [
        (DraftState.EXPIRED, "its time is over", "")
    ] * 2


async def test_what_is_known_of_a_message_reaches_the_drafter(ledger: SqlLedger) -> None:
    """Templates that were sent to the member, their language, and where their wish goes; no platform's number."""
    world, drafter = answering(ledger, replace(OFFERS, pass_on={Situation.COMPLAINT: "feedback"}))
    taken = await world.say(ASKED)
    await offer_due(world.community)
    assert taken.screened is not None
    assert isinstance(await approve(world.community, 1, Yes(), ANNA, taken.screened.content), Approved)
    await world.say("it is broken")
    await world.say("it is broken", "cy", channel="123456789012345678")
    await world.do()
    await offer_due(world.community)
    asked = {each.author: each for each in drafter.asked[1:]}
    assert asked["Bo"].around.used == {"question/en/1"}
    assert (asked["Bo"].around.member_language, asked["Bo"].around.channel_language) == ("en", "en")
    assert (asked["Bo"].channel, asked["Bo"].around.slots) == ("general", {"receipt": "1", "forwarded_to": "#feedback"})
    assert (asked["Cy"].channel, asked["Cy"].around.used, asked["Cy"].around.member_language) == ("", frozenset(), "")


async def test_a_draft_says_where_a_complaint_stands_only_once_it_does(ledger: SqlLedger) -> None:
    """It waits a moment for that; where the channel can't be reached it says nothing of it, nor does one without."""
    world, drafter = answering(ledger, replace(OFFERS, pass_on={Situation.COMPLAINT: "feedback"}))
    await world.say("it is broken", wait=0)
    assert await offer_due(world.community) == 0
    await world.do()
    await world.say("it is broken again", "cy")
    assert await offer_due(world.community) == 1
    world.platform.answer(EffectKind.FORWARD, Failed("no", permission="there is no such channel"))
    await world.do()
    world.clock.at += timedelta(seconds=1)
    assert await offer_due(world.community) == 1
    assert [each.around.slots for each in drafter.asked] == [
        {"receipt": "1", "forwarded_to": "#feedback"},
        {"receipt": "2"},
    ]


async def test_no_draft_waits_for_long_to_say_where_a_complaint_stands(ledger: SqlLedger) -> None:
    """Where the platform does not answer, it is offered without."""
    world, drafter = answering(ledger, replace(OFFERS, pass_on={Situation.COMPLAINT: "feedback"}))
    await world.say("it is broken", wait=0)
    assert await offer_due(world.community) == 0
    world.clock.at += timedelta(seconds=31)
    assert await offer_due(world.community) == 1
    assert drafter.asked[0].around.slots == {"receipt": "1"}


async def test_a_rejected_draft_still_waits_unless_nothing_has_to_be_said(world: World) -> None:
    """The reason says which."""
    for number, why in ((1, "tone"), (2, "not_needed")):
        await world.say(ASKED, f"member-{number}", id=f"q{number}")
        await offer_due(world.community)

        await reject(world.community, number, RejectWhy(why), "", ANNA)
    assert [each.content.id for each in await waiting(world)] == ["q1"]


async def test_what_waits_is_forgotten_in_the_end(world: World, drafter: WordyDrafter) -> None:
    """A month later nobody needs to know of it."""
    drafter.outcome = NoDraft(QUESTION, NoDraftWhy.NO_SOURCE, ())
    await world.say(ASKED)
    await offer_due(world.community)
    assert [each.content.text for each in await waiting(world)] == [""]
    world.clock.at += timedelta(days=31)
    await retain(world.community)
    assert await waiting(world) == []


async def test_the_worker_offers_and_ends_until_it_is_told_to_stop(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what is due a draft, and of what is over the end."""
    monkeypatch.setattr(offering, "PAUSE_SECONDS", 0)
    await world.say(ASKED)
    await offer_due(world.community)
    world.clock.at += 4 * DAY
    await world.say(ASKED, "cy")
    working = asyncio.create_task(offering.keep_offering(world.community))
    async with asyncio.timeout(10):
        while await states(world) != [DraftState.EXPIRED, DraftState.DRAFTED]:  # noqa: ASYNC110 - another task changes it
            await asyncio.sleep(0)
    working.cancel()
    await asyncio.wait([working])
