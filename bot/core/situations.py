"""Situations: what a message asks of the community, one playbook of the voice for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mood(StrEnum):
    """How the writer of a message seems to feel; the tone of the answer goes by it."""

    CALM = "calm"
    HAPPY = "happy"
    ANGRY = "angry"


class Situation(StrEnum):
    """What is to be answered. The names are those of the playbooks in the voice file.

    question to praise: what members write · welcome: a newcomer's first post · conflict: members against each other
    · nudge to block: what was done about a message · appeal_granted, appeal_denied: how an appeal ended · crisis: a
    statement while more is not known
    """

    QUESTION = "question"
    COMPLAINT = "complaint"
    WISH = "wish"
    PRAISE = "praise"
    WELCOME = "welcome"
    CONFLICT = "conflict"
    NUDGE = "nudge"
    HIDE_NOTICE = "hide_notice"
    WARNING = "warning"
    BLOCK = "block"
    APPEAL_GRANTED = "appeal_granted"
    APPEAL_DENIED = "appeal_denied"
    CRISIS = "crisis"


# What members want, whatever was decided about their message: criticism is passed on, never belittled.
FEEDBACK = frozenset({Situation.COMPLAINT, Situation.WISH})
# What was done about a message. People wrote what is said about it; a language model never does.
MEASURES = frozenset(
    {
        Situation.NUDGE,
        Situation.HIDE_NOTICE,
        Situation.WARNING,
        Situation.BLOCK,
        Situation.APPEAL_GRANTED,
        Situation.APPEAL_DENIED,
    }
)
# What is not said while there is a crisis.
CHEERFUL = frozenset({Situation.PRAISE, Situation.WELCOME})


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a message is about: its situation, None for nothing that is to be answered, and why that was found.

    `language`: that of the message, a code such as `nb`. `addressed`: it speaks to the community, not to a member.
    `is_sure`: sure enough to offer a reply; what isn't may still be counted and passed on.
    """

    situation: Situation | None
    language: str
    reasons: tuple[str, ...]
    addressed: bool = False
    mood: Mood = Mood.CALM
    is_sure: bool = True
