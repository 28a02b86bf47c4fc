"""Drafts as a shell shows them, in words and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.case_pages import blurred
from bot.cli.case_records import moment
from bot.core.draft_cards import draft_card, state_words
from bot.core.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.drafts import Draft
    from bot.core.proposals import Proposal
    from bot.core.voice import Approvers

Plain = dict[str, object]


def listed_line(draft: Draft) -> str:
    """Return a draft as one line of a list."""
    about = str(draft.situation or "-").replace("_", " ")
    where = f"{draft.message.channel}/{draft.message.id}"
    return printable(f"{draft.id:>5}  {about:<9}  {draft.language or '-':<3}  {where}  {state_words(draft)}")


def page(draft: Draft, approvers: Approvers, *, text: bool) -> Iterator[str]:
    """Yield what a draft's card says; the member's words only with `text`."""
    card = draft_card(draft, approvers, rewords=False)
    yield f"{card.title} (version {card.version})"
    whom = f"{card.member}, message {card.message.id}" if card.message.id else "all"
    yield f"to {printable(whom)} in {printable(card.message.channel)}"
    if card.quote:
        yield f"they wrote: {printable(card.quote) if text else blurred(card.quote)}"
    for heading, said in card.fields:
        yield f"{heading}: {printable(said.replace(chr(10), '; '))}"
    yield from ("", *(printable(each) for each in (card.text or "kept no longer").splitlines()))
    others = (each for at, each in enumerate(draft.proposals) if at != draft.chosen)
    for number, each in enumerate(others, start=1):
        yield from ("", f"other {number} ({each.intent}):", *(printable(line) for line in each.text.splitlines()))


def record(draft: Draft, *, text: bool = True) -> Plain:
    """Return a draft for a program; the member's words only with `text`."""
    return {
        "draft": draft.id,
        "state": str(draft.state),
        "why": draft.reason or None,
        "version": draft.version,
        "situation": str(draft.situation) if draft.situation else None,
        "language": draft.language or None,
        "case": draft.case or None,
        "channel": draft.message.channel,
        "message": draft.message.id,
        "text": draft.text or None,
        "proposals": [_proposal(each) for each in draft.proposals],
        "chosen": draft.chosen,
        "reasons": list(draft.reasons),
        "first_yes": bool(draft.first_yes),
        "made_at": moment(draft.made_at),
        "expires_at": moment(draft.expires_at),
        **({"question": draft.question or None} if text else {}),
    }


def _proposal(proposal: Proposal) -> Plain:
    return {
        "intent": str(proposal.intent),
        "tone": str(proposal.tone),
        "text": proposal.text,
        "cites": list(proposal.cites),
        "template": proposal.template or None,
        "drafter": proposal.drafter or None,
        "lint": [{"rule": str(each.rule), "level": str(each.level), "what": each.what} for each in proposal.lint],
    }
