"""A yes goes by what its moderator saw, through the linter, and where the playbook wants two, with a second one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.drafts import DraftState, RejectWhy
from bot.core.journal import EventKind
from bot.core.lint import LintRule
from bot.core.proposals import Tone
from bot.core.situations import Situation
from bot.core.voice import Approvers, FaqEntry, Slot
from bot.pipeline import review
from bot.pipeline.alarm import tell_moderators
from bot.pipeline.gone import gone
from bot.pipeline.offering import offer_due
from bot.pipeline.reply import Approved, Refused, Void, Waits, Yes, approve, open_draft
from bot.pipeline.reply_changes import Changed, other, reject, reword
from tests.pipeline.ledger_makers import ANNA, BERT, FINE, SLUR, World
from tests.pipeline.reply_makers import ASKED, WordyDrafter, WordyLinter, answering, drafts, voice

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.core.drafts import Draft
    from bot.storage.ledger import SqlLedger

SAID, BACK = "We hear you, Bo.", "Tell us more, we hear you."
CHANGED = Refused("it was changed meanwhile")


@pytest.fixture
def world(ledger: SqlLedger) -> World:
    """Give a community that offers drafts, and holds them against a voice."""
    made, _ = answering(ledger)
    made.community.linter, made.community.voice = WordyLinter(), voice()
    return made


async def offered(world: World, text: str = ASKED) -> Content:
    """Let Bo ask something, and a draft be offered."""
    taken = await world.say(text)
    assert taken.screened is not None
    await offer_due(world.community)
    return taken.screened.content


async def draft(world: World, number: int = 1) -> Draft:
    """Return a draft."""
    return (await drafts(world))[number - 1]


async def sent(world: World) -> list[str]:
    """Return what is sent when all is done."""
    await world.do_all()
    return [text for _, text in world.platform.replies.values()]


async def noted(world: World) -> list[object]:
    """Return what the journal says of drafts, the latest first."""
    async with world.community.begin() as uow:
        return [each.facts["state"] for each in await uow.journal.recent([EventKind.DRAFT])]


async def test_a_plain_yes_sends_what_its_moderator_saw(world: World) -> None:
    """It counts as approved; the member's words are kept no longer."""
    content = await offered(world)
    assert isinstance(await approve(world.community, 1, Yes(version=1), ANNA, content), Approved)
    after = await draft(world)
    assert (after.state, after.approved_by, after.question, after.author) == (DraftState.APPROVED, ANNA.id, "", "")
    assert await sent(world) == [SAID]


async def test_nobody_sends_words_that_they_did_not_see(world: World) -> None:
    """A draft that another moderator turned meanwhile is not sent by a press on the card of before."""
    content = await offered(world)
    assert isinstance(await other(world.community, 1, 1, BERT), Changed)
    assert await approve(world.community, 1, Yes(version=1), ANNA, content) == CHANGED
    assert isinstance(await reword(world.community, 1, 2, Tone.SHORTER, BERT), Changed)
    assert await other(world.community, 1, 2, BERT) == CHANGED
    assert await reword(world.community, 1, 2, Tone.WARMER, BERT) == CHANGED
    assert isinstance(await approve(world.community, 1, Yes(version=3), ANNA, content), Approved)
    assert await sent(world) == ["Heard."]


async def test_words_of_ones_own_are_sent_whatever_the_card_shows_by_then(world: World) -> None:
    """Their moderator has seen them; the journal says how far they are from what was proposed."""
    content = await offered(world)
    await other(world.community, 1, 1, BERT)
    assert isinstance(await approve(world.community, 1, Yes(f"{BACK} Soon.", version=1), ANNA, content), Approved)
    assert (await draft(world)).state is DraftState.EDITED
    async with world.community.begin() as uow:
        (event, *_) = await uow.journal.recent([EventKind.DRAFT])
    assert 0.5 < float(str(event.facts["likeness"])) < 1
    assert await sent(world) == [f"{BACK} Soon."]


async def test_a_draft_that_changes_while_it_is_checked_is_not_sent(world: World) -> None:
    """Between the look at it and the yes another moderator may turn it."""
    content, scored = await offered(world), world.community.classifier.score

    async def slow(texts: object) -> object:
        await other(world.community, 1, 1, BERT)
        return await scored(texts)  # type: ignore[arg-type]  # as given

    world.community.classifier.score = slow  # type: ignore[method-assign,assignment]  # somebody comes between
    assert await approve(world.community, 1, Yes(), ANNA, content) == CHANGED
    assert await sent(world) == []


async def test_what_the_linter_blocks_is_not_sent_whatever_the_reason(world: World) -> None:
    """The moderator hears what and where; the journal only by which rule."""
    content = await offered(world)
    answer = await approve(world.community, 1, Yes("we hear, blocked", because="I must"), ANNA, content)
    assert isinstance(answer, Refused)
    assert [(each.rule, each.what, each.span) for each in answer.findings] == [(LintRule.FACT, "“blocked”", (9, 7))]
    assert not answer.warns
    assert (await noted(world))[0] == "refused: L03"
    assert (await draft(world)).state is DraftState.DRAFTED


async def test_what_the_linter_warns_of_is_sent_with_a_reason(world: World) -> None:
    """The reason is recorded, with the draft and in the part of the journal that can be erased."""
    content = await offered(world)
    words = "we hear, we promise"
    answer = await approve(world.community, 1, Yes(words), ANNA, content)
    assert (isinstance(answer, Refused) and answer.warns, await sent(world)) == (True, [])
    assert isinstance(await approve(world.community, 1, Yes(words, because=" "), ANNA, content), Refused)
    assert isinstance(await approve(world.community, 1, Yes(words, because="it is true"), ANNA, content), Approved)
    assert (await draft(world)).note == "it is true"
    async with world.community.begin() as uow:
        events = await uow.journal.recent([EventKind.DRAFT])
    (overridden,) = [each for each in events if each.private]
    assert (overridden.facts["state"], overridden.private) == ("overridden: L04", {"because": "it is true"})
    assert await sent(world) == [words]


async def test_some_things_are_never_sent_even_where_they_only_warn(world: World) -> None:
    """Personal data, mass mentions and what was to stay secret."""
    content = await offered(world)
    answer = await approve(world.community, 1, Yes("we hear a secret", because="I must"), ANNA, content)
    assert isinstance(answer, Refused)
    assert not answer.warns
    assert await sent(world) == []


async def test_a_reply_is_held_against_all_that_is_known_of_it(world: World) -> None:
    """The member's words, cited entries, what was filled in, the brand's own words, and what was sent before.

    What stands in no channel is with its owner, as the drafter has it.
    """
    entry = FaqEntry("door", "en", ("where",), "It is the blue one.", "https://x.example", "1f2e3d4c")
    brand = replace(voice(), faq=(entry,), values={"all": {Slot.BRAND: "Nordlys"}, "en": {Slot.OWNER: "Freja"}})
    linter = WordyLinter()
    world.community.linter, world.community.voice = linter, brand
    await approve(world.community, 1, Yes(), ANNA, await offered(world))
    taken = await world.say(ASKED)
    await offer_due(world.community)
    async with world.community.begin() as uow:
        made = (await uow.drafts.find(limit=1))[0]
        cited = replace(made.proposals[0], cites=("faq:door@1f2e3d4c", "rule:be-kind"))
        await uow.drafts.save(replace(made, proposals=(cited, *made.proposals[1:])))
    assert taken.screened is not None
    await approve(world.community, 2, Yes(longest=300), ANNA, taken.screened.content)
    context = linter.contexts[-1]
    assert (context.situation, context.language, context.answers) == (Situation.QUESTION, "en", ASKED)
    assert (context.author, context.limit, context.template) == ("Bo", 300, "question/en/1")
    assert context.sources == ("It is the blue one.\nhttps://x.example", "be-kind\nBe kind\nNo insults.")
    assert context.slots == {
        "brand": "Nordlys",
        "owner": "Freja",
        "forwarded_to": "Freja",
        "faq_answer": "It is the blue one.",
        "faq_url": "https://x.example",
        "name": "Bo",
        "channel": "general",
    }
    assert context.used == {SAID}
    assert context.toxicity is None


async def test_what_a_reply_must_hold_is_only_known_where_one_was_proposed(world: World) -> None:
    """A moderator who writes from nothing is warned, or left alone where nobody knows what it is about."""
    content = await offered(world)
    answer = await approve(world.community, 1, Yes("Hm."), ANNA, content)
    assert isinstance(answer, Refused)
    assert not answer.warns
    drafter = world.community.drafter
    assert isinstance(drafter, WordyDrafter)
    outcome = await drafter.draft(replace(drafter.asked[0], text=FINE))
    drafter.outcome = replace(outcome, recognised=drafter.recognise(drafter.asked[0]))
    await open_draft(world.community, content, ANNA)
    answer = await approve(world.community, 2, Yes("Hm."), ANNA, content)
    assert isinstance(answer, Refused)
    assert answer.warns
    drafter.outcome = outcome
    await open_draft(world.community, content, ANNA)
    assert isinstance(await approve(world.community, 3, Yes("Hm."), ANNA, content), Approved)


async def test_two_moderators_say_yes_where_the_playbook_wants_two(world: World) -> None:
    """The same one twice counts once."""
    world.community.voice = voice(Approvers.TWO)
    content = await offered(world)
    first = await approve(world.community, 1, Yes(version=1), ANNA, content)
    assert isinstance(first, Waits)
    assert (first.draft.first_yes, first.draft.version) == (ANNA.id, 2)
    assert isinstance(await approve(world.community, 1, Yes(version=2), ANNA, content), Waits)
    assert await sent(world) == []
    assert isinstance(await approve(world.community, 1, Yes(version=2), BERT, content), Approved)
    assert await sent(world) == [SAID]
    after = await draft(world)
    assert (after.first_yes, after.approved_by, after.state) == (ANNA.id, BERT.id, DraftState.SENT)
    assert list(reversed(await noted(world))) == ["drafted", "first yes", "approved"]


@pytest.mark.parametrize("change", ["edit", "other", "reword"])
async def test_a_change_between_two_yeses_voids_the_first(world: World, change: str) -> None:
    """Both have to agree to the same words."""
    world.community.voice = voice(Approvers.TWO)
    content = await offered(world)
    await approve(world.community, 1, Yes(version=1), ANNA, content)
    if change == "edit":
        assert isinstance(await approve(world.community, 1, Yes("We hear."), BERT, content), Waits)
    elif change == "other":
        await other(world.community, 1, 2, BERT)
    else:
        await reword(world.community, 1, 2, Tone.WARMER, BERT)
    assert (await draft(world)).first_yes == (BERT.id if change == "edit" else "")
    if change != "edit":
        assert isinstance(await approve(world.community, 1, Yes(version=3), BERT, content), Waits)
    assert await sent(world) == []
    assert isinstance(await approve(world.community, 1, Yes(), ANNA, content), Approved)
    assert len(await sent(world)) == 1


async def test_who_decided_the_case_does_not_answer_where_another_has_to(world: World) -> None:
    """Anybody else may; without a case there is nobody who decided."""
    world.community.voice = voice(Approvers.OTHER)
    taken = await world.say(f"{SLUR}, how?")
    assert taken.screened is not None
    await review.uphold(world.community, 1, ANNA)
    await open_draft(world.community, taken.screened.content, ANNA)
    refused = Refused("you decided this case; another moderator answers it")
    assert await approve(world.community, 1, Yes("we hear"), ANNA, taken.screened.content) == refused
    assert isinstance(await approve(world.community, 1, Yes("we hear"), BERT, taken.screened.content), Approved)
    content = await offered(world)
    assert isinstance(await approve(world.community, 2, Yes(), ANNA, content), Approved)


async def test_a_draft_is_rejected_once_with_its_reason(world: World) -> None:
    """The code stands in the journal, the moderator's own words only with the draft."""
    content = await offered(world)
    done = await reject(world.community, 1, RejectWhy.TONE, " so stiff ", ANNA)
    assert isinstance(done, Changed)
    assert (done.draft.state, done.draft.reason, done.draft.note) == (DraftState.REJECTED, "tone", "so stiff")
    assert await reject(world.community, 1, RejectWhy.WRONG, "", BERT) == Void("tone")
    assert await approve(world.community, 1, Yes(), BERT, content) == Void("tone")
    async with world.community.begin() as uow:
        (event, *_) = await uow.journal.recent([EventKind.DRAFT])
    assert (event.facts["why"], event.actor) == ("tone", ANNA)
    assert "stiff" not in f"{event.facts}{event.private}"


async def test_there_is_not_always_another_wording(world: World) -> None:
    """Then nothing changes, and the moderator hears so."""
    await offered(world)
    assert await reword(world.community, 1, 1, Tone.MORE_FORMAL, ANNA) == Refused(
        "there is no more formal wording of it"
    )
    assert await reword(world.community, 9, 1, Tone.WARMER, ANNA) == Void("the draft is kept no longer")
    async with world.community.begin() as uow:
        made = (await uow.drafts.find())[0]
        await uow.drafts.save(replace(made, proposals=made.proposals[:1]))
    assert await other(world.community, 1, 1, ANNA) == Refused("there is no other proposal")
    world.community.drafter = None
    nothing = Refused("there is no proposal to put into other words")
    assert await reword(world.community, 1, 1, Tone.WARMER, ANNA) == nothing


async def test_a_reply_that_a_moderator_agreed_to_is_not_sent_to_what_is_gone(world: World) -> None:
    """Nor does it hold up anything else; its words come back to moderators."""
    content = await offered(world)
    await approve(world.community, 1, Yes(version=1), ANNA, content)
    await gone(world.community, content.message)
    assert await sent(world) == []
    assert (await draft(world)).state is DraftState.SUPERSEDED
    await tell_moderators(world.community)
    (heard,) = world.room.heard
    assert "not sent: the message is gone" in heard
    assert SAID in heard
