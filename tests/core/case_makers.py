"""Makes cases and effects for tests."""

from __future__ import annotations

from typing import Any

from bot.core.cases import Case, CaseState
from bot.core.content import Message
from bot.core.effects import Effect, EffectKind, effect_key
from bot.core.policy import Severity
from tests.core.makers import NOW

EVERYTHING = frozenset(EffectKind)
MESSAGE = Message("general", "m1")


def case(number: int = 1, **changes: Any) -> Case:
    """Make a handled case on Bo's message."""
    fields: dict[str, Any] = {
        "community": "nordlys",
        "message": MESSAGE,
        "member": "bo",
        "state": CaseState.HANDLED,
        "severity": Severity.MINOR,
        "rules": ("be-kind",),
        "proposals": (),
        "revision": 0,
        "policy": "0123",
        "language": "en",
        "opened_at": NOW,
        "changed_at": NOW,
    }
    return Case(number=number, **(fields | changes))


def effect(kind: EffectKind = EffectKind.HIDE, number: int = 1, batch: int = 1, **changes: Any) -> Effect:
    """Make a planned effect of a case on Bo or his message."""
    key = effect_key("nordlys", number, batch, kind)
    return Effect(key, "nordlys", number, batch, kind, MESSAGE, "bo", **changes)
