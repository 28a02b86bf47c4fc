"""The books of the ledger: what was seen, decided, counted and written down. Each is open within one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.core.cases import Case, CaseState
    from bot.core.content import Content, Message
    from bot.core.decision import Decision, Strike
    from bot.core.journal import Event, Flaw


@dataclass(frozen=True, slots=True)
class Footprint:
    """That a message was seen, without its text. `mark`: that of its `repeat_key`; `length`: of that key."""

    message: Message
    member: str
    revision: int
    at: datetime
    mentions: int
    mark: str
    length: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message whose scores are missing. `since`: when they were first; `due`: when to look again.

    `tries`: how often it got none while the classifier answered for others.
    """

    message: Message
    member: str
    revision: int
    since: datetime
    due: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages wait for scores since when, and what became of those that waited before, until `ended`."""

    waiting: int = 0
    since: datetime | None = None
    scored: int = 0
    cases: int = 0
    lost: int = 0
    ended: datetime | None = None


class Contents(Protocol):
    """Every revision that was seen. The text, with the author's name, is kept encrypted where `keep` says so."""

    async def latest(self, message: Message) -> Footprint | None:
        """Return the latest revision that was seen."""
        ...

    async def add(self, content: Content, *, keep: bool) -> bool:
        """Enter a revision; return False where it was there already.

        With `keep`, its text is added then, unless the row belongs to another member, such as one who was erased.
        """
        ...

    async def kept(self, message: Message, revision: int | None = None) -> Content | None:
        """Return a revision with its text, the latest kept by default; None where no text is kept."""
        ...

    async def since(self, at: datetime, limit: int) -> Sequence[Footprint]:
        """Return what was written since a moment, the latest `limit`, oldest first."""
        ...

    async def is_newcomer(self, content: Content, since: datetime) -> bool:
        """Tell whether nothing else by the author was seen, although others' messages were since before a moment."""
        ...

    async def forget_texts(self, before: datetime, clean_before: datetime) -> int:
        """Remove the texts of messages whose case last changed before a moment, is not open and has no waiting appeal.

        Texts without a case go where they were written before `clean_before`, those of appeals where they were decided
        before the first moment. What waits for scores since then stays. Returns how many went.
        """
        ...

    async def forget_text(self, message: Message) -> None:
        """Remove the texts of a message that has no case."""
        ...

    async def forget_footprints(self, before: datetime) -> int:
        """Remove what was written before a moment and has neither case nor text, and reports of it; return how many."""
        ...


class Decisions(Protocol):
    """What was decided, once per (message, revision, policy, trigger)."""

    async def find(self, message: Message, revision: int, policy: str, trigger: str) -> int | None:
        """Return the case of a decision, 0 for a decision without a case, None where none was made.

        `trigger`: what asked for it: `seen`, `report 3`, or `rescored` with the moment since which scores were missing.
        """
        ...

    async def add(self, decision: Decision, message: Message, trigger: str, case: int) -> None:
        """Enter a decision; case 0 for none."""
        ...

    async def adopt(self, message: Message, revision: int, case: int) -> None:
        """Give a case the decisions on a revision that had none."""
        ...

    async def of_case(self, case: int) -> Sequence[Decision]:
        """Return a case's decisions, the first first."""
        ...

    async def first_of(self, case: int) -> Decision | None:
        """Return a case's first decision, None for a case without any."""
        ...

    async def on_messages(self, case: int) -> Sequence[tuple[Message, Decision]]:
        """Return a case's decisions with the message that each is about, the first first."""
        ...

    async def of_message(self, message: Message) -> Sequence[Decision]:
        """Return all that was decided on a message, the first first."""
        ...


class UnscoredMessages(Protocol):
    """Messages whose scores are missing, one entry each, and what became of them since all waited for nothing."""

    async def wait(self, waiting: Waiting) -> None:
        """Enter that a message waits; one that waits with the same or a later revision stays as it is."""
        ...

    async def find(self, message: Message) -> Waiting | None:
        """Return the entry of a message that waits."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[Waiting]:
        """Return what is due, the longest due first."""
        ...

    async def try_again(self, message: Message, due: datetime) -> None:
        """Count a try, and put the next one off."""
        ...

    async def end(self, message: Message, at: datetime, case: int | None) -> None:
        """Note that a message waits no more: its case, 0 for none, None where it was never scored."""
        ...

    async def remove(self, message: Message) -> None:
        """Forget that a message waits."""
        ...

    async def backlog(self) -> Backlog:
        """Count."""
        ...

    async def clear(self) -> None:
        """Forget those that wait no more."""
        ...


class Strikes(Protocol):
    """Strikes against members."""

    async def live(self, member: str, now: datetime) -> Sequence[Strike]:
        """Return a member's strikes that are neither expired nor revoked, oldest first."""
        ...

    async def give(self, strike: Strike, member: str, case: int) -> None:
        """Enter a strike."""
        ...

    async def revoke(self, case: int, at: datetime) -> int:
        """Revoke a case's strikes; return how many were live."""
        ...

    async def of_case(self, case: int) -> Sequence[Strike]:
        """Return a case's strikes that are not revoked."""
        ...

    async def forget(self, before: datetime) -> int:
        """Remove strikes that expired or were revoked before a moment."""
        ...


class Cases(Protocol):
    """Cases, numbered from 1 without gaps in each community."""

    async def add(self, case: Case) -> Case:
        """Enter a case and return it with its number; its own number is not looked at."""
        ...

    async def get(self, number: int) -> Case | None:
        """Return a case."""
        ...

    async def latest_on(self, message: Message) -> Case | None:
        """Return the latest case on a message: its own, or that of the incident which it is a further message of."""
        ...

    async def save(self, case: Case) -> None:
        """Replace a case whose version is one higher than the one that is stored, or else raise ValueError."""
        ...

    async def find(self, states: Iterable[CaseState] = (), member: str = "", limit: int = 100) -> Sequence[Case]:
        """Return cases in any of these states (all for none), of one member where given, newest first."""
        ...

    async def count(self, states: Iterable[CaseState]) -> int:
        """Return how many cases are in any of these states."""
        ...


class Approvals(Protocol):
    """What moderators found to be in order: by mark of a text or a message, and rule."""

    async def approve(self, mark: str, rules: Iterable[str], case: int) -> None:
        """Protect what has this mark from these rules."""
        ...

    async def rules(self, marks: Iterable[str]) -> Mapping[str, int]:
        """Return each rule that is not to act on what has any of these marks, with the case of the verdict."""
        ...

    async def withdraw(self, case: int) -> None:
        """Take back a case's protection."""
        ...


class Choices(Protocol):
    """What moderators chose for their community, by name."""

    async def get(self, name: str) -> str:
        """Return what was chosen, empty where nothing was."""
        ...

    async def choose(self, name: str, value: str) -> None:
        """Enter a choice; empty takes it back."""
        ...


class Journal(Protocol):
    """The chained log."""

    async def append(self, event: Event) -> Event:
        """Add an event and return it with its number."""
        ...

    async def of_case(self, case: int) -> Sequence[Event]:
        """Return a case's events in order; private parts are empty where they were erased."""
        ...

    async def recent(self, kinds: Iterable[str] = (), limit: int = 50) -> Sequence[Event]:
        """Return the latest events of these kinds (all for none), newest first."""
        ...

    async def verify(self) -> tuple[int, Sequence[Flaw]]:
        """Return how many entries there are, and every place where the chain or a private part does not hold."""
        ...

    async def forget_private(self, before: datetime, now: datetime) -> int:
        """Remove the private parts of events from before a moment whose case has no waiting appeal; return how many.

        An event says which, so that the chain still verifies.
        """
        ...


class People(Protocol):
    """All that is held about one person."""

    async def export(self, person: str) -> Mapping[str, object]:
        """Return everything about a member as plain data, moderators' names left out."""
        ...

    async def erase(self, person: str, now: datetime) -> int:
        """Remove a person's texts, names and ids everywhere; return how many rows changed. The chain still verifies.

        Their open effects are superseded, their undecided cases void, their waiting appeals go.
        """
        ...
