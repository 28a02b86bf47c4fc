"""Lessons: decided drafts, kept with an admin's consent to learn from, slots in the place of what names a member."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.core.situations import Situation

# More of them, the newest, tell nothing new.
MOST_LESSONS = 2000
_PLACEHOLDER = re.compile(r"(\{\w+\})")
_MENTION = re.compile(r"<[@#!][^<>\s]*>|(?<!\w)@\w[\w.-]*")
_PART = re.compile(r"[^\W\d_]{3,}")
# A word of so many letters is a name with an ending too: `Karis`, of `Маша` `Маши`.
_INFLECTED = 4
_MOST_SIGNED_WORDS = 4
_VOWELS = "аяьйиоеыу"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What became of one draft. `moderator`: a key that tells moderators apart and nobody who they are.

    `offered`: what was proposed, kept with consent to learn from edits; `sent`: what was sent instead, empty where a
    moderator said no, and `why` they did. `question`: what it answered, kept with consent to serve as an example.
    """

    draft: int
    at: datetime
    situation: Situation
    language: str
    moderator: str
    template: str = ""
    cites: tuple[str, ...] = ()
    offered: str = ""
    sent: str = ""
    why: str = ""
    question: str = ""


def masked(text: str, slots: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return a text with `{slot}` for what was filled in, and for names in any case, inflected, in whole or in part.

    `names`: by the slot that stands for each.
    """
    for slot, value in sorted(slots.items(), key=lambda each: (-len(each[1]), each[0])):
        if value.strip():
            # A channel is mostly called by a word like any, but after a #.
            before = r"(?<=#)" if slot == "channel" else r"(?<![\w/=&-])"
            text = _swapped(text, re.compile(rf"{before}{re.escape(value.strip())}(?!\w)"), f"{{{slot}}}")
    for slot, name in names.items():
        for part in _parts(name):
            text = _swapped(text, re.compile(part, re.IGNORECASE), f"{{{slot}}}")
    return _swapped(text, _MENTION, "{user}")


def unsigned(text: str) -> str:
    """Leave out the last line where it is a signature."""
    body, line, last = text.rstrip().rpartition("\n")
    is_signature = bool(line) and last.lstrip()[:1] in set("–—-") and len(last.split()) <= _MOST_SIGNED_WORDS
    return body.rstrip() if is_signature else text.strip()


def _parts(name: str) -> Iterable[str]:
    """Return what finds a name and each part of it."""
    whole = name.strip()
    for word in dict.fromkeys(([whole] if len(whole) > 1 else []) + _PART.findall(whole)):
        inflects = len(word) >= _INFLECTED and word[-1].isalpha()
        stem = word.rstrip(_VOWELS) if inflects and len(word.rstrip(_VOWELS)) >= _INFLECTED - 1 else word
        yield rf"(?<!\w){re.escape(stem)}" + (r"\w{0,3}(?!\w)" if inflects else r"s?(?!\w)")


def _swapped(text: str, pattern: re.Pattern[str], put: str) -> str:
    """Put something for what is found outside of placeholders."""
    parts = _PLACEHOLDER.split(text)
    parts[::2] = [pattern.sub(put, each) for each in parts[::2]]
    return "".join(parts)
