"""The benchmark counts right: what is right, what a false offer is, and how a threshold is fitted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.replies.baselines import Silence, commonest, whole_words
from benchmarks.replies.figures import Answered, ask, figures, is_right
from benchmarks.replies.messages import Message, Query, development_queries, frozen_messages, frozen_queries
from benchmarks.replies.messages import harsh_complaints as read_harsh
from benchmarks.replies.thresholds import Threshold, fit, retrieved
from bot.core.proposals import DraftRequest, Intent, NoDraft, NoDraftWhy, Offer, Proposal
from bot.core.situations import Recognised, Situation
from bot.core.voice import FaqEntry
from bot.drafting.retrieval import FaqIndex, Found
from bot.reports.metrics import Share

if TYPE_CHECKING:
    from bot.core.proposals import DraftOutcome, Tone

QUESTION = Message(DraftRequest("where are the rules"), "en", Situation.QUESTION, "rules", wanted=True)
UNANSWERED = replace(QUESTION, faq=None)
COMPLAINT = Message(DraftRequest("it is broken"), "en", Situation.COMPLAINT, None, wanted=True)
CHAT = Message(DraftRequest("who eats that?"), "en", None, None, wanted=False)


def offer(situation: Situation, *cites: str) -> Offer:
    """Make an offer of one proposal."""
    proposal = Proposal(Intent.ANSWER, "At the top.", cites)
    return Offer(Recognised(situation, "en", ()), situation, (proposal,), ())


def nothing(language: str = "en") -> NoDraft:
    """Make the outcome that nothing is proposed."""
    return NoDraft(Recognised(None, language, ()), NoDraftWhy.NO_SITUATION, ())


class ScriptedDrafter:
    """Implements the ReplyDrafter port: says of each text what the script says."""

    name = "scripted"

    def __init__(self, script: dict[str, DraftOutcome]) -> None:
        self._script = script

    def recognise(self, request: DraftRequest) -> Recognised:
        """Return what stands in the outcome."""
        return self._script[request.text].recognised

    async def draft(self, request: DraftRequest) -> DraftOutcome:
        """Return the outcome of the script."""
        return self._script[request.text]

    async def reword(self, request: DraftRequest, proposal: Proposal, tone: Tone) -> Proposal | None:
        """Have no other wording."""


@pytest.mark.parametrize(
    ("message", "outcome", "right"),
    [
        (QUESTION, offer(Situation.QUESTION, "rule:be-kind", "faq:rules@1f2e3d4c"), True),
        (QUESTION, offer(Situation.QUESTION, "faq:roles@1f2e3d4c"), False),
        (QUESTION, offer(Situation.QUESTION), False),
        (QUESTION, offer(Situation.COMPLAINT, "faq:rules@1f2e3d4c"), False),
        (QUESTION, nothing(), False),
        (replace(QUESTION, wanted=False), offer(Situation.QUESTION, "faq:rules@1f2e3d4c"), False),
        (UNANSWERED, offer(Situation.QUESTION), True),
        (UNANSWERED, offer(Situation.QUESTION, "faq:rules@1f2e3d4c"), False),
        (COMPLAINT, offer(Situation.COMPLAINT), True),
        (COMPLAINT, offer(Situation.COMPLAINT, "faq:bugs@1f2e3d4c"), True),
        (COMPLAINT, offer(Situation.WISH), False),
        (CHAT, offer(Situation.QUESTION), False),
    ],
)
def test_what_counts_as_right(message: Message, outcome: DraftOutcome, right: bool) -> None:  # noqa: FBT001
    """An offer is right where one is wanted, for the right situation, and of a question from the right entry."""
    assert is_right(Answered(message, outcome.recognised, outcome)) is right


async def test_figures_are_shares_of_what_they_say() -> None:
    """Each figure counts its own messages: all, those offered, those that want none, those that want one."""
    script: dict[str, DraftOutcome] = {
        QUESTION.request.text: offer(Situation.QUESTION, "faq:rules@1f2e3d4c"),
        COMPLAINT.request.text: nothing("de"),
        CHAT.request.text: offer(Situation.QUESTION, "faq:rules@1f2e3d4c"),
    }
    counted = figures(await ask(ScriptedDrafter(script), [QUESTION, COMPLAINT, CHAT]))
    assert counted.situation == Share(1, 3)
    assert counted.language == Share(2, 3)
    assert counted.precision == Share(1, 2)
    assert counted.false_offers == Share(1, 1)
    assert counted.coverage == Share(1, 2)
    assert counted.right == Share(1, 2)


async def test_the_baselines_look_at_nothing() -> None:
    """One never offers; the other offers to every message what was wanted most often, and cites its entry."""
    asked = [QUESTION, replace(QUESTION, language="da"), COMPLAINT, CHAT]
    silent = figures(await ask(Silence(), asked))
    assert (silent.precision, silent.coverage, silent.false_offers) == (Share(0, 0), Share(0, 3), Share(0, 1))
    always = figures(await ask(commonest(asked), asked))
    assert (always.precision, always.coverage, always.false_offers) == (Share(2, 4), Share(3, 3), Share(1, 1))


def test_a_threshold_asks_for_a_score_and_a_lead() -> None:
    """What is found passes at the threshold, and not below it, nor with too small a lead, nor without an entry."""
    entry = FaqEntry("rules", "en", ("x",), "", "", "")
    threshold = Threshold(0.25, 0.125)
    assert threshold.lets_pass(Found(entry, 0.25, 0.125))
    assert not threshold.lets_pass(Found(entry, 0.24, 0.0))
    assert not threshold.lets_pass(Found(entry, 0.25, 0.13))
    assert not Threshold(0.0, 0.0).lets_pass(Found(None))


def test_a_fitted_threshold_keeps_right_offers_and_drops_false_ones() -> None:
    """A question that an entry answers passes, and one that shares words with it does not; no stricter one would do."""
    index = FaqIndex([FaqEntry("rules", "en", ("where are the rules written",), "", "", "")])
    queries = [Query("rules written", "en", "rules"), Query("bread rules in my beautiful kitchen", "en", None)]
    threshold = fit(index, queries)
    counted = retrieved([(each, index.find(each.text, each.language)) for each in queries], threshold)
    assert (counted.first, counted.right, counted.wrong, counted.false) == (
        Share(1, 1), Share(1, 1), Share(0, 1), Share(0, 1)
    )  # fmt: skip
    assert index.find(queries[1].text, "en").entry is not None
    right = index.find(queries[0].text, "en")
    assert not Threshold(threshold.score + 0.01, threshold.margin).lets_pass(right)


def test_right_offers_do_not_buy_false_ones() -> None:
    """A threshold that offers what nothing answers is not taken, however many right offers are lost without it."""
    index = FaqIndex([FaqEntry("rules", "en", ("rules written pinned",), "", "", "")])
    asked = [Query(f"rules {word}", "en", "rules") for word in ("kitchen", "garden", "cellar")]
    found = [(each, index.find(each.text, each.language)) for each in [*asked, Query("rules written", "en", None)]]
    assert retrieved(found, Threshold(0.0, 0.0)).right == Share(3, 3)
    counted = retrieved(found, fit(index, [each for each, _ in found]))
    assert (counted.first, counted.right, counted.false) == (Share(3, 3), Share(0, 3), Share(0, 1))


def test_nothing_that_is_fitted_on_is_measured_on() -> None:
    """No development query is a frozen message, and both know the same languages."""
    frozen, development = frozen_messages(), development_queries()
    assert not {each.request.text for each in frozen} & {each.text for each in development}
    assert {each.language for each in frozen} == {each.language for each in development}


def test_the_sets_are_read_as_they_stand() -> None:
    """Circumstances come from the set, the language is kept from the drafter, and complaints are no queries."""
    first = frozen_messages()[0]
    assert first.request.language == ""
    assert first.request.around.addressed
    assert {each.situation for each in read_harsh()} == {Situation.COMPLAINT}
    assert len(frozen_queries()) == sum(each.situation in {None, Situation.QUESTION} for each in frozen_messages())


def test_words_are_compared_whole() -> None:
    """By whole words an entry is not found by another form of its word, as it is by letters."""
    entries = [FaqEntry("lamp", "da", ("lampen",), "", "", ""), FaqEntry("bord", "da", ("bordet",), "", "", "")]
    assert FaqIndex(entries, whole_words).find("lamper", "da") == Found(None)
    assert FaqIndex(entries, whole_words).find("lampen", "da").entry == entries[0]
