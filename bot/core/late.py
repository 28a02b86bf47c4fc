"""Late mode: what is still right to do about a message that was read long after it was written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.actions import Escalate, Hide, Nudge, SuppressEmbeds, Warn, automatic, join
from bot.core.decision import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.actions import Action
    from bot.core.decision import Decision


def in_late_mode(decision: Decision) -> Decision:
    """Return the decision with hiding and asking a moderator left, and no strike.

    A restriction becomes a proposal: the quarrel may be over by now. A word to the author would come too late.
    """
    kept = join(_kept(decision.actions))
    dropped = tuple(each for each in automatic(decision.actions) if isinstance(each, Nudge | Warn))
    would = join((*decision.would, *dropped))
    if kept == decision.actions and decision.strike is None:
        return decision
    return replace(decision, actions=kept, would=would, strike=None, verdict=_verdict(kept, would, decision.verdict))


def _kept(actions: tuple[Action, ...]) -> Iterator[Action]:
    for action in actions:
        if isinstance(action, SuppressEmbeds | Hide | Escalate):
            yield action
        elif not isinstance(action, Nudge | Warn):
            yield Escalate((action,))


def _verdict(kept: tuple[Action, ...], would: tuple[Action, ...], before: Verdict) -> Verdict:
    if kept:
        return Verdict.ACT if automatic(kept) else Verdict.ESCALATE
    return Verdict.RECORD if would else before
