"""Turns signals into a decision. Pure and deterministic: the same input gives the same value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.actions import Action, Enforcement, Escalate, TimeOut, automatic, join, weight
from bot.core.conditions import Outcome, evaluate
from bot.core.decision import Decision, Evidence, Guarded, Match, NotRun, Source, Strike, Verdict
from bot.core.in_force import rules_in_force
from bot.core.policy import Caps, Coverage, GuardAnswer, Ladder, Mode, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.core.content import Content
    from bot.core.policy import Guard, Policy, Rule
    from bot.core.signals import Signals


@dataclass(frozen=True, slots=True)
class _Broken:
    rule: Rule
    outcome: Outcome
    guard: Guard | None


def decide(content: Content, signals: Signals, policy: Policy, *, strikes: Sequence[Strike], now: datetime) -> Decision:
    """Hold `content` against `policy`. `strikes`: all of this member's in this community; expired ones do not count."""
    live = [each for each in strikes if each.expires > now]
    count = sum(each.weight for each in live)
    outcomes = [(rule, evaluate(rule.when, content, signals)) for rule in _rules(policy, content)]
    guards = _standing(policy, content, signals) if any(each.holds for _, each in outcomes) else ()
    broken = [_Broken(rule, outcome, _guard_of(rule, outcome, guards)) for rule, outcome in outcomes if outcome.holds]
    counted = [each for each in broken if not each.rule.shadow]
    answer = _capped(_answer(counted, count), policy.caps)
    shadowed = _capped(_answer([each for each in broken if each.rule.shadow], count), policy.caps)
    actions, would = _in_mode(policy.mode, answer, shadowed)
    not_run = _not_run(outcomes)
    return Decision(
        content_id=content.id,
        revision=content.revision,
        verdict=_verdict(actions, would, not_run),
        actions=actions,
        would=would,
        matches=tuple(
            Match(each.rule.id, each.rule.severity, item) for each in broken for item in each.outcome.evidence
        ),
        guarded=tuple(Guarded(each.rule.id, each.guard.id, each.guard.answer) for each in broken if each.guard),
        not_run=not_run,
        strikes=count,
        strike=_strike(counted, live, content, policy, now),
        mode=policy.mode,
        policy=policy.hash,
    )


def answer_at(ladder: Ladder, strikes: int) -> tuple[Action, ...]:
    """Return all that a ladder does at so many strikes: its steps add up."""
    return join(action for step in ladder.steps if step.strikes <= strikes for action in step.do)


def _rules(policy: Policy, content: Content) -> tuple[Rule, ...]:
    return rules_in_force(policy, content.channel, content.author.roles)


def _standing(policy: Policy, content: Content, signals: Signals) -> tuple[Guard, ...]:
    return tuple(guard for guard in policy.guards if evaluate(guard.when, content, signals).holds)


def _guard_of(rule: Rule, outcome: Outcome, guards: Iterable[Guard]) -> Guard | None:
    sources = {each.source for each in outcome.evidence}
    return next((each for each in guards if _covers(each, rule, sources)), None)


def _covers(guard: Guard, rule: Rule, sources: set[Source]) -> bool:
    kinds = {Source.SCORE} if guard.covers is Coverage.SCORES else {Source.SCORE, Source.WORDS}
    return Severity.CARE < rule.severity <= guard.up_to and bool(sources) and sources <= kinds


def _answer(broken: Iterable[_Broken], strikes: int) -> tuple[Action, ...]:
    answers: list[Action] = []
    for each in broken:
        if each.guard is None:
            answers.extend(answer_at(each.rule.ladder, strikes))
        elif each.guard.answer is GuardAnswer.ESCALATE_ONLY:
            answers.append(Escalate())
    return join(answers)


def _capped(answer: Iterable[Action], caps: Caps) -> tuple[Action, ...]:
    """Keep what may be done without a human; propose the rest."""
    kept: list[Action] = []
    for action in answer:
        if isinstance(action, Escalate):
            kept.append(action)
            continue
        allowed = _allowed(action, caps)
        if allowed is not None:
            kept.append(allowed)
        if allowed != action:
            kept.append(Escalate((action,)))
    return join(kept)


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
    return broken.outcome.evidence or (Evidence("when", Source.ABSENCE, "nothing of what the rule excludes"),)


def _not_run(outcomes: Iterable[tuple[Rule, Outcome]]) -> tuple[NotRun, ...]:
    return tuple(dict.fromkeys(item for _, outcome in outcomes for item in outcome.not_run))


def _strike(
    broken: Iterable[_Broken], live: Iterable[Strike], content: Content, policy: Policy, now: datetime
) -> Strike | None:
    """Return the one strike of this content: for the gravest rule, unless it belongs to an incident already counted."""
    counting = [each.rule for each in broken if each.guard is None and each.rule.strike > 0]
    if not counting:
        return None
    rule = max(counting, key=lambda each: (each.severity, each.strike))
    incident = timedelta(seconds=policy.incident_seconds)
    if any(s.rule == rule.id and (s.content_id == content.id or now - s.at < incident) for s in live):
        return None
    expires = now + timedelta(seconds=policy.strikes_expire_seconds)
    return Strike(rule.id, content.id, now, expires, rule.strike)
