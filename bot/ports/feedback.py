"""What members wish for and complain about, and how much of it there is: entries, and counts over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.core.content import Message
    from bot.core.feedback import Feedback
    from bot.core.pulse import Counts


class FeedbackBook(Protocol):
    """Wishes and complaints, at most one entry per message, numbered from 1 without gaps in each community."""

    async def add(self, entry: Feedback) -> Feedback:
        """Enter one and return it with its number. Raises ValueError where its message has one."""
        ...

    async def get(self, number: int) -> Feedback | None:
        """Return an entry."""
        ...

    async def on(self, message: Message) -> Feedback | None:
        """Return the entry of a message."""
        ...

    async def save(self, entry: Feedback) -> None:
        """Replace an entry by number. An erased member, and their words, don't come back."""
        ...

    async def since(self, at: datetime) -> Sequence[Feedback]:
        """Return what was written since a moment, in order of number."""
        ...

    async def left_behind(self, limit: int) -> Sequence[Feedback]:
        """Return entries without a text that still stand where they were passed on."""
        ...

    async def forget(self, before: datetime) -> int:
        """Remove the texts of entries that last changed before a moment; return how many."""
        ...


class Pulse(Protocol):
    """How much was written, complained and toxic in each slot of time: numbers, and nothing of whom or what."""

    async def add(self, slot: datetime, counts: Counts) -> None:
        """Add to what is counted in the slot that begins at a moment."""
        ...

    async def slots(self, since: datetime) -> Mapping[datetime, Counts]:
        """Return the slots that begin at a moment or later, and in which something was counted."""
        ...

    async def hours(self, since: datetime) -> Mapping[datetime, Counts]:
        """Return the same for whole hours."""
        ...

    async def forget(self, before: datetime) -> int:
        """Remove what was counted before a moment; return how many slots."""
        ...
