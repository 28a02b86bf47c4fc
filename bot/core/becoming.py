"""What each action of a policy becomes where only so much can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.actions import ActionKind, Escalate, Hide
from bot.core.effects import EffectKind
from bot.core.lower import effect_kind, replaced
from bot.core.wanted import wanted_actions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.actions import Action
    from bot.core.policy import Policy

BY_HAND = "by a moderator's hand"


def becoming(policy: Policy, capabilities: frozenset[EffectKind]) -> Mapping[ActionKind, str]:
    """Return what each kind of action that a policy does or proposes is there, mildest first."""
    wanted = {each.kind: each for each in wanted_actions(policy)}
    return {kind: becomes(wanted[kind], capabilities) for kind in ActionKind if kind in wanted}


def becomes(action: Action, capabilities: frozenset[EffectKind]) -> str:
    """Say what an action is there, in a few words: what is done, or what instead."""
    if isinstance(action, Escalate):
        return "a moderator's decision"
    kind = effect_kind(action)
    if kind is None:
        return "a word to the author" if EffectKind.NOTIFY in capabilities else "a word that is kept until they ask"
    if kind in capabilities:
        return str(kind)
    if replaced((action,), capabilities):
        return f"{EffectKind.REMOVE} once a moderator says so"
    if isinstance(action, Hide):
        return f"a plea to the author, and {BY_HAND}"
    return BY_HAND
