"""The books of replies: what nobody has answered yet, and the drafts that answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.lessons import MOST_LESSONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.core.content import Message
    from bot.core.drafts import Draft, DraftState
    from bot.core.lessons import Lesson
    from bot.core.unanswered import Unanswered


class Drafts(Protocol):
    """Replies that wait for a moderator's word, and those that were sent by it."""

    async def add(self, draft: Draft) -> Draft:
        """Enter a draft and return it with its id."""
        ...

    async def get(self, draft: int) -> Draft | None:
        """Return a draft."""
        ...

    async def of_effect(self, key: str) -> Draft | None:
        """Return the draft that an effect sends."""
        ...

    async def on(self, message: Message) -> Sequence[Draft]:
        """Return the drafts that answer a message, the oldest first."""
        ...

    async def posted_as(self, message: Message) -> Draft | None:
        """Return the draft that became a message."""
        ...

    async def find(self, states: Iterable[DraftState] = (), limit: int = 100) -> Sequence[Draft]:
        """Return drafts in any of these states (all for none), newest first."""
        ...

    async def undecided(self, limit: int) -> Sequence[Draft]:
        """Return the drafts that nobody has said yes or no to, the oldest first."""
        ...

    async def overdue(self, now: datetime, limit: int) -> Sequence[Draft]:
        """Return the undecided drafts whose time is over."""
        ...

    async def to_show(self, limit: int) -> Sequence[Draft]:
        """Return the drafts whose card is missing, or shows an earlier version, the oldest first."""
        ...

    async def sent_since(self, at: datetime, limit: int) -> Sequence[Draft]:
        """Return the drafts that a moderator said yes to and that changed since a moment, newest first."""
        ...

    async def save(self, draft: Draft) -> None:
        """Replace a draft by id. An erased member, and the words to them, don't come back."""
        ...

    async def teach(self, lesson: Lesson) -> None:
        """Keep of a draft what is to be learnt from it, for as long as the draft is kept."""
        ...

    async def lessons(self, states: Iterable[DraftState] = (), limit: int = MOST_LESSONS) -> Sequence[Lesson]:
        """Return what is to be learnt from drafts in any of these states (all for none), newest first."""
        ...

    async def unlearn(self, draft: int | None = None) -> int:
        """Forget the lesson of a draft, or all of them; return how many. The drafts stay."""
        ...

    async def forget(self, before: datetime) -> int:
        """Remove drafts that last changed before a moment; return how many."""
        ...


class UnansweredMessages(Protocol):
    """What members wrote that may have to be answered, one entry a message."""

    async def enter(self, entry: Unanswered) -> None:
        """Enter a message, in the place of what was entered of it before. Its text is kept only where it is due."""
        ...

    async def get(self, message: Message) -> Unanswered | None:
        """Return the entry of a message."""
        ...

    async def around(self, channel: str) -> Sequence[Unanswered]:
        """Return the entries of a channel, and of the message that goes by its id, where it is that one's thread."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[Unanswered]:
        """Return what is due, the longest due first."""
        ...

    async def waiting_since(self, before: datetime, limit: int) -> Sequence[Unanswered]:
        """Return what was written before a moment and moderators have not heard of, the oldest first."""
        ...

    async def remove(self, message: Message) -> None:
        """Forget a message: it is answered, gone, or needs no answer."""
        ...

    async def forget(self, before: datetime) -> int:
        """Remove what was written before a moment; return how many."""
        ...
