"""Better versions: what the author of a hidden message may write in its place, and what still speaks against it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.cases import CaseState
from bot.core.decision import Source
from bot.core.effects import EffectKind, is_standing
from bot.core.journal import EventKind
from bot.core.policy import GuardAnswer, Reported, Severity, leaves
from bot.core.reversal import reversals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.cases import Case
    from bot.core.decision import Decision, Match
    from bot.core.effects import Effect
    from bot.core.journal import Event, Fact
    from bot.core.policy import Policy

# More would let anybody find out word by word what just gets through.
MOST_TRIES = 3
HIDES = frozenset({EffectKind.HIDE})
# The names of the facts by which an event says with what press it came, and as which revision it stands.
REQUEST, REVISION, RULES = "request", "revision", "rules"


class WhyNoBetter(StrEnum):
    """Why no better version can be sent."""

    NO_SUCH_CASE = "no_such_case"
    TAKEN_BACK = "taken_back"
    NOT_HIDDEN = "not_hidden"
    BEYOND_WORDS = "beyond_words"
    SENT_BEFORE = "sent_before"
    NOT_HERE = "not_here"
    TOO_LATE = "too_late"
    TEXT_GONE = "text_gone"
    NO_TRIES = "no_tries"
    NO_TEXT = "no_text"


def is_hidden(case: Case, effects: Sequence[Effect]) -> bool:
    """Tell whether a case hides its message, and nothing is about to bring that back."""
    standing = any(each.kind is EffectKind.HIDE and is_standing(each, effects) for each in effects)
    return standing and bool(reversals(case, effects, HIDES))


def is_taken_back(case: Case) -> bool:
    """Tell whether nothing is held against the message any more."""
    return case.state in {CaseState.DISMISSED, CaseState.UNDONE, CaseState.VOID}


def can_be_mended(case: Case, decisions: Iterable[Decision], policy: Policy) -> bool:
    """Tell whether other words could have kept the rules: a breach that is not grave, by scores or words each.

    No words mend a flood or a link; reports are about the words that are gone.
    """
    if not Severity.CARE < case.severity < Severity.GRAVE:
        return False
    about_reports = {rule.id for rule in policy.rules if all(isinstance(each, Reported) for each in leaves(rule.when))}
    broken = [found for rule, found in _sources(decisions, policy).items() if rule not in about_reports]
    return bool(broken) and all(found & {Source.SCORE, Source.WORDS} for found in broken)


def broken_rules(decision: Decision, policy: Policy) -> tuple[str, ...]:
    """Return the rules that hold against a text, gravest first, whatever the mode.

    What a guard lets pass and what is only being tried out does not count; what a moderator would have to look at does.
    """
    found = sorted(_counting(decision, policy), key=lambda match: -match.severity)
    return tuple(dict.fromkeys(match.rule for match in found))


def refusals(events: Iterable[Event]) -> list[Event]:
    """Return the tries that were refused."""
    return [each for each in events if each.kind is EventKind.BETTER_REFUSED]


def sent(events: Iterable[Event]) -> Event | None:
    """Return that a better version was taken, None where there is none."""
    return next((each for each in events if each.kind is EventKind.BETTER_SENT), None)


def revision_of(event: Event) -> int:
    """Return as which revision of its message a better version is kept."""
    revision = event.facts.get(REVISION)
    return revision if isinstance(revision, int) else 0


def rules_of(event: Event) -> tuple[str, ...]:
    """Return the rules that an event names."""
    rules: Fact = event.facts.get(RULES)
    return tuple(rules) if isinstance(rules, list) else ()


def _sources(decisions: Iterable[Decision], policy: Policy) -> Mapping[str, set[Source]]:
    """Return by what each rule was broken."""
    found: dict[str, set[Source]] = {}
    for decision in decisions:
        for match in _counting(decision, policy):
            if match.severity > Severity.CARE:
                found.setdefault(match.rule, set()).add(match.evidence.source)
    return found


def _counting(decision: Decision, policy: Policy) -> list[Match]:
    passing = {each.rule for each in decision.guarded if each.answer is GuardAnswer.IGNORE}
    passing |= {each.id for each in policy.rules if each.shadow}
    return [each for each in decision.matches if each.rule not in passing]
