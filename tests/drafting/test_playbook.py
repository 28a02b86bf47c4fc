"""The offline drafter on a small voice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core.likeness import grams, likeness
from bot.core.lint import LintRule
from bot.core.proposals import Circumstances, DraftRequest, Intent, NoDraft, NoDraftWhy, Offer, Tone
from bot.core.situations import Situation
from bot.drafting.gate import THRESHOLDS
from tests.drafting.small_voice import VOICE, ToldLinter, drafter
from tests.fakes import WordsClassifier

if TYPE_CHECKING:
    from bot.core.proposals import DraftOutcome

ASKED = "Where are the rules?"
UNKNOWN = "When do you guys open the skating rink?"
COMPLAINT = "The app crashes every time"


async def drafted(text: str, linter: ToldLinter | None = None, **around: Any) -> DraftOutcome:
    """Return what is drafted to a message by Bo."""
    request = DraftRequest(text, author="Bo", around=Circumstances(**around))
    return await drafter(linter).draft(request)


async def offered(text: str, linter: ToldLinter | None = None, **around: Any) -> Offer:
    """Return what is offered."""
    outcome = await drafted(text, linter, **around)
    assert isinstance(outcome, Offer), outcome
    return outcome


async def refused(text: str, linter: ToldLinter | None = None, **around: Any) -> NoDraft:
    """Return why nothing is offered."""
    outcome = await drafted(text, linter, **around)
    assert isinstance(outcome, NoDraft), outcome
    return outcome


async def test_a_question_is_answered_from_the_faq_word_by_word() -> None:
    """The entry's answer stands in the draft as it is, with its id and hash as the source, and the reasons say why."""
    offer = await offered(ASKED)
    assert "The rules are pinned." in offer.proposals[0].text
    assert offer.proposals[0].cites == ("faq:rules@aaaa1111",)
    assert any(each.startswith("faq:rules 1.00") for each in offer.reasons)


async def test_in_a_crisis_what_answers_no_message_is_its_statement() -> None:
    """With what is known, what is done and when more is said; where that is not known, there is none."""
    slots = {"known": "the login is down", "doing": "a restart", "next_update": "13:00 UTC"}
    request = DraftRequest("", "en", id="crisis", around=Circumstances(crisis=True, slots=slots))
    offer = await drafter().draft(request)
    assert isinstance(offer, Offer)
    assert offer.situation is Situation.CRISIS
    assert offer.proposals[0].text == "We know the login is down. We do a restart. More at 13:00 UTC."
    assert (await refused("", crisis=True)).why is NoDraftWhy.NO_TEMPLATE
    assert (await refused("", slots=slots)).why is NoDraftWhy.NO_SITUATION


async def test_proposals_differ_in_intent_and_in_words() -> None:
    """Three at most, each of another intent, none like another."""
    proposals = (await offered(ASKED)).proposals
    assert [each.intent for each in proposals] == list(Intent)
    texts = [grams(each.text) for each in proposals]
    assert all(likeness(one, other) < 0.6 for one in texts for other in texts if one is not other)


@pytest.mark.parametrize(
    ("around", "why"),
    [
        ({"by_staff": True}, NoDraftWhy.BY_STAFF),
        ({"by_bot": True}, NoDraftWhy.BY_BOT),
        ({"is_hidden": True}, NoDraftWhy.HIDDEN),
        ({"is_gone": True}, NoDraftWhy.GONE),
        ({"answered": True}, NoDraftWhy.ANSWERED),
        ({"action": "hide", "by_bot": True}, NoDraftWhy.BY_BOT),
    ],
)
async def test_some_messages_never_get_a_draft(around: dict[str, Any], why: NoDraftWhy) -> None:
    """What staff or bots wrote, and what is hidden, gone or answered, is left alone, with a code."""
    assert (await refused(COMPLAINT, **around)).why is why


async def test_a_measure_is_told_of_a_hidden_message_too() -> None:
    """A hide notice answers a message that is hidden: that rules out no draft."""
    slots = {"rule_title": "Be kind", "rule_id": "be-kind", "appeal_how": "Write to us."}
    offer = await offered("you idiot", action="hide", is_hidden=True, slots=slots)
    assert offer.situation is Situation.HIDE_NOTICE
    assert offer.proposals[0].cites == ("rule:be-kind",)


async def test_a_template_with_a_hole_is_never_sent() -> None:
    """Without the words for a slot its template is left aside; without any template there is no draft."""
    assert (await refused("you idiot", action="hide", slots={"rule_title": "Be kind"})).why is NoDraftWhy.NO_TEMPLATE
    assert "{" not in (await offered(COMPLAINT)).proposals[0].text


async def test_a_question_without_a_source_is_asked_back_only_where_it_is_for_us() -> None:
    """No entry fits: whoever asked the community is asked back, what was asked of nobody is left alone."""
    offer = await offered(UNKNOWN)
    assert [each.intent for each in offer.proposals] == [Intent.ASK_BACK, Intent.TAKE_FURTHER]
    assert all(not each.cites for each in offer.proposals)
    refusal = await refused("When does the skating rink open?")
    assert refusal.why in {NoDraftWhy.NOT_TO_US, NoDraftWhy.NO_SOURCE}


async def test_members_may_answer_each_other_first() -> None:
    """A fair fit to a question for nobody waits a while, and says when to ask again; a very good one does not."""
    fair = "Does anyone know where the pinned rules might be?"
    refusal = await refused(fair, waits=timedelta(minutes=5))
    assert (refusal.why, refusal.again_in) == (NoDraftWhy.TOO_EARLY, THRESHOLDS.wait - timedelta(minutes=5))
    await offered(fair, waits=THRESHOLDS.wait)
    await offered(ASKED, waits=timedelta(0))
    await offered(fair, waits=timedelta(0), addressed=True)


async def test_nothing_cheerful_is_said_in_a_crisis() -> None:
    """Praise and welcomes wait; a complaint gets what is known, where somebody said what is."""
    assert (await refused("Great app, thank you team!", crisis=True)).why is NoDraftWhy.CRISIS
    assert (await refused("Hi all, new here", crisis=True, first_post=True)).why is NoDraftWhy.CRISIS
    slots = {"known": "it is down", "doing": "a restart", "next_update": "15:00"}
    assert (await offered(COMPLAINT, crisis=True, slots=slots)).situation is Situation.CRISIS
    assert (await refused(COMPLAINT, crisis=True)).why is NoDraftWhy.NO_TEMPLATE


async def test_no_draft_in_a_language_without_templates() -> None:
    """The voice speaks English alone: a Danish message gets no draft, and the reason says so."""
    outcome = await drafter().draft(DraftRequest("Appen går ned hver gang", "da"))
    assert isinstance(outcome, NoDraft)
    assert outcome.why is NoDraftWhy.NO_LANGUAGE


async def test_a_blocked_draft_gives_way_to_the_next_variant() -> None:
    """What the linter stops is not proposed; where it stops all, there is no draft, and the reason names the rule."""
    first = (await offered(ASKED)).proposals[0]
    linter = ToldLinter({first.text.replace("The rules are pinned.", "").strip(): LintRule.PROMISE})
    second = (await offered(ASKED, linter)).proposals[0]
    assert second.intent is Intent.ANSWER
    assert second.template != first.template
    everything = ToldLinter({"": LintRule.PROMISE})
    refusal = await refused(ASKED, everything)
    assert refusal.why is NoDraftWhy.LINT
    assert "L04" in refusal.reasons[-1]


async def test_templates_sent_lately_are_not_sent_again() -> None:
    """What was used in a thread is left aside, until nothing is left."""
    used: set[str] = set()
    for _ in range(2):
        proposals = (await offered(COMPLAINT, used=frozenset(used), slots={"receipt": "F1"})).proposals
        assert not used & {each.template for each in proposals}
        used |= {each.template for each in proposals}
    assert (await refused(COMPLAINT, used=frozenset(used), slots={"receipt": "F1"})).why is NoDraftWhy.NO_TEMPLATE


async def test_variants_differ_between_messages_and_not_between_tries() -> None:
    """The same message always gets the same variant, and many messages get all of them."""
    around = Circumstances(slots={"receipt": "F1"})
    full = [DraftRequest(COMPLAINT, author="Bo", id=str(number), around=around) for number in range(20)]
    first = [await drafter().draft(each) for each in full]
    again = [await drafter().draft(each) for each in full]
    assert first == again
    chosen = {each.proposals[0].template for each in first if isinstance(each, Offer)}
    assert chosen == {"complaint/en/1", "complaint/en/2"}


async def test_the_voice_signs_where_it_wants_to() -> None:
    """A complaint's answer ends in the persona's name on a line of its own; a question's does not."""
    assert (await offered(COMPLAINT)).proposals[0].text.endswith("\n– Freja")
    assert "Freja" not in (await offered(ASKED)).proposals[0].text


async def test_toxicity_is_scored_in_one_call_and_once() -> None:
    """All that is proposed is scored together, without the member's name, and remembered."""
    classifier = WordsClassifier({"Thank you, that is kind.": 0.9})
    linter = ToldLinter()
    ours = drafter(linter, classifier)
    await ours.draft(DraftRequest(ASKED, author="Bo"))
    await ours.draft(DraftRequest(ASKED, author="Anna"))
    assert classifier.batches[0] == 3
    assert all(context.toxicity == 0.01 for _, context in linter.asked)
    await ours.draft(DraftRequest("Great app, thank you team!"))
    assert linter.asked[-1][1].toxicity == 0.9


async def test_no_name_goes_to_the_scorer() -> None:
    """A draft is scored with our own name in the place of the member's."""
    classifier = WordsClassifier({"Hello Bo! The rules are pinned.": 0.9, "Hello Freja! The rules are pinned.": 0.4})
    linter = ToldLinter()
    ours = drafter(linter, classifier)
    for number in range(20):
        await ours.draft(DraftRequest(ASKED, author="Bo", id=str(number)))
    assert {context.toxicity for text, context in linter.asked if text.startswith("Hello Bo!")} == {0.4}


async def test_the_linter_is_told_what_it_needs() -> None:
    """The message, the sources, what was filled in and the template go along."""
    linter = ToldLinter()
    await offered(ASKED, linter, others=("Kim",))
    context = linter.asked[0][1]
    assert (context.answers, context.author, context.others) == (ASKED, "Bo", ("Kim",))
    assert "The rules are pinned." in context.sources
    assert context.slots["faq_answer"] == "The rules are pinned."


async def test_another_tone_is_another_template_of_the_same_intent() -> None:
    """A shorter answer quotes the same source; a tone without a template gives nothing."""
    request = DraftRequest(ASKED, author="Bo")
    outcome = await drafter().draft(request)
    assert isinstance(outcome, Offer)
    shorter = await drafter().reword(request, outcome.proposals[0], Tone.SHORTER)
    assert shorter is not None
    assert (shorter.template, shorter.tone, shorter.cites) == ("question/en/3", Tone.SHORTER, ("faq:rules@aaaa1111",))
    assert await drafter().reword(request, outcome.proposals[0], Tone.WARMER) is None
    blocked = drafter(ToldLinter({"": LintRule.PROMISE}))
    assert await blocked.reword(request, outcome.proposals[0], Tone.SHORTER) is None


async def test_the_name_tells_the_voice() -> None:
    """A draft records which version of which voice made it."""
    assert drafter().name == f"playbook 1 {VOICE.hash}"
    assert (await offered(ASKED)).proposals[0].drafter == drafter().name
