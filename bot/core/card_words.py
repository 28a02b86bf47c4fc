"""What stands on a card in words. How a member, a channel, a link and a cover are written is the platform's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.content import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.cards import Card
    from bot.core.content import Message
    from bot.core.draft_cards import DraftCard

# In the place of a text that is kept no longer.
KEPT_NO_LONGER = "kept no longer"


class Markup(Protocol):
    """How a platform writes what it shows by more than its letters."""

    def member(self, member: str) -> str:
        """Return a member, by name where the platform knows them."""
        ...

    def channel(self, channel: str) -> str:
        """Return a channel, by name."""
        ...

    def link(self, message: Message, words: str) -> str:
        """Return these words as a link to a message."""
        ...

    def covered(self, text: str) -> str:
        """Return what a member wrote, covered until it is asked for, short enough that no limit takes its cover off."""
        ...


def card_fields(card: Card, markup: Markup) -> Iterator[tuple[str, str]]:
    """Yield heading and text of all that stands on a card below its evidence, in order."""
    yield "Member", markup.member(card.member)
    if where := _where(card.message, markup):
        yield "Where", where
    if card.better:
        yield "In its place", markup.covered(card.better)
    yield from card.fields


def draft_fields(card: DraftCard, markup: Markup) -> Iterator[tuple[str, str]]:
    """Yield heading and text of all that stands on a draft's card besides the member's words and its own, in order."""
    if card.message.id:
        yield "Member", markup.member(card.member)
    yield "Where", _where(card.message, markup)
    yield from card.fields
    if card.approvals:
        yield "Yes from", ", ".join(map(markup.member, card.approvals))


def _where(message: Message, markup: Markup) -> str:
    """Say where it was written; empty for what has no place."""
    if message.channel and not message.id:
        return f"a message of its own in {markup.channel(message.channel)}"
    if message.channel:
        what = markup.link(message, message.part) if message.part is Part.MESSAGE else str(message.part)
        return f"{markup.channel(message.channel)} · {what}"
    return "the name that they go by" if message.part is Part.NAME else ""
