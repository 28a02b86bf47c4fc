"""What is still right to do where it is not known who did it, such as who renamed a thread."""

from __future__ import annotations

from dataclasses import replace

from bot.core.actions import Escalate
from bot.core.decision import Decision, Verdict


def with_nobody(decision: Decision) -> Decision:
    """Return the decision as a moderator's look: nobody is told, restricted or struck."""
    if not decision.actions:
        return replace(decision, strike=None)
    return replace(decision, actions=(Escalate(),), strike=None, verdict=Verdict.ESCALATE)
