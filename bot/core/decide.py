"""Turns signals into a decision. Pure and deterministic: the same input gives the same value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.core.actions import Action, Enforcement, Escalate, TimeOut, automatic, join, weight
from bot.core.conditions import Outcome, evaluate
from bot.core.decision import Decision, Evidence, Guarded, Match, NotRun, Source, Strike, Verdict
from bot.core.in_force import rules_in_force
from bot.core.policy import AnyOf, Caps, Coverage, Guard, GuardAnswer, Ladder, Mode, Severity
from bot.core.signals import HitKind, agreed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.core.content import Content
    from bot.core.policy import Policy, Rule
    from bot.core.signals import Signals


_NOTHING: Mapping[str, int] = MappingProxyType({})
_COVERED = {Coverage.SCORES: {Source.SCORE}, Coverage.WORDS: {Source.SCORE, Source.WORDS}}
# What stands before a rule that not all classifiers hold to be broken: a moderator looks, and the strike waits.
_DISAGREEMENT = Guard("disagreement", AnyOf(()), GuardAnswer.ESCALATE_ONLY, Severity.GRAVE, Coverage.SCORES)


@dataclass(frozen=True, slots=True)
class _Broken:
    rule: Rule
    outcome: Outcome
    guard: Guard | None


def decide(
    content: Content,
    signals: Signals,
    policy: Policy,
    *,
    strikes: Sequence[Strike],
    now: datetime,
    approved: Mapping[str, int] = _NOTHING,
) -> Decision:
    """Hold `content` against `policy`. `strikes`: all of this member's in this community.

    Expired ones do not count, nor does that of this very message: no report and no edit leads up the ladder by itself.
    `approved`: rules that a moderator found this text not to break, with the case of that verdict.
    """
    live = [each for each in strikes if each.expires > now]
    count = sum(each.weight for each in live if each.content_id != content.id)
    outcomes = [(rule, evaluate(rule.when, content, signals)) for rule in _rules(policy, content)]
    broken = _broken(outcomes, content, signals, policy, approved)
    counted = [each for each in broken if not each.rule.shadow]
    answer = _answer(counted, count, policy.caps)
    shadowed = _answer([each for each in broken if each.rule.shadow], count, policy.caps)
    actions, would = _in_mode(policy.mode, answer, shadowed)
    not_run = _not_run(outcomes)
    return Decision(
        content_id=content.id,
        revision=content.revision,
        verdict=_verdict(actions, would, not_run),
        actions=actions,
        would=would,
        matches=tuple(Match(each.rule.id, each.rule.severity, item) for each in broken for item in _evidence(each)),
        guarded=tuple(Guarded(each.rule.id, each.guard.id, each.guard.answer) for each in broken if each.guard),
        not_run=not_run,
        strikes=count,
        strike=_strike(_striking(counted, actions), live, content, policy, now),
        mode=policy.mode,
        policy=policy.hash,
    )


def answer_at(ladder: Ladder, strikes: int) -> tuple[Action, ...]:
    """Return all that a ladder does at so many strikes: its steps add up."""
    return join(_steps(ladder, strikes))


def _steps(ladder: Ladder, strikes: int) -> Iterator[Action]:
    return (action for step in ladder.steps if step.strikes <= strikes for action in step.do)


def _rules(policy: Policy, content: Content) -> tuple[Rule, ...]:
    return rules_in_force(policy, content.places, content.author.roles)


def _standing(policy: Policy, content: Content, signals: Signals) -> tuple[Guard, ...]:
    return tuple(guard for guard in policy.guards if evaluate(guard.when, content, signals).holds)


def _broken(
    outcomes: Sequence[tuple[Rule, Outcome]],
    content: Content,
    signals: Signals,
    policy: Policy,
    approved: Mapping[str, int],
) -> list[_Broken]:
    guards = _standing(policy, content, signals) if any(each.holds for _, each in outcomes) else ()
    return [
        _Broken(rule, outcome, _verdict_of(rule, approved) or _guard_of(rule, outcome, guards, content, signals))
        for rule, outcome in outcomes
        if outcome.holds
    ]


def _verdict_of(rule: Rule, approved: Mapping[str, int]) -> Guard | None:
    """Return a moderator's verdict as the guard it is, whatever the rule's severity."""
    if rule.id not in approved:
        return None
    return Guard(f"case {approved[rule.id]}", AnyOf(()), GuardAnswer.IGNORE, Severity.GRAVE, Coverage.WORDS)


def _guard_of(
    rule: Rule, outcome: Outcome, guards: Iterable[Guard], content: Content, signals: Signals
) -> Guard | None:
    """Return what stands before a broken rule: a guard of the policy, or that only some classifiers hold it broken."""
    undisputed = evaluate(rule.when, content, replace(signals, scores=agreed(signals.scores)))
    sources = {each.source for each in (undisputed if undisputed.holds else outcome).evidence}
    guard = next((each for each in guards if _covers(each, rule, sources, content, signals)), None)
    return guard or (None if undisputed.holds else _DISAGREEMENT)


def _covers(guard: Guard, rule: Rule, sources: set[Source], content: Content, signals: Signals) -> bool:
    """Tell whether nothing but what the guard covers broke the rule: it would not hold without that."""
    words = guard.covers is Coverage.WORDS
    if not Severity.CARE < rule.severity <= guard.up_to or not sources <= _COVERED[guard.covers]:
        return False
    hits = tuple(each for each in signals.hits if each.kind is HitKind.LINK) if words else signals.hits
    return not evaluate(rule.when, content, replace(signals, scores={}, hits=hits)).holds


def _answer(broken: Iterable[_Broken], strikes: int, caps: Caps) -> tuple[Action, ...]:
    """Join each rule's answer, capped first: a nudge gives way to what is done, not to what is only proposed."""
    answers: list[Action] = []
    for each in broken:
        if each.guard is None:
            answers.extend(part for action in _steps(each.rule.ladder, strikes) for part in _capped(action, caps))
        elif each.guard.answer is GuardAnswer.ESCALATE_ONLY:
            answers.append(Escalate())
    return join(answers)


def _capped(action: Action, caps: Caps) -> Iterator[Action]:
    """Yield what may be done without a human, and propose the rest."""
    if isinstance(action, Escalate):
        yield action
        return
    allowed = _allowed(action, caps)
    if allowed is not None:
        yield allowed
    if allowed != action:
        yield Escalate((action,))


def _allowed(action: Enforcement, caps: Caps) -> Enforcement | None:
    cap = next((each for each in caps.automatic if each.kind is action.kind), None)
    if isinstance(action, TimeOut) and isinstance(cap, TimeOut) and weight(cap) < weight(action):
        return cap
    return action if cap is not None else None


def _in_mode(
    mode: Mode, answer: tuple[Action, ...], shadowed: tuple[Action, ...]
) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
    match mode:
        case Mode.SHADOW:
            return (), join((*answer, *shadowed))
        case Mode.REVIEW:
            return _all_proposed(answer), shadowed
        case Mode.ENFORCE:
            return answer, shadowed


def _all_proposed(answer: tuple[Action, ...]) -> tuple[Action, ...]:
    """Turn everything into proposals; where a heavier degree of the same kind waits for approval, only that stays."""
    return join(Escalate((each,)) if not isinstance(each, Escalate) else each for each in answer)


def _verdict(actions: tuple[Action, ...], would: tuple[Action, ...], not_run: tuple[NotRun, ...]) -> Verdict:
    if automatic(actions):
        return Verdict.ACT
    if actions:
        return Verdict.ESCALATE
    if any(each.retry for each in not_run):
        return Verdict.PENDING
    return Verdict.RECORD if would else Verdict.PASS


def _evidence(broken: _Broken) -> tuple[Evidence, ...]:
    """Return what held; a rule that held only because something is absent says that."""
    return broken.outcome.evidence or (Evidence("when", Source.ABSENCE, "nothing found of what stands under `not`"),)


def _not_run(outcomes: Iterable[tuple[Rule, Outcome]]) -> tuple[NotRun, ...]:
    return tuple(dict.fromkeys(item for _, outcome in outcomes for item in outcome.not_run))


def _striking(broken: Sequence[_Broken], actions: tuple[Action, ...]) -> list[Rule]:
    """Return the rules that may cost a strike: a disputed one only where nothing is done before a moderator decides."""
    costly = [each for each in broken if each.rule.strike > 0]
    settled = [each.rule for each in costly if each.guard is None]
    disputed = [each.rule for each in costly if each.guard is _DISAGREEMENT]
    return settled or ([] if automatic(actions) else disputed)


def _strike(
    rules: Sequence[Rule], live: Iterable[Strike], content: Content, policy: Policy, now: datetime
) -> Strike | None:
    """Return the one strike of this content: for the gravest rule, unless it belongs to an incident already counted."""
    if not rules:
        return None
    rule = max(rules, key=lambda each: (each.severity, each.strike))
    incident = timedelta(seconds=policy.incident_seconds)
    if any(s.rule == rule.id and (s.content_id == content.id or abs(now - s.at) < incident) for s in live):
        return None
    expires = now + timedelta(seconds=policy.strikes_expire_seconds)
    return Strike(rule.id, content.id, now, expires, rule.strike)
