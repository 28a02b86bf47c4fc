"""The ledger as the pipeline sees it: one transaction in one community, everything in it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from bot.ports.books import (
        Approvals,
        Cases,
        Choices,
        Contents,
        Decisions,
        Journal,
        People,
        Strikes,
        UnscoredMessages,
    )
    from bot.ports.feedback import FeedbackBook, Pulse
    from bot.ports.installations import Installations
    from bot.ports.outbox import Alerts, Appeals, Cards, Cursors, Effects, Notices, Reports
    from bot.ports.reply_books import Drafts, UnansweredMessages


class LedgerUnavailableError(Exception):
    """The ledger can't be opened, read or written; nothing was half-done. The message says why and the way out."""


class Ledger(Protocol):
    """Opens transactions. Its methods, and those of what it opens, raise LedgerUnavailableError."""

    @property
    def installations(self) -> Installations:
        """What platforms handed over when somebody let the bot in, which belongs to no community."""
        ...

    def begin(self, community: str) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a transaction: committed durably at the end of the block, rolled back if the block raises.

        Transactions in one community follow one another. What is read in one was not changed by another meanwhile.
        """
        ...

    async def communities(self) -> Sequence[str]:
        """Return the communities that have an entry."""
        ...

    async def close(self) -> None:
        """Give back files and connections."""
        ...


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """One transaction. Nothing in it reaches another community.

    `mark` gives a keyed hash: equal for equal texts of this community, and telling nobody what they are.
    """

    contents: Contents
    decisions: Decisions
    unscored: UnscoredMessages
    strikes: Strikes
    cases: Cases
    approvals: Approvals
    effects: Effects
    notices: Notices
    appeals: Appeals
    reports: Reports
    cursors: Cursors
    alerts: Alerts
    cards: Cards
    choices: Choices
    drafts: Drafts
    unanswered: UnansweredMessages
    feedback: FeedbackBook
    pulse: Pulse
    journal: Journal
    people: People
    mark: Callable[[str], str]
