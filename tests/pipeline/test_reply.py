"""A reply is sent once, with a moderator's yes, and only while it answers what stands there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.drafts import DraftState
from bot.core.effects import EffectKind, EffectState, Failed, Skipped
from bot.core.journal import EventKind
from bot.core.policy import Mode
from bot.pipeline.alarm import tell_moderators
from bot.pipeline.enforce import work_once
from bot.pipeline.reply import Approved, Refused, Void, Yes, approve, open_draft, retract
from bot.pipeline.retain import retain
from bot.pipeline.steer import choose_mode
from tests.fakes import Lost, SaysDrafter, ScriptedPlatform
from tests.pipeline.ledger_makers import ANNA, BERT, FINE, INSULT, SLUR, World, ledger_policy, make_world

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.core.drafts import Draft
    from bot.storage.ledger import SqlLedger

WORDS = "Thank you. We look into it."


async def opened(world: World, text: str = FINE) -> tuple[Content, Draft]:
    """Let Bo write something, and Anna open a draft for it."""
    taken = await world.say(text)
    assert taken.screened is not None
    content = taken.screened.content
    return content, await open_draft(world.community, content, ANNA)


async def draft(world: World, number: int = 1) -> Draft:
    """Return a draft that exists."""
    async with world.community.begin() as uow:
        found = await uow.drafts.get(number)
    assert found is not None
    return found


async def reply_effects(world: World) -> list[tuple[str, EffectState]]:
    """Return the effects of replies to messages without a case."""
    return await world.states(0)


async def said(world: World) -> list[str]:
    """Return what stands under messages in the community's name."""
    return [text for _, text in world.platform.replies.values()]


async def test_nothing_is_sent_before_a_moderator_said_yes(world: World) -> None:
    """An open draft is nothing but a draft."""
    await opened(world)
    await world.do_all()
    assert world.platform.calls == []
    assert (await draft(world)).state is DraftState.OFFERED


async def test_a_reply_is_sent_to_its_message_and_recorded_under_its_moderator(world: World) -> None:
    """Each step is in the journal, and the member's side holds no moderator's name."""
    content, _ = await opened(world)
    answer = await approve(world.community, 1, Yes(f"  {WORDS}\n"), ANNA, content)
    assert isinstance(answer, Approved)
    assert (answer.draft.state, answer.draft.approved_by) == (DraftState.EDITED, ANNA.id)
    await world.do_all()
    assert list(world.platform.replies.values()) == [(content.message, WORDS)]
    sent = await draft(world)
    assert (sent.state, sent.text, sent.posted) == (DraftState.SENT, WORDS, next(iter(world.platform.replies)))
    async with world.community.begin() as uow:
        events = await uow.journal.recent([EventKind.DRAFT])
    assert [(each.facts["state"], each.actor) for each in events] == [("edited", ANNA), ("offered", ANNA)]


async def test_the_drafters_words_are_offered_and_sent_as_they_are_where_a_moderator_agrees(world: World) -> None:
    """Only then is a draft approved and not edited."""
    world.community.drafter = SaysDrafter("We read: {}".format, "polite 1")
    content, offered = await opened(world)
    assert (offered.text, offered.drafter) == (f"We read: {FINE}", "polite 1")
    await approve(world.community, 1, Yes(offered.text), ANNA, content)
    assert (await draft(world)).state is DraftState.APPROVED
    await world.do_all()
    assert await said(world) == [f"We read: {FINE}"]


async def test_a_yes_that_comes_twice_sends_once(world: World) -> None:
    """One after the other, at once, and after it was sent."""
    content, _ = await opened(world)
    answers = await asyncio.gather(*(approve(world.community, 1, Yes(WORDS), ANNA, content) for _ in range(2)))
    assert sorted(type(each).__name__ for each in answers) == ["Approved", "Void"]
    await world.do_all()
    assert await approve(world.community, 1, Yes(WORDS), ANNA, content) == Void("it is sent already")
    await world.do_all()
    assert await said(world) == [WORDS]


async def test_two_moderators_answer_once(world: World) -> None:
    """Who comes second hears that another answer came first; who opens a draft after that may answer again."""
    content, _ = await opened(world)
    await open_draft(world.community, content, BERT)
    await approve(world.community, 1, Yes(WORDS), ANNA, content)
    assert await approve(world.community, 2, Yes("Other words."), BERT, content) == Void(
        "another moderator's answer came first"
    )
    await open_draft(world.community, content, BERT)
    assert isinstance(await approve(world.community, 3, Yes("And more."), BERT, content), Approved)
    await world.do_all()
    assert await said(world) == [WORDS, "And more."]
    assert (await draft(world, 2)).state is DraftState.SUPERSEDED


async def test_a_message_that_is_gone_is_not_answered(world: World) -> None:
    """And it stays so, whatever is shown later."""
    content, _ = await opened(world)
    assert await approve(world.community, 1, Yes(WORDS), ANNA, None) == Void("the message is gone")
    assert await approve(world.community, 1, Yes(WORDS), ANNA, content) == Void("the message is gone")
    await world.do_all()
    assert world.platform.calls == []


@pytest.mark.parametrize("told", ["by the platform", "by the ledger"])
async def test_a_message_that_was_edited_is_not_answered(world: World, told: str) -> None:
    """Whoever knows of the edit first."""
    content, _ = await opened(world)
    edited = replace(content, text="other words", at=content.at + timedelta(seconds=5), revision=1)
    if told == "by the ledger":
        await world.say(edited.text, id=content.id, revision=1, at=edited.at)
    shown = edited if told == "by the platform" else content
    assert await approve(world.community, 1, Yes(WORDS), ANNA, shown) == Void("the message was edited meanwhile")
    assert (await draft(world)).state is DraftState.SUPERSEDED


async def test_a_link_that_unfolds_is_no_edit(world: World) -> None:
    """The platform counts it as another revision of the same moment."""
    content, _ = await opened(world)
    assert isinstance(await approve(world.community, 1, Yes(WORDS), ANNA, replace(content, revision=1)), Approved)


async def test_an_edit_between_the_yes_and_the_sending_stops_it_and_gives_the_words_back(world: World) -> None:
    """Moderators hear it in their channel, with every word."""
    content, _ = await opened(world)
    words = "long words " * 180
    await approve(world.community, 1, Yes(words), ANNA, content)
    await world.say("other words", id=content.id, revision=1)
    await world.do_all()
    await tell_moderators(world.community)
    assert world.platform.replies == {}
    assert (await draft(world)).state is DraftState.SUPERSEDED
    heard = "".join(world.room.heard)
    assert words.strip() in heard
    assert "not sent: the message was edited meanwhile" in heard


@pytest.mark.parametrize(("lost", "state"), [(Lost.BEFORE, DraftState.SUPERSEDED), (Lost.AFTER, DraftState.SENT)])
async def test_an_edit_after_a_lost_answer_sends_nothing_more(world: World, lost: Lost, state: DraftState) -> None:
    """It is looked for whether it went through, and not tried again."""
    content, _ = await opened(world)
    await approve(world.community, 1, Yes(WORDS), ANNA, content)
    world.platform.answer(EffectKind.REPLY, lost)
    await world.do()
    await world.say("other words", id=content.id, revision=1)
    await world.do_all()
    assert world.platform.calls.count(EffectKind.REPLY) == 1
    assert (await draft(world)).state is state


@pytest.mark.parametrize("lost", Lost)
async def test_a_lost_answer_sends_once(world: World, lost: Lost) -> None:
    """What went through unheard is found, with what it became."""
    content, _ = await opened(world)
    await approve(world.community, 1, Yes(WORDS), ANNA, content)
    world.platform.answer(EffectKind.REPLY, lost)
    await world.do_all()
    assert await said(world) == [WORDS]
    assert world.platform.twice == []
    sent = await draft(world)
    assert (sent.state, sent.posted) == (DraftState.SENT, next(iter(world.platform.replies)))


async def test_a_crash_in_the_middle_of_sending_sends_once(ledger: SqlLedger) -> None:
    """The process dies after the platform was called; the next one finds the reply and sends no other."""
    platform = ScriptedPlatform()
    world = make_world(ledger, platform=platform)
    content, _ = await opened(world)
    await approve(world.community, 1, Yes(WORDS), ANNA, content)
    hung = asyncio.Event()
    really = platform.enforce

    async def hang(*given: object, **named: object) -> object:
        await really(*given, **named)  # type: ignore[arg-type]  # as given
        hung.set()
        return await asyncio.Event().wait()

    platform.enforce = hang  # type: ignore[method-assign,assignment]  # it never answers
    dying = asyncio.create_task(work_once(world.community))
    await hung.wait()
    dying.cancel()
    await asyncio.wait([dying])
    platform.enforce = really  # type: ignore[method-assign]  # as before
    assert (await draft(world)).state is DraftState.SENDING
    await world.do_all()
    assert await said(world) == [WORDS]
    assert (await draft(world)).state is DraftState.SENT


async def test_a_reply_that_the_platform_refuses_comes_back_to_moderators(world: World) -> None:
    """It is failed, its case is not opened for it, and nothing is lost."""
    taken = await world.say(SLUR)
    assert taken.screened is not None
    await world.do_all()
    before = await world.case(1)
    await open_draft(world.community, taken.screened.content, ANNA)
    await approve(world.community, 1, Yes(WORDS), ANNA, taken.screened.content)
    world.platform.answer(EffectKind.REPLY, Failed("403"))
    await world.do_all()
    await tell_moderators(world.community)
    assert (await draft(world)).state is DraftState.FAILED
    assert await world.case(1) == before
    assert [WORDS in each and "403" in each for each in world.room.heard] == [True]
    assert ("reply", EffectState.FAILED) in await world.states(1)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (INSULT, "it breaks our own rule “Be kind” (be-kind)"),
        (f"well, {SLUR}", "it breaks our own rule “No hate” (no-hate)"),
        ("hello @everyone", "it would call everybody (@everyone)"),
        ("hello <@&4711>", "it would call everybody (<@&4711>)"),
        (" \n", "there are no words in it"),
    ],
)
async def test_our_own_words_keep_to_our_own_rules(world: World, words: str, why: str) -> None:
    """What is refused is not sent, and the draft waits for better words."""
    content, _ = await opened(world)
    assert await approve(world.community, 1, Yes(words), ANNA, content) == Refused(why)
    await world.do_all()
    assert world.platform.calls == []
    assert isinstance(await approve(world.community, 1, Yes(WORDS), ANNA, content), Approved)


async def test_a_rule_that_is_only_tried_out_stops_no_words(ledger: SqlLedger) -> None:
    """It holds for nobody yet."""
    held = ledger_policy()
    tried_out = tuple(replace(each, shadow=each.id == "no-hate") for each in held.rules)
    world = make_world(ledger, policy=replace(held, rules=tried_out))
    content, _ = await opened(world)
    assert isinstance(await approve(world.community, 1, Yes(f"well, {SLUR}"), ANNA, content), Approved)


async def test_what_can_not_be_checked_is_not_sent(world: World) -> None:
    """A broken classifier lets no words through unread."""

    class Broken:
        name = "broken"
        labels = world.community.classifier.labels

        async def score(self, texts: object) -> list[object]:
            raise OSError(str(texts))

    content, _ = await opened(world)
    world.community.classifier = Broken()  # type: ignore[assignment]  # it never gives anything
    assert await approve(world.community, 1, Yes(WORDS), ANNA, content) == Refused("it could not be checked just now")


async def test_checking_our_words_counts_in_no_flood(world: World) -> None:
    """Replies are nobody's messages: ten in a row are no breach, and lead no member up a ladder."""
    content, _ = await opened(world)
    for number in range(1, 11):
        assert isinstance(await approve(world.community, number, Yes(WORDS), ANNA, content), Approved)
        await open_draft(world.community, content, ANNA)
    await world.do_all()
    assert len(world.platform.replies) == 10


async def test_in_shadow_and_where_the_right_is_missing_nothing_is_sent(ledger: SqlLedger) -> None:
    """A moderator hears so at once."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    content, _ = await opened(world)
    await choose_mode(world.community, Mode.SHADOW, ANNA)
    refused = Refused("the bot can't reply here (mode shadow)")
    assert await approve(world.community, 1, Yes(WORDS), ANNA, content) == refused
    lacks = make_world(ledger, "sydlys", platform=ScriptedPlatform(frozenset({EffectKind.HIDE})))
    content, _ = await opened(lacks)
    assert isinstance(await approve(lacks.community, 1, Yes(WORDS), ANNA, content), Refused | Void)


async def test_a_reply_is_taken_back_once(world: World) -> None:
    """The bot deletes its own words; a second time there is nothing to take back."""
    content, _ = await opened(world)
    await approve(world.community, 1, Yes(WORDS), ANNA, content)
    await world.do_all()
    assert await retract(world.community, 1, BERT)
    await world.do_all()
    assert world.platform.replies == {}
    assert (await draft(world)).state is DraftState.RETRACTED
    assert not await retract(world.community, 1, BERT)
    assert await reply_effects(world) == [("reply", EffectState.DONE), ("retract", EffectState.DONE)]


async def test_a_reply_that_was_not_tried_is_called_off(world: World) -> None:
    """No call is made at all."""
    content, _ = await opened(world)
    await approve(world.community, 1, Yes(WORDS), ANNA, content)
    assert await retract(world.community, 1, ANNA)
    await world.do_all()
    assert world.platform.calls == []
    assert (await draft(world)).state is DraftState.REJECTED


@pytest.mark.parametrize(("lost", "state"), [(Lost.AFTER, DraftState.RETRACTED), (Lost.BEFORE, DraftState.REJECTED)])
async def test_a_reply_under_way_is_found_and_taken_back(world: World, lost: Lost, state: DraftState) -> None:
    """Whether it went through unheard or not, nothing of it is left, and nobody is alarmed."""
    content, _ = await opened(world)
    await approve(world.community, 1, Yes(WORDS), ANNA, content)
    world.platform.answer(EffectKind.REPLY, lost)
    await world.do()
    assert await retract(world.community, 1, ANNA)
    assert not await retract(world.community, 1, ANNA)
    await world.do_all()
    assert world.platform.replies == {}
    assert (await draft(world)).state is state
    await tell_moderators(world.community)
    assert world.room.heard == []


async def test_a_reply_that_can_not_be_taken_back_says_so(world: World) -> None:
    """It stands, and the ledger says that it does."""
    content, _ = await opened(world)
    await approve(world.community, 1, Yes(WORDS), ANNA, content)
    await world.do_all()
    world.platform.answer(EffectKind.RETRACT, Failed("403"))
    await retract(world.community, 1, ANNA)
    await world.do_all()
    await tell_moderators(world.community)
    assert (await draft(world)).state is DraftState.SENT
    assert "not taken back: 403" in world.room.heard[0]


async def test_a_message_that_went_before_the_reply_came_is_said(world: World) -> None:
    """The platform found nothing to answer."""
    content, _ = await opened(world)
    await approve(world.community, 1, Yes(WORDS), ANNA, content)
    world.platform.answer(EffectKind.REPLY, Skipped("the message is gone"))
    await world.do_all()
    assert (await draft(world)).state is DraftState.SUPERSEDED
    await tell_moderators(world.community)
    assert WORDS in world.room.heard[0]


async def test_who_is_erased_is_not_answered_and_leaves_no_words(world: World) -> None:
    """What waits is void, what was sent is told and forgotten, and a moderator who is erased leaves no id."""
    content, _ = await opened(world)
    await approve(world.community, 1, Yes(WORDS), ANNA, content)
    await world.do_all()
    await open_draft(world.community, content, ANNA)
    async with world.community.begin() as uow:
        exported = (await uow.people.export("bo"))["replies"]
        await uow.people.erase("bo", world.clock.at)
        await uow.people.erase(ANNA.id, world.clock.at)
    given = [(each["question"], each["text"]) for each in exported]  # type: ignore[attr-defined]  # a list of records
    assert given == [(None, WORDS), (FINE, None)]
    sent, waiting = await draft(world), await draft(world, 2)
    assert (sent.text, waiting.state) == ("", DraftState.SUPERSEDED)
    assert sent.member.startswith("erased-")
    assert sent.approved_by.startswith("erased-")
    assert isinstance(await approve(world.community, 2, Yes(WORDS), BERT, content), Void)


async def test_drafts_are_kept_as_long_as_cases(world: World) -> None:
    """And then are gone, whatever became of them."""
    content, _ = await opened(world)
    world.clock.at += timedelta(days=91)
    await retain(world.community)
    assert await approve(world.community, 1, Yes(WORDS), ANNA, content) == Void("the draft is kept no longer")
    assert not await retract(world.community, 1, ANNA)
