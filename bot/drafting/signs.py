"""What is seen in a message: which kinds of cues its sentences hold, and whom they speak to."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.drafting.cues import cues_of
from bot.drafting.reading import MENTION, folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.drafting.reading import Sentence

# Beside the kinds of cues: how a sentence ends, and whom it is for.
QUESTION_MARK = "?"
EXCLAMATION = "!"
TO_MEMBER = "member"
# What is said of a thing that nobody names, and of what it did.
FLAW = "flaw"
DECEIT = "deceit"
HARM = "harm"
ADDRESSED = "addressed"
# Looked for in what is nothing by all else, and so in no sentence before.
_APART = frozenset({FLAW, DECEIT, HARM})

_ONE = re.compile(rf"(?<!@){MENTION}(?!@)")
_FIRST = re.compile(r"^([^\W\d_][\w'-]+), ")
_LAST = re.compile(r", ([^\W\d_][\w'-]+)[\s.!?]*$")


def signs_of(sentence: Sentence, language: str) -> frozenset[str]:
    """Return the kinds of cues in a sentence, and who it speaks to, where it says so."""
    cues = {kind: pattern for kind, pattern in cues_of(language).items() if kind not in _APART}
    text = sentence.text
    found = {kind for kind, pattern in cues.items() if pattern.search(text)}
    if (point := without_filler(text, language)) != text:
        found |= {kind for kind, pattern in cues.items() if kind not in found and pattern.search(point)}
    # A fault that wronged somebody is one thing, not two.
    if "wrong" in found:
        found -= {"fault", "loss"}
    elif "fault" in found:
        found -= {"loss"}
    if sentence.asks:
        found.add(QUESTION_MARK)
    elif sentence.shouts:
        found.add(EXCLAMATION)
    if _ONE.search(text) or _calls_by_name(sentence, language):
        found.add(TO_MEMBER)
    return frozenset(found)


def cues_in(text: str, languages: Iterable[str], *kinds: str) -> set[str]:
    """Return the different cues of these kinds that a folded text holds, in any of these languages."""
    patterns = [cues_of(language)[kind] for language in languages for kind in kinds]
    return {found[0] for pattern in patterns for found in pattern.finditer(text)}


def without_filler(text: str, language: str) -> str:
    """Return a folded sentence from where it comes to the point; a greeting alone stays."""
    return _filler(language).sub("", text, count=1) or text


def _calls_by_name(sentence: Sentence, language: str) -> bool:
    cues = cues_of(language)
    found = (pattern.search(sentence.raw) for pattern in (_FIRST, _LAST))
    names = (each[1] for each in found if each and each[1][0].isupper() and not each[1].isupper())
    return any(not any(cues[kind].search(folded(name)) for kind in _NO_NAMES) for name in names)


# A capital and a comma make a name, unless the word is one of these.
_NO_NAMES = ("filler", "all", "us", "thing", "greeting", "thanks", "good", "bad", "elsewhere", "rhetorical", "asks")


@cache
def _filler(language: str) -> re.Pattern[str]:
    cues = cues_of(language)
    words, group = cues["filler"].pattern, cues["all"].pattern
    return re.compile(rf"^(?:{words}(?: {group})?(?:[,:.!\- ]+|$))+|^(?:{group}[,:]+ )")
