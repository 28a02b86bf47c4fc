"""What the pipeline needs to put replies into words and to hold them against the voice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.draft_cards import DraftCard
    from bot.core.lint import Finding, LintContext
    from bot.core.proposals import DraftOutcome, DraftRequest, Proposal, Tone
    from bot.core.situations import Recognised, Situation


class ReplyLinter(Protocol):
    """Holds a text against the brand's voice. Every text that could be sent goes through it, whoever wrote it."""

    def lint(self, text: str, context: LintContext) -> tuple[Finding, ...]:
        """Return what is wrong, what blocks first; empty for nothing."""
        ...


class ReplyDrafter(Protocol):
    """Puts replies into words for moderators. Nothing that it says is sent before one of them said yes to it."""

    @property
    def name(self) -> str:
        """Name and version that drafts record."""
        ...

    def recognise(self, request: DraftRequest) -> Recognised:
        """Say what a message is about, and in what language."""
        ...

    async def draft(self, request: DraftRequest) -> DraftOutcome:
        """Return what could be answered, or why nothing is proposed. Never raises for what a model's server does."""
        ...

    async def reword(self, request: DraftRequest, proposal: Proposal, tone: Tone) -> Proposal | None:
        """Return a proposal in another tone, None where there is none."""
        ...


class DraftPanel(Protocol):
    """Shows moderators of one community its drafts, one card each."""

    async def show_draft(self, card: DraftCard, place: str) -> str:
        """Post a card, or change the one at `place` (empty: post); return its place.

        Raises OSError where nobody could be shown it.
        """
        ...


class ReplyExamples(Protocol):
    """Remembers what moderators of one community approved, as it was sent."""

    async def like(self, text: str, language: str, situation: Situation, limit: int) -> Sequence[tuple[str, str]]:
        """Return messages that are like a text, each with the reply that it got, the likest first.

        A member's name in a reply is best kept as `{name}`: whoever uses these knows no names but those of today.
        """
        ...
