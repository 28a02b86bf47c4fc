"""What came of a request for a draft: as an object for programs, and in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.proposals import Offer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.proposals import DraftOutcome, Proposal


def outcome_record(outcome: DraftOutcome, drafter: str) -> dict[str, Any]:
    """Return an outcome with the best proposal in front and the others in `proposals`. The order of keys is fixed."""
    proposals = outcome.proposals if isinstance(outcome, Offer) else ()
    first = proposals[0] if proposals else None
    situation = outcome.recognised.situation
    return {
        "offered": first is not None,
        "situation": situation and situation.value,
        "language": outcome.recognised.language,
        **(_proposal_record(first) if first else {"text": "", "cites": []}),
        "reason": reason_of(outcome),
        "lint": _lint_record(first) if first else [],
        "drafter": first.drafter if first else drafter,
        "proposals": [
            {"intent": each.intent.value, **_proposal_record(each), "lint": _lint_record(each)}
            for each in proposals[1:]
        ],
    }


def reason_of(outcome: DraftOutcome) -> str:
    """Say in a line why something is offered, or the code and the reasons why not."""
    said = "; ".join(outcome.reasons)
    return said if isinstance(outcome, Offer) else f"{outcome.why}: {said}"


def _proposal_record(proposal: Proposal) -> dict[str, Any]:
    return {"text": proposal.text, "cites": list(proposal.cites)}


def _lint_record(proposal: Proposal) -> list[dict[str, str]]:
    return [{"rule": each.rule.value, "level": each.level.value, "what": each.what} for each in proposal.lint]


def outcome_words(outcome: DraftOutcome) -> str:
    """Return an outcome as moderators would read it."""
    return "\n".join(_lines(outcome))


def _lines(outcome: DraftOutcome) -> Iterator[str]:
    recognised = outcome.recognised
    yield f"Situation: {recognised.situation or 'none'}, in {recognised.language}, {recognised.mood}"
    if not isinstance(outcome, Offer):
        yield f"No draft ({outcome.why})"
        if outcome.again_in:
            yield f"Again in:  {outcome.again_in}"
    yield from (f"Because:   {each}" for each in outcome.reasons)
    for number, each in enumerate(outcome.proposals if isinstance(outcome, Offer) else (), 1):
        yield ""
        yield f"Draft {number}, {each.intent} ({each.template or each.drafter})"
        yield from (f"  {line}" for line in each.text.splitlines())
        yield f"Sources:   {', '.join(each.cites) or 'none'}"
        yield from (f"Lint:      {found.rule.value} {found.level}: {found.what}" for found in each.lint)
