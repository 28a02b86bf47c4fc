"""Says in words what a policy asks for: conditions, ladders, rules in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.core.actions import describe
from bot.core.decide import answer_at
from bot.core.duration import format_duration
from bot.core.explain import at_least_words
from bot.core.in_force import rules_in_force
from bot.core.policy import (
    AllOf,
    AnyOf,
    ByAutoMod,
    Coverage,
    HasLink,
    InList,
    InWindow,
    MatchesPattern,
    Mentions,
    Not,
    Reported,
    ScoreAtLeast,
)
from bot.core.scoring import Scoring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.policy import Condition, Ladder, Leaf, Policy


_NAMED = {InList: "list", MatchesPattern: "pattern", HasLink: "link", ByAutoMod: "the platform's own rule"}


def condition_words(condition: Condition) -> str:
    """Say a condition, such as `any of (insult ≥ 0.80, list slurs)`."""
    match condition:
        case AnyOf(parts=parts):
            return f"any of ({', '.join(condition_words(each) for each in parts)})"
        case AllOf(parts=parts):
            return f"all of ({', '.join(condition_words(each) for each in parts)})"
        case Not(part=part):
            return f"not {condition_words(part)}"
        case _:
            return _leaf_words(condition)


def _leaf_words(leaf: Leaf) -> str:
    match leaf:
        case ScoreAtLeast(label=label, at_least=at_least):
            return f"{label} {at_least_words(at_least)}"
        case InList(name=name) | MatchesPattern(name=name) | HasLink(name=name) | ByAutoMod(name=name):
            return f"{_NAMED[type(leaf)]} {name}"
        case InWindow(window=window, at_least=at_least):
            return f"{at_least} {window.kind} in {format_duration(window.seconds)}"
        case Mentions(at_least=at_least):
            return f"{at_least} mentions in one message"
        case Reported(at_least=at_least):
            return f"{at_least} reports by members"
        case _:
            assert_never(leaf)


def ladder_words(ladder: Ladder) -> str:
    """Say what a ladder does at each of its steps, with all that lower steps add."""
    steps = (f"{step.strikes}: {' + '.join(map(describe, answer_at(ladder, step.strikes)))}" for step in ladder.steps)
    return " · ".join(steps)


def policy_in_words(
    policy: Policy, channel: str, roles: frozenset[str], within: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield the policy as it is in force in a channel for a member with these roles, a line each.

    `within`: the channel's other names, and what it lies within, as in `Content`.
    """
    staff = roles & policy.staff_roles
    yield f"{policy.community} · policy {policy.hash} · mode {policy.mode} · languages {', '.join(policy.languages)}"
    if staff:
        yield f"Members with the role {', '.join(sorted(staff))} are staff: nothing below applies to them."
    yield f"without a human at most: {', '.join(map(describe, policy.caps.automatic)) or 'nothing'}"
    yield f"strikes expire after {format_duration(policy.strikes_expire_seconds)}"
    yield from _scoring_words(policy.scoring or Scoring())
    if policy.names:
        yield "members' names are held against the rules too"
    for rule in rules_in_force(policy, within | {channel}, roles):
        shadow = ", in shadow" if rule.shadow else ""
        yield f"rule {rule.id} ({rule.severity.name.lower()}, strike {rule.strike}{shadow})"
        yield f"    when {condition_words(rule.when)}"
        yield f"    {rule.ladder.name}: {ladder_words(rule.ladder)}"
    for guard in policy.guards:
        by = "scores alone" if guard.covers is Coverage.SCORES else "scores and words alone"
        yield f"guard {guard.id}: {guard.answer} for rules up to {guard.up_to.name.lower()} that hold by {by}"
        yield f"    when {condition_words(guard.when)}"


def _scoring_words(scoring: Scoring) -> Iterator[str]:
    if scoring.classifiers:
        names = ", ".join(scoring.classifiers)
        yield f"scored by {scoring.combine} of {names}" if len(scoring.classifiers) > 1 else f"scored by {names}"
    if scoring.send_texts_out:
        yield "members' texts may be sent to a service outside"
