"""Cases: what became of one message, from the decision to a moderator's last word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.actions import Enforcement
    from bot.core.content import Message
    from bot.core.policy import Severity


class CaseState(StrEnum):
    """Where a case stands.

    open: a moderator has to look · handled: the bot acted, nobody has to look · upheld, dismissed: a moderator's
    verdict · undone: taken back, by a moderator or an appeal · void: its member was erased.
    """

    OPEN = "open"
    HANDLED = "handled"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    UNDONE = "undone"
    VOID = "void"


# A verdict can still be given on these; later signals about the message join the case.
UNDECIDED = frozenset({CaseState.OPEN, CaseState.HANDLED})


class ActorKind(StrEnum):
    """Who did something."""

    BOT = "bot"
    MODERATOR = "moderator"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something. `id` is the platform's; empty for the bot."""

    kind: ActorKind
    id: str = ""
    name: str = ""


BOT = Actor(ActorKind.BOT)


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `version` rises by one with each change and locks out who saw an older one.

    `revision` is the message's latest that was decided. `proposals` wait for a moderator. `rules` are those broken,
    gravest first. `language` is the one the member is addressed in. `by_hand`: a moderator acted without the bot.
    `strike_rule` and `strike_weight`: the strike that an uphold gives, none for weight 0. `why_open`: what a moderator
    is asked to look at. `decided_by` and `claimed_by` are moderators' ids and never leave the moderators' rooms.
    """

    community: str
    number: int
    message: Message
    member: str
    state: CaseState
    severity: Severity
    rules: tuple[str, ...]
    proposals: tuple[Enforcement, ...]
    revision: int
    policy: str
    language: str
    opened_at: datetime
    changed_at: datetime
    version: int = 1
    by_hand: bool = False
    why_open: str = ""
    strike_rule: str = ""
    strike_weight: int = 0
    decided_by: str = ""
    decided_at: datetime | None = None
    claimed_by: str = ""
    claimed_at: datetime | None = None


class AppealState(StrEnum):
    """Where an appeal stands."""

    WAITING = "waiting"
    GRANTED = "granted"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Appeal:
    """A member's request to look at a case again; `text` is theirs. One per case."""

    community: str
    case: int
    member: str
    text: str
    at: datetime
    state: AppealState = AppealState.WAITING
    decided_by: str = ""
    decided_at: datetime | None = None
