"""The holding statement: drafted from what a moderator filled in, posted once by two moderators' word, void in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from bot.core.blank_forms import CHANNEL, DOING, KNOWN, NEXT
from bot.core.card_words import draft_fields
from bot.core.content import Author, Message
from bot.core.crisis import Statement
from bot.core.draft_cards import DraftPress
from bot.core.drafts import DraftState
from bot.core.effects import EffectKind, Failed
from bot.core.forms import Said
from bot.core.marks import Mark, Wish
from bot.core.policy import Mode
from bot.core.proposals import Intent, NoDraft, NoDraftWhy, Offer, Proposal
from bot.core.situations import Recognised, Situation
from bot.core.voice import Approvers
from bot.pipeline.alarm import tell_moderators
from bot.pipeline.crisis import end, start
from bot.pipeline.desk_crisis import take_statement
from bot.pipeline.draft_panel import card_of_draft, show_drafts
from bot.pipeline.holding import draft_statement
from bot.pipeline.offering import expire
from bot.pipeline.reply import Approved, Refused, Void, Waits, Yes, approve, retract
from bot.pipeline.steer import choose_mode
from bot.platforms.discord.card_view import Markup
from tests.fakes import Lost
from tests.pipeline.desk_makers import Desk, eva, somebody
from tests.pipeline.ledger_makers import ANNA, BERT, World, make_world
from tests.pipeline.reply_makers import HOUR, MINUTE, ShowingDrafts, WordyDrafter, WordyLinter, drafts, voice

if TYPE_CHECKING:
    from bot.core.drafts import Draft
    from bot.core.proposals import DraftOutcome, DraftRequest
    from bot.storage.ledger import SqlLedger

SAID = {KNOWN: "the login is down", DOING: "we hear you and restart it", NEXT: "30m"}
WORDS = "the login is down / we hear you and restart it / 12:30 UTC (en)"
REPLY = EffectKind.REPLY


class States(WordyDrafter):
    """Makes a statement of the slots for what has no words; in the language `xx` there is none."""

    @override
    def recognise(self, request: DraftRequest) -> Recognised:
        """See a crisis in no words."""
        if request.text:
            return super().recognise(request)
        return Recognised(Situation.CRISIS, request.language, ())

    @override
    async def draft(self, request: DraftRequest) -> DraftOutcome:
        """Fill in what is known, what is done, when more is said."""
        found, slots = self.recognise(request), request.around.slots
        if self.language == "xx":
            return NoDraft(found, NoDraftWhy.NO_TEMPLATE, ("no template in xx",))
        said = Proposal(Intent.ANSWER, f"{' / '.join(slots.values())} ({request.language})", template="crisis/en/1")
        return Offer(found, Situation.CRISIS, (said,), ("a crisis is on",))


@pytest.fixture
def world(ledger: SqlLedger) -> World:
    """Give a community that answers."""
    made = make_world(ledger)
    made.community.drafter, made.community.linter = States(), WordyLinter()
    made.community.voice = voice(Approvers.TWO, 2 * HOUR)
    return made


async def state(world: World, channel: str = "", **changes: str) -> str:
    """Fill the form in as Eva, and return what she is told."""
    return (await take_statement(world.community, eva(), {**SAID, CHANNEL: channel, **changes})).text


async def told(world: World) -> list[str]:
    """Return what moderators hear."""
    before = len(world.room.heard)
    await tell_moderators(world.community)
    return world.room.heard[before:]


async def the_draft(world: World) -> Draft:
    """Return the latest draft."""
    return (await drafts(world))[-1]


async def sent(world: World, channel: str = "support") -> Draft:
    """Have a statement sent to a channel."""
    await state(world, channel)
    for each in (ANNA, BERT):
        await approve(world.community, 1, Yes(), each, None)
    await world.do_all()
    return await the_draft(world)


async def test_two_moderators_post_it_once_where_the_storm_is(world: World) -> None:
    """One is not enough, and the one twice neither; it stands in its channel below nobody's message."""
    for number in range(3):
        await world.say("it is broken", f"u{number}", channel="general" if number else "off-topic")
    world.clock.at -= timedelta(seconds=300)
    assert (await state(world)).endswith(f"Holding statement, draft 1, which two moderators have to approve:\n{WORDS}")
    assert isinstance(await approve(world.community, 1, Yes(), ANNA, None), Waits)
    assert isinstance(await approve(world.community, 1, Yes(), ANNA, None), Waits)
    await world.do_all()
    assert world.platform.replies == {}
    assert isinstance(await approve(world.community, 1, Yes(), BERT, None), Approved)
    assert isinstance(await approve(world.community, 1, Yes(), ANNA, None), Void)
    await world.do_all()
    assert list(world.platform.replies.values()) == [(Message("general", ""), WORDS)]
    assert (await the_draft(world)).state is DraftState.SENT


async def test_it_has_a_card_like_any_other_and_is_pressed_there(world: World) -> None:
    """From the form to the channel over the desk; the card says that it is a message of its own."""
    desk, panel = Desk(world), ShowingDrafts()
    said = await desk.press(eva(), Mark(Wish.CRISIS), {**SAID, CHANNEL: "#support"})
    assert isinstance(said, Said)
    await show_drafts(world.community, panel)
    (card,) = panel.cards.values()
    assert (card.message, card.member, card.text, card.state) == (Message("support", ""), "", WORDS, DraftState.DRAFTED)
    assert ("Yes so far", "0 of 2") in card.fields
    first = await desk.press(eva(), Mark(DraftPress.APPROVE, (1, card.version)))
    assert isinstance(first, Said)
    assert first.text.startswith("Noted.")
    version = (await the_draft(world)).version
    await desk.press(somebody("mod-kim", moderates=True), Mark(DraftPress.APPROVE, (1, version)))
    await world.do_all()
    assert list(world.platform.replies.values()) == [(Message("support", ""), WORDS)]


@pytest.mark.parametrize(
    ("channel", "shown"), [("support", "#support"), ("123456789012345678", "<#123456789012345678>")]
)
async def test_its_card_says_where_it_is_to_stand_and_names_nobody(world: World, channel: str, shown: str) -> None:
    """A channel that is known by a name alone is no link."""
    await state(world, channel)
    fields = dict(draft_fields(card_of_draft(world.community, await the_draft(world)), Markup(1)))
    assert fields["Where"] == f"a message of its own in {shown}"
    assert "Member" not in fields


@pytest.mark.parametrize("lost", [Lost.BEFORE, Lost.AFTER])
async def test_a_lost_answer_posts_no_second_one(world: World, lost: Lost) -> None:
    """It is looked for before it is tried again."""
    world.platform.answer(REPLY, lost)
    assert (await sent(world)).state is DraftState.SENT
    assert list(world.platform.replies.values()) == [(Message("support", ""), WORDS)]
    assert world.platform.twice == []


async def test_it_is_taken_back_where_it_turned_out_to_stand(world: World) -> None:
    """Its channel was named; the platform said which one that is, and the bot's own message is known by it."""
    draft = await sent(world)
    assert draft.message == Message("c-support", "")
    async with world.community.begin() as uow:
        assert await uow.drafts.posted_as(Message("c-support", draft.posted)) == draft
    assert await retract(world.community, 1, ANNA)
    await world.do_all()
    assert world.platform.replies == {}
    assert world.platform.orders[EffectKind.RETRACT].effect.message == Message("c-support", draft.posted)


async def test_what_can_not_be_posted_comes_back_to_moderators(world: World) -> None:
    """With its words and the channel that it was meant for."""
    world.platform.answer(REPLY, Failed("there is no such channel", permission="there is no channel “support” here"))
    assert (await sent(world)).state is DraftState.FAILED
    back, missing = sorted(await told(world), reverse=True)
    assert missing == "I can't reply in support: there is no channel “support” here."
    assert back == f"The statement in support was not sent: there is no such channel. Its words:\n{WORDS}"


async def test_a_later_statement_or_the_end_makes_it_void(world: World) -> None:
    """Nobody sends what was said before; what was sent stays."""
    await state(world, "support")
    await approve(world.community, 1, Yes(), ANNA, None)
    await state(world, "support", known="the login is up again")
    await end(world.community, BERT)
    assert [(each.state, each.reason) for each in await drafts(world)] == [
        (DraftState.SUPERSEDED, "more is known by now"),
        (DraftState.SUPERSEDED, "the crisis is over"),
    ]
    assert await approve(world.community, 1, Yes(), BERT, None) == Void("more is known by now")
    await world.do_all()
    assert world.platform.replies == {}


async def test_it_is_over_once_more_was_to_be_said(world: World) -> None:
    """Although the playbook would let it wait for longer; where more is to be said later, that is how long it waits."""
    await state(world, "support")
    world.clock.at += 30 * MINUTE
    assert await approve(world.community, 1, Yes(), ANNA, None) == Void("its time is over")
    await state(world, "support", next="3h")
    world.clock.at += 2 * HOUR
    assert await expire(world.community) == 1


async def test_what_others_write_in_the_channel_leaves_it_alone(world: World) -> None:
    """It answers nobody: neither a moderator's word there, nor an edit, nor the same words before are in its way."""
    staff = frozenset({"Moderator"})
    world.community.screener.policy = replace(world.community.policy, staff_roles=staff)
    await sent(world)
    await state(world, "support")
    await world.say("look here", author=Author("mod-1", "Mo", staff), channel="support", wait=1)
    await world.say("it is broken", channel="support", wait=1)
    for each in (ANNA, BERT):
        await approve(world.community, 2, Yes(), each, None)
    await world.do_all()
    assert [text for _, text in world.platform.replies.values()] == [WORDS, (await the_draft(world)).text]
    assert (await the_draft(world)).state is DraftState.SENT
    assert isinstance(world.community.linter, WordyLinter)
    assert {each.used for each in world.community.linter.contexts} == {frozenset()}


async def test_it_is_held_against_our_own_rules_like_any_reply(world: World) -> None:
    """What a moderator filled in is no exception."""
    await state(world, "support", known="it is blocked, we hear")
    refused = await approve(world.community, 1, Yes(), ANNA, None)
    assert isinstance(refused, Refused)
    assert refused.why == "L03 “blocked”"


async def test_where_there_is_none_it_is_said_why(world: World) -> None:
    """What is lacking, no channel to say it in, nobody who may write; nothing where nobody words replies."""
    assert (await state(world)).endswith("No holding statement: say in which channel it is to stand.")
    said = await state(world, "support", doing="", next="")
    assert said.endswith("No holding statement: say what is done and when more is said.")
    assert isinstance(world.community.drafter, States)
    world.community.drafter.language = "xx"
    assert (await state(world, "support")).endswith("No holding statement: no template in xx.")
    world.community.drafter.language = "en"
    await choose_mode(world.community, Mode.SHADOW, ANNA)
    assert (await state(world, "support")).endswith("No holding statement: the bot can't write here (mode shadow).")
    world.community.drafter = None
    assert "tatement" not in await state(world, "support")
    assert await drafts(world) == []


async def test_what_another_moderator_said_meanwhile_goes_first(world: World) -> None:
    """No draft is entered of what was overtaken while it was put into words."""
    on = await start(world.community, Statement("a", "b", world.clock.at + HOUR), ANNA)
    await start(world.community, Statement("c", "b", world.clock.at + HOUR), BERT)
    assert await draft_statement(world.community, on, "support", ANNA) == (
        "another moderator said something else meanwhile"
    )
    assert await drafts(world) == []


@pytest.mark.parametrize(("spoken", "language"), [("da", "da"), ("ru", "en")])
async def test_it_is_in_the_language_of_the_complaints(world: World, spoken: str, language: str) -> None:
    """Where the voice has that, and the policy wants it; else in the usual one."""
    community = world.community
    community.voice = replace(voice(Approvers.TWO), languages=("en", "da"))
    community.screener.policy = replace(community.policy, languages=("en", "da", "ru"))
    assert isinstance(community.drafter, States)
    community.drafter.language = spoken
    await world.say("it is broken")
    assert (await state(world)).endswith(f"({language})")


@pytest.mark.parametrize("named", ["#support", "support", "<#support>", " <#support|the name> "])
async def test_a_channel_is_named_as_people_and_platforms_do(world: World, named: str) -> None:
    """All of it is the same one."""
    await state(world, named)
    assert (await the_draft(world)).message == Message("support", "")
