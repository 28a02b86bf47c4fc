"""Says a decision in plain words, the same words wherever it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.actions import describe
from bot.core.decision import Verdict
from bot.core.printable import printable

if TYPE_CHECKING:
    from bot.core.decision import Decision, Evidence


def outcome_words(decision: Decision) -> str:
    """Say what becomes of the message, such as `hide + time_out 1h`, or `pass`."""
    match decision.verdict:
        case Verdict.ACT | Verdict.ESCALATE:
            return " + ".join(describe(each) for each in decision.actions)
        case Verdict.RECORD:
            return f"record only (would {' + '.join(describe(each) for each in decision.would)})"
        case Verdict.PASS | Verdict.EXEMPT | Verdict.PENDING:
            return str(decision.verdict)


def evidence_words(evidence: Evidence, text: str = "") -> str:
    """Say one clause that held, such as `insult 0.93 ≥ 0.80`, or `list slurs “…”` with what it found in `text`."""
    if evidence.score is not None and evidence.at_least is not None:
        return f"{evidence.found} {at_least_words(evidence.at_least, evidence.score)}"
    if evidence.span is None or not text:
        return evidence.found
    return f"{evidence.found} “{printable(text[evidence.span.start : evidence.span.end])}”"


def at_least_words(at_least: float, score: float | None = None) -> str:
    """Say a threshold, such as `≥ 0.80`, with all of up to four decimals; a score before it with as many."""
    places = next((each for each in (2, 3) if round(at_least, each) == round(at_least, 4)), 4)
    return f"≥ {at_least:.{places}f}" if score is None else f"{score:.{places}f} ≥ {at_least:.{places}f}"


def reasons(decision: Decision, text: str = "") -> tuple[str, ...]:
    """Return one part per rule that held, with the guard that stood before it, and why a message was not judged.

    With the message's `text` the parts quote what was found in it; a log gets none.
    """
    by_rule: dict[str, list[str]] = {}
    for match in decision.matches:
        by_rule.setdefault(match.rule, []).append(evidence_words(match.evidence, text))
    guards = {each.rule: each for each in decision.guarded}
    said = []
    for rule, words in by_rule.items():
        held = f", held back as {guards[rule].guard}" if rule in guards else ""
        said.append(f"{rule}: {', '.join(dict.fromkeys(words))}{held}")
    if decision.verdict is Verdict.PENDING:
        said.extend(f"{each.what} not run: {each.why}" for each in decision.not_run if each.retry)
    if decision.verdict is Verdict.EXEMPT:
        said.extend(each.why for each in decision.not_run)
    return tuple(said)


def because(decision: Decision, text: str = "") -> str:
    """Say why in one line, with the strikes the member had; empty where nothing held."""
    said = reasons(decision, text)
    if not said:
        return ""
    strikes = f" ({decision.strikes} strike{'s' if decision.strikes != 1 else ''} before)" if decision.strikes else ""
    return f"because {'; '.join(said)}{strikes}"
