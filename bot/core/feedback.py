"""Feedback: what members wish for or complain about, entered once per message, with a number as its receipt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.actions import Escalate, Nudge, SuppressEmbeds, automatic
from bot.core.effects import Effect, EffectKind

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.content import Content, Message
    from bot.core.decision import Decision
    from bot.core.situations import Situation


class FeedbackState(StrEnum):
    """What was made of it."""

    OPEN = "open"
    PLANNED = "planned"
    DONE = "done"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One wish or complaint.

    `revision` is that of the message whose text this is, and `at` when it was written. `text` is kept sealed; empty
    where the message is gone, its member was erased, or it is kept no longer. `note`: a moderator's, on closing it.
    `forwarded_to`: the channel that it is passed on to, as the policy names it, empty for none; by its own name once it
    is there. `posted`: where it stands there, `channel/id`. `version` rises with each change. `number` is given by the
    ledger, from 1 without gaps.
    """

    community: str
    message: Message
    member: str
    situation: Situation
    language: str
    at: datetime
    changed_at: datetime
    revision: int = 0
    text: str = ""
    state: FeedbackState = FeedbackState.OPEN
    note: str = ""
    forwarded_to: str = ""
    posted: str = ""
    version: int = 1
    number: int = 0


def says_anew(content: Content, known: Feedback) -> bool:
    """Tell whether a content is a later word of its author's than what was entered. Who was erased stays so."""
    return content.author.id == known.member and content.revision > known.revision and content.text != known.text


def is_left_standing(decision: Decision) -> bool:
    """Tell whether nobody takes the message away, or is asked to: what attacks somebody is no feedback to pass on."""
    asked = [each for one in decision.actions if isinstance(one, Escalate) for each in one.proposals]
    return all(isinstance(each, Nudge | SuppressEmbeds) for each in (*automatic(decision.actions), *asked))


def effect_on(entry: Feedback, kind: EffectKind) -> Effect:
    """Return the effect that passes an entry on as it is now, or takes that away. It belongs to no case."""
    return Effect(
        key=f"{entry.community}/feedback/{entry.number}/{entry.version}/{kind}",
        community=entry.community,
        case=0,
        batch=0,
        kind=kind,
        message=entry.message,
        member=entry.member,
    )


def changed(entry: Feedback, at: datetime, **changes: object) -> Feedback:
    """Return the entry with these changes, made at a moment."""
    return replace(entry, changed_at=at, version=entry.version + 1, **changes)  # type: ignore[arg-type]  # by field


def headline(entry: Feedback) -> str:
    """Return by what an entry is known wherever it stands, such as `Complaint 12 (da)`."""
    return f"{str(entry.situation).capitalize()} {entry.number} ({entry.language})"


def passed_on(head: str, quotation: str) -> str:
    """Return what is posted where an entry is passed on: its headline with a link, and what the member wrote."""
    return f"{head}\n{quotation}"


def quoted(text: str) -> str:
    """Put the mark of a quotation before each line."""
    return "\n".join(f"> {each}" for each in text.splitlines() or [""])
