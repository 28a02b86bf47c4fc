"""Drafters that a drafter should beat, behind the same port."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.core.proposals import Intent, NoDraft, NoDraftWhy, Offer, Proposal
from bot.core.situations import Recognised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.replies.messages import Message
    from bot.core.proposals import DraftOutcome, DraftRequest, Tone
    from bot.core.situations import Situation


def whole_words(word: str) -> tuple[str]:
    """Return a word as it is: what retrieval compares instead of its letters."""
    return (word,)


class Silence:
    """Never proposes anything."""

    name = "no draft"

    def recognise(self, request: DraftRequest) -> Recognised:
        """Find nothing that is to be answered."""
        return Recognised(None, request.around.channel_language, ("nothing is looked at",))

    async def draft(self, request: DraftRequest) -> DraftOutcome:
        """Propose nothing."""
        return NoDraft(self.recognise(request), NoDraftWhy.NO_SITUATION, ("nothing is looked at",))

    async def reword(self, request: DraftRequest, proposal: Proposal, tone: Tone) -> Proposal | None:
        """Have no other wording."""


class Always:
    """Takes every message for the same, and answers it with the same template."""

    name = "always the commonest template"

    def __init__(self, situation: Situation, faq: str | None) -> None:
        self._situation = situation
        self._cites = (f"faq:{faq}@00000000",) if faq else ()

    def recognise(self, request: DraftRequest) -> Recognised:
        """Find what is always found."""
        return Recognised(self._situation, request.around.channel_language, ("it is the commonest",), addressed=True)

    async def draft(self, request: DraftRequest) -> DraftOutcome:
        """Propose what is always proposed."""
        proposal = Proposal(Intent.ANSWER, "Thank you for writing.", self._cites, f"{self._situation}/en/1", self.name)
        return Offer(self.recognise(request), self._situation, (proposal,), ("it is the commonest",))

    async def reword(self, request: DraftRequest, proposal: Proposal, tone: Tone) -> Proposal | None:
        """Have no other wording."""


def commonest(messages: Iterable[Message]) -> Always:
    """Return the drafter that answers what these messages want most often. It is told so, which favours it."""
    wanted = Counter((each.situation, each.faq) for each in messages if each.wanted and each.situation)
    (situation, faq), _ = wanted.most_common(1)[0]
    if situation is None:
        raise AssertionError("what is wanted has a situation")
    return Always(situation, faq)
