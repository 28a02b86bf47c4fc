"""What buttons and forms carry: all that is known of them after a restart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Wish(StrEnum):
    """What can be pressed or filled in besides the presses of a card.

    appeal, better: by a member, with the case's number · notice: to read one, with its number · draft: to answer a
    message · retract: to take an answer back, both with the draft's number · crisis: to say how things stand in one
    """

    APPEAL = "appeal"
    BETTER = "better"
    NOTICE = "notice"
    DRAFT = "draft"
    RETRACT = "retract"
    CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is asked, a Press or a Wish, and for what: numbers of a case and its version, of a notice, of a draft.

    A platform writes it into its buttons and forms, and adds there what else it needs to know the community again.
    """

    what: str
    numbers: tuple[int, ...] = ()
