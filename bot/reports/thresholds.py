"""From what probability on a policy's rules look at a label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.policy import ScoreAtLeast, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.labels import Label
    from bot.core.policy import Policy


@dataclass(frozen=True, slots=True)
class Threshold:
    """A label is flagged from `value` on; `origin` says who asks for that, such as `rule be-kind`."""

    value: float
    origin: str


def policy_thresholds(policy: Policy) -> Mapping[Label, Threshold]:
    """Return the lowest threshold of each label that a rule asks for; rules on trial count where no other asks."""
    found: dict[Label, tuple[bool, float, str]] = {}
    for rule in policy.rules:
        for leaf in leaves(rule.when):
            if isinstance(leaf, ScoreAtLeast):
                asked = (rule.shadow, leaf.at_least, rule.id)
                found[leaf.label] = min(found.get(leaf.label, asked), asked)
    return {
        label: Threshold(value, f"rule {id_}" + (" (on trial)" if shadow else ""))
        for label, (shadow, value, id_) in found.items()
    }


def one_threshold(value: float, labels: Iterable[Label]) -> Mapping[Label, Threshold]:
    """Return the same threshold for each label, as the command line gave it."""
    return {label: Threshold(value, "--threshold") for label in labels}
