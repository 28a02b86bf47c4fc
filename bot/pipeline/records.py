"""A decision as a plain record, for machines: stable keys, stable order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.actions import describe
from bot.core.signals import Score

if TYPE_CHECKING:
    from bot.core.decision import Match
    from bot.core.signals import Scores
    from bot.pipeline.screen import Screened


def decision_record(screened: Screened, scorer: str) -> dict[str, object]:
    """Return the record that `takt replay --json` prints for one content."""
    content, decision = screened.content, screened.decision
    return {
        "id": content.id,
        "revision": content.revision,
        "channel": content.channel,
        "author": content.author.name,
        "ts": content.at.isoformat(),
        "language": screened.signals.language,
        "verdict": str(decision.verdict),
        "actions": [describe(each) for each in decision.actions],
        "would": [describe(each) for each in decision.would],
        "matches": [_match_record(each) for each in decision.matches],
        "guarded": [{"rule": g.rule, "guard": g.guard, "answer": str(g.answer)} for g in decision.guarded],
        "not_run": [{"what": each.what, "why": each.why} for each in decision.not_run],
        "strikes": decision.strikes,
        "scores": score_record(screened.signals.scores),
        "policy": decision.policy,
        "scorer": scorer,
    }


def score_record(scores: Scores) -> dict[str, float]:
    """Return label to probability for the labels that were scored."""
    return {str(label): each.value for label, each in scores.items() if isinstance(each, Score)}


def _match_record(match: Match) -> dict[str, object]:
    evidence = match.evidence
    return {
        "rule": match.rule,
        "severity": match.severity.name.lower(),
        "clause": evidence.clause,
        "found": evidence.found,
        "label": str(evidence.label) if evidence.label else None,
        "score": evidence.score,
        "at_least": evidence.at_least,
        "span": [evidence.span.start, evidence.span.end] if evidence.span else None,
    }
