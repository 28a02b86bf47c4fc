"""One draft as moderators see it. What its member wrote is blurred until it is asked for; the reply is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.case_words import since_words
from bot.core.draft_cards import state_words, whom_words
from bot.core.drafts import UNDECIDED
from bot.core.printable import printable
from bot.pipeline.answer_words import clock_words
from bot.platforms.sandbox.desk.case_words import blurred
from bot.platforms.sandbox.desk.parts import Part, labelled
from bot.platforms.sandbox.draft_words import kind_words, printable_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.core.draft_cards import DraftCard
    from bot.core.drafts import Draft

# What the card's headings are called where there is less room.
_SHORT = {"To look at": "Look at", "Yes so far": "Yes", "In their words": "Note"}


def draft_parts(draft: Draft, card: DraftCard, name: str, now: datetime, width: int, *, shown: bool) -> list[Part]:
    """Return everything about a draft, wrapped to `width`. `shown`: the member's words are not blurred."""
    return [
        part for label, lines in _rows(draft, card, name, now, shown=shown) for part in labelled(label, lines, width)
    ]


def question_part(card: DraftCard, *, shown: bool) -> Part:
    """Return what the member wrote, as far as it is kept."""
    if not card.quote:
        return ("kept no longer", "$text-muted")
    if shown:
        return (printable(card.quote), "$text-warning")
    return (f"{blurred(card.quote)}  (b shows it)", "$text-muted")


def _rows(draft: Draft, card: DraftCard, name: str, now: datetime, *, shown: bool) -> Iterator[tuple[str, list[Part]]]:
    until = f", until {clock_words(draft.expires_at, now)}" if draft.expires_at and draft.state in UNDECIDED else ""
    where = printable(whom_words(card.message, name))
    yield f"Draft {card.draft}", [(kind_words(draft), "bold")]
    yield "State", [(f"{printable(state_words(draft))}{until}", "")]
    yield "Message", [(f"{where}, {since_words(draft.written, now)} ago", "")]
    if card.message.id:
        yield "Wrote", [question_part(card, shown=shown)]
    yield (
        "Reply",
        [(line, "bold $success") for line in printable_lines(card.text)] or [("(none yet: e)", "$text-muted")],
    )
    for heading, text in card.fields:
        style = "$warning" if heading == "To look at" else ""
        yield _SHORT.get(heading, heading), [(line, style) for line in printable_lines(text)]
