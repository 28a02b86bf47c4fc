"""What can be pressed on a card."""

from __future__ import annotations

import pytest

from bot.core.cards import Press, presses_on
from bot.core.cases import Appeal, AppealState, CaseState
from tests.core.makers import NOW

OPEN = (Press.UPHOLD, Press.DISMISS, Press.CHANGE, Press.CLAIM, Press.REPLY, Press.WHY)
HANDLED = (Press.UPHOLD, Press.DISMISS, Press.CHANGE, Press.UNDO, Press.CLAIM, Press.REPLY, Press.WHY)


@pytest.mark.parametrize(
    ("state", "presses"),
    [
        (CaseState.OPEN, OPEN),
        (CaseState.HANDLED, HANDLED),
        (CaseState.UPHELD, (Press.UNDO, Press.REPLY, Press.WHY)),
        (CaseState.DISMISSED, (Press.REOPEN, Press.REPLY, Press.WHY)),
        (CaseState.UNDONE, (Press.REOPEN, Press.REPLY, Press.WHY)),
        (CaseState.VOID, (Press.WHY,)),
    ],
)
def test_a_card_offers_what_makes_sense(state: CaseState, presses: tuple[Press, ...]) -> None:
    """A verdict where there is none, its undoing where there is one, and always why."""
    assert presses_on(state, None) == presses


@pytest.mark.parametrize("state", AppealState)
def test_an_appeal_that_waits_is_answered_on_the_card(state: AppealState) -> None:
    """Its two answers come first; once answered they are gone."""
    presses = presses_on(CaseState.UPHELD, Appeal("nordlys", 1, "bo", "please", NOW, state))
    answers = (Press.GRANT, Press.DENY) if state is AppealState.WAITING else ()
    assert presses == (*answers, Press.UNDO, Press.REPLY, Press.WHY)
