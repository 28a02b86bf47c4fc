"""Drafts in words, on a line each, and why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.draft_cards import state_words, whom_words
from bot.core.drafts import Draft, DraftState
from bot.core.duration import format_duration
from bot.core.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from bot.core.draft_cards import DraftCard
    from bot.core.situations import Recognised
    from bot.platforms.sandbox.overheard import Silence

_SHOWN = 160
# What a draft's journal says of it that nobody has said to whoever reads along.
ENDS = frozenset({DraftState.REJECTED, DraftState.SUPERSEDED, DraftState.EXPIRED, DraftState.FAILED})


def draft_line(draft: Draft, name: str) -> str:
    """Return `draft 3 question/da for Jonas, message 12: “text” (sources)`."""
    cites = f" ({', '.join(draft.proposal.cites)})" if draft.proposal and draft.proposal.cites else ""
    said = f"“{cut_line(draft.text)}”" if draft.text else "in your own words"
    whom = f"{name}, message {draft.message.id}" if draft.message.id else f"all in #{draft.message.channel}"
    return f"draft {draft.id} {kind_words(draft)} for {printable(whom)}: {said}{cites}"


def end_line(draft: Draft) -> str:
    """Return `draft 3: rejected: not our tone`."""
    return f"draft {draft.id}: {printable(state_words(draft))}"


def silence_line(silence: Silence) -> str:
    """Return `no draft for Bo, question/en, because …`."""
    outcome, request = silence.outcome, silence.request
    own = [each for each in outcome.reasons if each not in outcome.recognised.reasons]
    why = "; ".join(own) or str(outcome.why).replace("_", " ")
    return f"no draft for {printable(request.author)}, {_kind(outcome.recognised)}, because {printable(why)}"


def waiting_words(left: timedelta, number: str) -> str:
    """Say that a draft will be thought of later, and how to have one at once."""
    minutes = max(1, round(left.total_seconds() / 60))
    return f"members may answer first; a draft comes in {format_duration(minutes * 60)}, or now with /answer {number}"


def kind_words(draft: Draft) -> str:
    """Return `question/da`, `by hand` for a draft that nothing was proposed for."""
    return "/".join(each for each in (str(draft.situation or ""), draft.language) if each) or "by hand"


def card_lines(card: DraftCard, name: str) -> Iterator[str]:
    """Yield all that moderators see of a draft, the reply in full."""
    yield f"{card.title}"
    quoted = f": {_quoted(card)}" if card.message.id else ""
    yield f"to {printable(whom_words(card.message, name))}{quoted}"
    yield from (f"  | {line}" for line in printable_lines(card.text))
    for heading, text in card.fields:
        yield f"{heading}: {'; '.join(printable_lines(text))}"


def printable_lines(text: str) -> list[str]:
    """Return a text's lines, each in full, with control characters made visible."""
    lines = []
    for line in text.splitlines():
        pieces = [line[start : start + _SHOWN] for start in range(0, len(line), _SHOWN)]
        lines.append("".join(map(printable, pieces)))
    return lines


def cut_line(text: str, most: int = _SHOWN) -> str:
    """Return the beginning of a text on one line."""
    said = printable(" ".join(text.split()))
    return f"{said[: most - 1].rpartition(' ')[0]}…" if len(said) > most else said


def _quoted(card: DraftCard) -> str:
    return f"“{printable(card.quote)}”" if card.quote else "(their words are kept no longer)"


def _kind(recognised: Recognised) -> str:
    return f"{recognised.situation}/{recognised.language}"
