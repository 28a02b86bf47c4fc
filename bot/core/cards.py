"""Cards: a case as moderators see it in their channel, and what they can press on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from bot.core.cases import AppealState, CaseState

if TYPE_CHECKING:
    from bot.core.cases import Appeal
    from bot.core.content import Message
    from bot.core.policy import Severity


class Press(StrEnum):
    """What a moderator can press on a card."""

    UPHOLD = "uphold"
    DISMISS = "dismiss"
    CHANGE = "change"
    UNDO = "undo"
    REOPEN = "reopen"
    CLAIM = "claim"
    WHY = "why"
    GRANT = "grant"
    DENY = "deny"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Card:
    """A case as moderators see it. Where the platform knows members and channels by id, it says them by name itself.

    `version`: the case's, by which a press says what its moderator saw. `evidence`: what the member wrote, which a
    platform covers until it is asked for; empty where it is kept no longer. `fields`: heading and text, the text of one
    or more lines, in words that stay true. `presses`: what makes sense in this state, in order. `better`: what the
    member wrote in its place, covered likewise; empty for nothing.
    """

    case: int
    version: int
    title: str
    state: CaseState
    severity: Severity
    member: str
    message: Message
    evidence: str
    fields: tuple[tuple[str, str], ...]
    presses: tuple[Press, ...]
    better: str = ""


def presses_on(state: CaseState, appeal: Appeal | None) -> tuple[Press, ...]:
    """Return what can be pressed on a case in a state; an appeal that waits comes first."""
    waits = appeal is not None and appeal.state is AppealState.WAITING
    answers = (Press.GRANT, Press.DENY) if waits else ()
    reply = () if state is CaseState.VOID else (Press.REPLY,)
    return (*answers, *_by_state(state), *reply, Press.WHY)


def _by_state(state: CaseState) -> tuple[Press, ...]:
    match state:
        case CaseState.OPEN:
            return (Press.UPHOLD, Press.DISMISS, Press.CHANGE, Press.CLAIM)
        case CaseState.HANDLED:
            return (Press.UPHOLD, Press.DISMISS, Press.CHANGE, Press.UNDO, Press.CLAIM)
        case CaseState.UPHELD:
            return (Press.UNDO,)
        case CaseState.DISMISSED | CaseState.UNDONE:
            return (Press.REOPEN,)
        case CaseState.VOID:
            return ()
        case _:
            assert_never(state)
