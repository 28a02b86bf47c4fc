"""How alike two texts are, by the letters that they share: holds for inflected and compounded words too."""

from __future__ import annotations

import re
import unicodedata

_NO_LETTER = re.compile(r"[\W_]+")
_SIZE = 3
# Two replies that are as like as this say the same in other words.
PARAPHRASE = 0.6


def words(text: str) -> list[str]:
    """Return the words of a text, its capitals and signs set aside."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return [each for each in _NO_LETTER.split(folded) if each]


def grams(text: str) -> frozenset[str]:
    """Return every three letters in a row within the words of a text, its capitals and signs set aside."""
    marked = (f"<{each}>" for each in words(text))
    return frozenset(word[at : at + _SIZE] for word in marked for at in range(max(1, len(word) - _SIZE + 1)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the grams of both that they have in common (Jaccard), from 0 to 1; 0 where both are empty."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0
