"""A draft's card says where it stands, and offers what makes sense there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.content import Message
from bot.core.draft_cards import DraftPress, draft_card, state_words
from bot.core.drafts import UNDECIDED, Draft, DraftState
from bot.core.lint import Finding, LintLevel, LintRule
from bot.core.proposals import Intent, Proposal, Tone
from bot.core.situations import Situation
from bot.core.voice import Approvers

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WARNED = (Finding(LintRule.PROMISE, LintLevel.WARN, "“we will”"),)
ONE = Proposal(Intent.TAKE_FURTHER, "Passed on.", ("faq:a@1",), "wish/en/1", "playbook", Tone.WARMER, WARNED)
DRAFT = Draft("c", Message("general", "m1"), "bo", 0, NOW, NOW, NOW, text=ONE.text, proposals=(ONE,), id=3)


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        (DraftState.DRAFTED, "", "waits for a yes"),
        (DraftState.OFFERED, "", "waits for a yes"),
        (DraftState.APPROVED, "", "on its way"),
        (DraftState.EDITED, "", "on its way"),
        (DraftState.SENDING, "", "on its way"),
        (DraftState.SENT, "", "sent"),
        (DraftState.RETRACTED, "", "taken back"),
        (DraftState.REJECTED, "wrong", "rejected: what it says is wrong"),
        (DraftState.REJECTED, "taken back before it was sent", "rejected: taken back before it was sent"),
        (DraftState.REJECTED, "", "rejected"),
        (DraftState.EXPIRED, "its time is over", "expired"),
        (DraftState.SUPERSEDED, "the message is gone", "void: the message is gone"),
        (DraftState.FAILED, "403", "not sent: 403"),
    ],
)
def test_a_card_says_where_its_draft_stands(state: DraftState, reason: str, words: str) -> None:
    """And only what waits can be decided, what was sent taken back."""
    draft = replace(DRAFT, state=state, reason=reason)
    card = draft_card(draft, Approvers.ONE, rewords=True)
    assert state_words(draft) == words
    assert card.title == f"Draft 3 · {words}"
    assert bool(card.presses) == (state in UNDECIDED)
    assert card.retractable == (state is DraftState.SENT)


def test_a_card_offers_what_there_is() -> None:
    """Another proposal where there are two, another tone where somebody knows one."""
    both = replace(DRAFT, proposals=(ONE, ONE))
    tones = {DraftPress.SHORTER, DraftPress.WARMER, DraftPress.MORE_FORMAL}
    assert set(draft_card(both, Approvers.ONE, rewords=True).presses) == set(DraftPress)
    assert set(draft_card(DRAFT, Approvers.ONE, rewords=True).presses) == set(DraftPress) - {DraftPress.OTHER}
    assert set(draft_card(both, Approvers.ONE, rewords=False).presses) == set(DraftPress) - tones
    bare = draft_card(replace(DRAFT, proposals=()), Approvers.ONE, rewords=True)
    assert bare.presses == (DraftPress.APPROVE, DraftPress.EDIT, DraftPress.REJECT)


def test_a_card_says_what_a_moderator_has_to_know() -> None:
    """Where it comes from, what to look at, and who has to say yes; warnings only of the words that they are about."""
    told = replace(DRAFT, situation=Situation.APPEAL_DENIED, language="da", reasons=("a wish", "to us"))
    card = draft_card(told, Approvers.OTHER, rewords=False)
    assert card.title == "Draft 3 · appeal denied · da · waits for a yes"
    assert dict(card.fields) == {
        "Proposal": "a word that it is taken further, warmer",
        "Sources": "faq:a@1",
        "By": "playbook · wish/en/1",
        "Why": "a wish\nto us",
        "To look at": "L04 (warn) “we will”",
        "Who": "a moderator other than the one who decided the case",
    }
    edited = draft_card(replace(told, text="Else."), Approvers.TWO, rewords=False)
    assert "To look at" not in dict(edited.fields)
    assert dict(edited.fields)["Yes so far"] == "0 of 2"
