"""What a draft holds besides its text, as JSON and back, losing nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.core.lint import Finding, LintLevel, LintRule
from bot.core.proposals import Intent, Proposal, Tone

if TYPE_CHECKING:
    from bot.core.drafts import Draft

Plain = dict[str, Any]


def dump_offer(draft: Draft) -> str:
    """Return the proposals and all that quotes the member or a moderator, empty where there is nothing of it."""
    plain: Plain = {
        "proposals": [_proposal(each) for each in draft.proposals],
        "reasons": list(draft.reasons),
        "question": draft.question,
        "author": draft.author,
        "slots": dict(draft.slots),
        "note": draft.note,
    }
    # Not in ASCII: two lone surrogates would come back as one character.
    return json.dumps(plain, ensure_ascii=False) if any(plain.values()) else ""


def load_offer(text: str) -> Plain:
    """Return the fields of a draft that `dump_offer` wrote."""
    if not text:
        return {}
    plain: Plain = json.loads(text)
    proposals = tuple(_load_proposal(each) for each in plain["proposals"])
    return plain | {"proposals": proposals, "reasons": tuple(plain["reasons"])}


def _proposal(proposal: Proposal) -> Plain:
    return {
        "intent": proposal.intent,
        "text": proposal.text,
        "cites": list(proposal.cites),
        "template": proposal.template,
        "drafter": proposal.drafter,
        "tone": proposal.tone,
        "lint": [[each.rule, each.level, each.what, *each.span] for each in proposal.lint],
    }


def _load_proposal(plain: Plain) -> Proposal:
    return Proposal(
        intent=Intent(plain["intent"]),
        text=plain["text"],
        cites=tuple(plain["cites"]),
        template=plain["template"],
        drafter=plain["drafter"],
        tone=Tone(plain["tone"]),
        lint=tuple(
            Finding(LintRule(rule), LintLevel(level), what, (start, end))
            for rule, level, what, start, end in plain["lint"]
        ),
    )
