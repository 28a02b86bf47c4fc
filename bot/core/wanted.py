"""What a policy may ever ask of a platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.actions import Escalate
from bot.core.effects import INVERSE, EffectKind
from bot.core.lower import effect_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.actions import Action
    from bot.core.policy import Policy


def wanted_effects(policy: Policy) -> frozenset[EffectKind]:
    """Return every effect that some step of a ladder or a raid does or proposes, what takes it back, and notices."""
    ladders = [rule.ladder for rule in policy.rules]
    ladders += [each.ladder for over in policy.overrides for each in over.changes.values() if each.ladder]
    actions = [action for ladder in ladders for step in ladder.steps for action in step.do]
    actions += (*policy.raid.do, *policy.raid.propose) if policy.raid else ()
    done = {kind for action in actions for kind in _kinds(action)}
    inverses = {inverse for kind in done if (inverse := INVERSE[kind]) is not None}
    return frozenset(done | inverses | {EffectKind.NOTIFY})


def _kinds(action: Action) -> Iterator[EffectKind]:
    for each in action.proposals if isinstance(action, Escalate) else (action,):
        if (kind := effect_kind(each)) is not None:
            yield kind
