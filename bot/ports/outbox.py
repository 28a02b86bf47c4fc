"""What goes out and comes in besides messages: effects, notices, appeals, reports, alerts, cards, cursors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.effects import ALL_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.cases import Appeal
    from bot.core.content import Message
    from bot.core.effects import Effect, EffectKind
    from bot.core.notices import Notice


class Effects(Protocol):
    """The outbox: what is to be done on the platform, and how it ended."""

    async def plan(self, effect: Effect) -> Effect:
        """Enter a new effect and return it with its id. Raises ValueError for a key that is there."""
        ...

    async def save(self, effect: Effect) -> None:
        """Replace an effect by key."""
        ...

    async def get(self, key: str) -> Effect | None:
        """Return an effect."""
        ...

    async def of_case(self, case: int) -> Sequence[Effect]:
        """Return a case's effects in order of planning."""
        ...

    async def beside(self, effect: Effect) -> Sequence[Effect]:
        """Return every effect of the same lane, this one included, in order of planning."""
        ...

    async def claim(
        self, now: datetime, leased_until: datetime, limit: int, kinds: frozenset[EffectKind] = ALL_KINDS
    ) -> Sequence[Effect]:
        """Claim effects of some kinds that are due, hides first, else in order of planning; return them as claimed.

        Due is what is planned with `not_before` in the past, or claimed with its lease run out, where no earlier
        effect of its lane and no effect of an earlier stage of its case and batch is open. One per lane.
        """
        ...

    async def next_due(self) -> datetime | None:
        """Return when the next open effect may be due: the least `not_before` or end of lease; None for none open."""
        ...

    async def count_open(self) -> int:
        """Return how many effects are open."""
        ...

    async def hides_without_notice(self) -> Sequence[Effect]:
        """Return the hides that are done and whose batch has no notice; none, if all is as it must be."""
        ...

    async def restrictions(self, member: str) -> Sequence[Effect]:
        """Return all effects but notices on a member, in order of planning."""
        ...


class Notices(Protocol):
    """Statements of reasons."""

    async def add(self, notice: Notice) -> Notice:
        """Enter a notice and return it with its id."""
        ...

    async def get(self, notice: int) -> Notice | None:
        """Return a notice."""
        ...

    async def save(self, notice: Notice, text: str | None = None) -> None:
        """Replace a notice by id; `text` as the member got it, kept encrypted."""
        ...

    async def of_case(self, case: int) -> Sequence[Notice]:
        """Return a case's notices in order."""
        ...

    async def of_member(self, member: str) -> Sequence[tuple[Notice, str]]:
        """Return a member's notices with their texts (empty where none was sent), oldest first."""
        ...


class Appeals(Protocol):
    """Members' appeals, at most one per case."""

    async def add(self, appeal: Appeal) -> bool:
        """Enter an appeal; return False where the case has one."""
        ...

    async def of_case(self, case: int) -> Appeal | None:
        """Return a case's appeal."""
        ...

    async def waiting(self) -> Sequence[Appeal]:
        """Return the appeals that wait, oldest first."""
        ...

    async def save(self, appeal: Appeal) -> None:
        """Replace a case's appeal."""
        ...


class Reports(Protocol):
    """Members' reports."""

    async def add(self, message: Message, reporter: str, at: datetime) -> bool:
        """Enter a report; return False where this member reported the message before."""
        ...

    async def count(self, message: Message) -> int:
        """Return how many members reported a message."""
        ...


class Cursors(Protocol):
    """How far each channel was read."""

    async def get(self, channel: str) -> tuple[str, datetime] | None:
        """Return position and time of the last message seen, None for a channel never read."""
        ...

    async def move(self, channel: str, position: str, at: datetime) -> None:
        """Set how far a channel was read; a position with an earlier time than the stored one changes nothing."""
        ...


class Alerts(Protocol):
    """What moderators were told once."""

    async def raise_once(self, key: str, text: str, now: datetime, until: datetime) -> bool:
        """Enter an alert that is up until a moment; where its key is there, only that moment moves, and it is False."""
        ...

    async def is_up(self, key: str, now: datetime) -> bool:
        """Tell whether an alert with this key is up."""
        ...

    async def clear(self, key: str) -> None:
        """Take an alert down."""
        ...

    async def untold(self) -> Sequence[tuple[str, str]]:
        """Return key and text of the alerts that nobody heard yet."""
        ...

    async def told(self, key: str) -> None:
        """Note that moderators heard an alert."""
        ...


class Cards(Protocol):
    """Where moderators see each case, and what happened since they last saw it.

    Where a member is erased or a text forgotten, that counts for the cards that show them.
    """

    async def changed(self, limit: int) -> Sequence[tuple[int, int]]:
        """Return the cases on which something happened since their card was last shown, the longest unchanged first.

        Each comes with the number of its latest journal entry. A backlog may come bit by bit: ask again.
        """
        ...

    async def place(self, case: int) -> str:
        """Return where a case's card is, empty where it has none."""
        ...

    async def shown(self, case: int, seq: int, place: str) -> None:
        """Note where a case's card is, and up to which entry it shows; an earlier one changes only the place."""
        ...
