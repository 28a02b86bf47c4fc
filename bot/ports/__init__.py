"""What the pipeline needs from the world, as Protocols. Adapters live in their own rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from bot.core.cards import Card
    from bot.core.content import Author, Content, Message
    from bot.core.effects import Applied, EffectKind, Order, Outcome
    from bot.core.gaps import Page, Slowed
    from bot.core.labels import Label
    from bot.core.signals import Hit, Scores


class Classifier(Protocol):
    """Gives probabilities, one result per text in order. A label it lacks is `Unscored`, never a made-up number."""

    @property
    def name(self) -> str:
        """Name and version that decisions record, such as `embedded-1 3f2a…`."""
        ...

    @property
    def labels(self) -> frozenset[Label]:
        """The labels that it does give."""
        ...

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score original texts; the classifier makes its own view of them."""
        ...


class Detector(Protocol):
    """Finds the hits of one policy's lists, patterns and links in a text."""

    def detect(self, text: str) -> tuple[Hit, ...]:
        """Return the hits with spans in the original text, in order of place."""
        ...


class LanguageGuesser(Protocol):
    """Says which of the community's languages a text is in."""

    def guess(self, text: str) -> str:
        """Return a language code, or `und` where the text is too short to tell."""
        ...


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        ...


class Enforcer(Protocol):
    """Does effects on one community's platform. Only `pipeline/enforce.py` calls it."""

    @property
    def capabilities(self) -> frozenset[EffectKind]:
        """What this community's token can do. Without NOTIFY a member can only read notices when they ask."""
        ...

    async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
        """Do one order once. Never raises for what a platform may answer: that is an outcome."""
        ...

    async def look(self, order: Order, *, idempotency_key: str) -> Applied | None:
        """Say whether the order was done already, None where not. Raises OSError or TimeoutError without an answer."""
        ...


class ModeratorRoom(Protocol):
    """Where moderators of one community hear from the bot."""

    async def alert(self, text: str) -> None:
        """Say something that needs a person. Raises OSError where nobody could be told."""
        ...


class ReviewPanel(Protocol):
    """Shows moderators of one community its cases, one card each."""

    async def show(self, card: Card, place: str) -> str:
        """Post a card, or change the one at `place` (empty: post); return its place.

        Raises OSError where nobody could be shown it.
        """
        ...


class Room(ModeratorRoom, ReviewPanel, Protocol):
    """The moderators' channel of one community: it hears alerts and sees cases."""


class MessageSource(Protocol):
    """Reads what was written in one community while the bot was away. Raises OSError without an answer."""

    def begin(self, wait: Callable[[Slowed], Awaitable[None]]) -> None:
        """Begin a look at what was missed. `wait` is awaited wherever the platform wants to be asked later."""
        ...

    async def channels(self) -> Sequence[str]:
        """Return the channels that exist, readable or not."""
        ...

    async def read_after(self, channel: str, position: str, limit: int) -> Page:
        """Return about `limit` messages after a position, oldest first. `position` is empty for a new channel."""
        ...

    async def changed_before(self, channel: str, position: str, since: datetime) -> Sequence[Content]:
        """Return what happened to messages up to a position, among the latest there.

        That is those that were edited since a moment, and what was written after the position in their threads.
        """
        ...


class PolicyFile(Protocol):
    """The policy file that all communities are served by."""

    async def check(self) -> str:
        """Say what is wrong with it as it is saved now, or that it is good."""
        ...

    async def reload(self) -> str:
        """Put it in force as it is saved now; a broken one changes nothing. Say what came of it."""
        ...


class Reader(Protocol):
    """Says how things stand on one community's platform at this moment. Raises what the platform's library does."""

    @property
    def longest(self) -> int:
        """How many characters a message may have that people type into a form."""
        ...

    async def message(self, message: Message) -> Content | None:
        """Return a message as it is now, its author with or without roles; None where it is gone or can't be read."""
        ...

    async def author(self, member: str) -> Author | None:
        """Return a member with the roles that they have now; None for whoever is none."""
        ...

    def mentions_in(self, text: str) -> int:
        """Count whom a text would call."""
        ...
