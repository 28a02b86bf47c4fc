"""What a policy asks of those who observe: thresholds of scores, and what the platform's own filter did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.policy import ByAutoMod, ScoreAtLeast, conditions_of, leaves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.labels import Label
    from bot.core.policy import Policy


def asks_automod(policy: Policy) -> bool:
    """Tell whether some rule or guard asks what the platform's own filter did."""
    return any(isinstance(leaf, ByAutoMod) for each in conditions_of(policy) for leaf in leaves(each))


def thresholds_of(policy: Policy) -> Mapping[Label, tuple[float, ...]]:
    """Return every threshold that some rule asks of a label, anywhere and of anybody, in rising order."""
    found: dict[Label, set[float]] = {}
    for rule in policy.rules:
        changes = [each.changes[rule.id].at_least for each in policy.overrides if rule.id in each.changes]
        for leaf in leaves(rule.when):
            if isinstance(leaf, ScoreAtLeast):
                changed = {each for each in changes if each is not None}
                found.setdefault(leaf.label, set()).update({leaf.at_least}, changed)
    return {label: tuple(sorted(each)) for label, each in found.items()}
