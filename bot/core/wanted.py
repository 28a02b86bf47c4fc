"""What a policy may ever ask of a platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.actions import Escalate
from bot.core.effects import INVERSE, EffectKind
from bot.core.lower import effect_kind

if TYPE_CHECKING:
    from bot.core.actions import Action
    from bot.core.policy import Policy


def wanted_actions(policy: Policy) -> tuple[Action, ...]:
    """Return every action that some step of a ladder or a raid does or proposes; what is proposed stands for itself."""
    ladders = [rule.ladder for rule in policy.rules]
    ladders += [each.ladder for over in policy.overrides for each in over.changes.values() if each.ladder]
    actions = [action for ladder in ladders for step in ladder.steps for action in step.do]
    actions += (*policy.raid.do, *policy.raid.propose) if policy.raid else ()
    proposed = [each for action in actions if isinstance(action, Escalate) for each in action.proposals]
    return tuple(dict.fromkeys((*actions, *proposed)))


def wanted_effects(policy: Policy) -> frozenset[EffectKind]:
    """Return what those actions are on a platform, what takes it back, and notices."""
    wanted = (each for each in wanted_actions(policy) if not isinstance(each, Escalate))
    done = {kind for each in wanted if (kind := effect_kind(each)) is not None}
    inverses = {inverse for kind in done if (inverse := INVERSE[kind]) is not None}
    return frozenset(done | inverses | {EffectKind.NOTIFY})
