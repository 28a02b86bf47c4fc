"""Late mode: hide and ask, nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.actions import Action, Ban, Escalate, Hide, Nudge, SuppressEmbeds, TimeOut, Warn
from bot.core.decision import Verdict
from bot.core.labels import Label
from bot.core.late import in_late_mode
from tests.core.makers import decided, policy, signals

HOUR = TimeOut(3600)


@pytest.mark.parametrize(
    ("actions", "kept", "verdict"),
    [
        ((), (), Verdict.ACT),
        ((Nudge(),), (), Verdict.RECORD),
        ((Warn(),), (), Verdict.RECORD),
        ((Hide(),), (Hide(),), Verdict.ACT),
        ((Hide(), Warn()), (Hide(),), Verdict.ACT),
        ((Hide(), HOUR), (Hide(), Escalate((HOUR,))), Verdict.ACT),
        ((SuppressEmbeds(),), (SuppressEmbeds(),), Verdict.ACT),
        ((HOUR,), (Escalate((HOUR,)),), Verdict.ESCALATE),
        ((HOUR, Escalate((Ban(),))), (Escalate((HOUR, Ban())),), Verdict.ESCALATE),
        ((Nudge(), Escalate()), (Escalate(),), Verdict.ESCALATE),
    ],
)
def test_what_is_left_of_an_answer(actions: tuple[Action, ...], kept: tuple[Action, ...], verdict: Verdict) -> None:
    """A hide stays, a restriction is proposed, a word to the author falls away; there is never a strike."""
    before = replace(decided(policy(), signals({Label.INSULT: 0.95})), actions=actions)
    late = in_late_mode(before)
    assert before.strike is not None
    assert (late.actions, late.strike, late.verdict) == (kept, None, verdict)


def test_what_falls_away_is_written_down() -> None:
    """The record says what would have been done in time."""
    before = decided(policy(), signals({Label.INSULT: 0.95}))
    assert in_late_mode(before).would == (Nudge(),)


def test_what_needs_no_change_has_none() -> None:
    """A clean message is decided as ever."""
    before = decided(policy(), signals({Label.INSULT: 0.1}))
    assert in_late_mode(before) is before
