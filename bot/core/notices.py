"""Notices: the statement of reasons that a member gets, as facts. `notice_text.py` puts them into words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.content import Message


class NoticeKind(StrEnum):
    """What a notice is about."""

    NUDGE = "nudge"
    ACTION = "action"
    REVERSED = "reversed"
    APPEAL_GRANTED = "appeal_granted"
    APPEAL_DENIED = "appeal_denied"


class NoticeState(StrEnum):
    """How a notice ended. queued: under way · kept: the member reads it when they ask · waived: why is written down."""

    QUEUED = "queued"
    SENT = "sent"
    KEPT = "kept"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a member is told about one batch of effects, without any moderator's name and without their own text.

    `batch` is the case's version whose effects it is about. `title` and `explanation` are the rule's words in
    `language`, as they were when it was decided. `detected` and `decided`: whether a program found the message, and
    whether a program alone decided. `warning`: it is a formal one. `pleads`: the message can't be hidden here, so the
    author is asked to change or delete it. `late`: it was found long after it was written. `appeal_until`: None where
    there is nothing to appeal. `id` is given by the ledger.
    """

    community: str
    case: int
    batch: int
    member: str
    message: Message
    kind: NoticeKind
    language: str
    rule: str
    title: str
    explanation: str
    made_at: datetime
    detected: bool = True
    decided: bool = True
    warning: bool = False
    pleads: bool = False
    late: bool = False
    appeal_until: datetime | None = None
    state: NoticeState = NoticeState.QUEUED
    reason: str = ""
    id: int = 0
