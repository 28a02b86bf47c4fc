"""Which rules are in force in a place for a member with certain roles."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

from bot.core.policy import AllOf, AnyOf, Not, ScoreAtLeast, Severity

if TYPE_CHECKING:
    from bot.core.policy import Condition, Override, Policy, Rule, RuleChange


def rules_in_force(policy: Policy, places: frozenset[str], roles: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules after every override that fits, in file order: a later override wins over an earlier one.

    `places`: every name of where the message was written, as `Content.places` gives them.
    """
    fitting = tuple(each for each in policy.overrides if _fits(each, places, roles))
    return _changed(policy.rules, fitting) if fitting else policy.rules


def _fits(override: Override, places: frozenset[str], roles: frozenset[str]) -> bool:
    in_channel = not override.channels or bool(override.channels & places)
    has_role = not override.roles or bool(override.roles & roles)
    return in_channel and has_role


def _changed(rules: tuple[Rule, ...], overrides: tuple[Override, ...]) -> tuple[Rule, ...]:
    kept: list[Rule] = []
    for rule in rules:
        changes = [each.changes[rule.id] for each in overrides if rule.id in each.changes]
        if changes and changes[-1].off:
            continue
        kept.append(reduce(_apply, changes, rule))
    return tuple(kept)


def _apply(rule: Rule, change: RuleChange) -> Rule:
    severity = rule.severity if change.severity is None else change.severity
    return replace(
        rule,
        when=rule.when if change.at_least is None else with_threshold(rule.when, change.at_least),
        severity=severity,
        ladder=change.ladder or rule.ladder,
        strike=0 if severity is Severity.CARE else rule.strike,
    )


@lru_cache(maxsize=1024)
def with_threshold(condition: Condition, at_least: float) -> Condition:
    """Return the condition with every score clause asking for `at_least` instead."""
    match condition:
        case ScoreAtLeast():
            return replace(condition, at_least=at_least)
        case AnyOf(parts=parts) | AllOf(parts=parts):
            return replace(condition, parts=tuple(with_threshold(part, at_least) for part in parts))
        case Not(part=part):
            return Not(with_threshold(part, at_least))
        case _:
            return condition
