"""What of a message the situation model counts: hashed letters within words, words, and pairs of words.

Training and serving share this one function. A feature's bucket depends on its letters alone, whatever the language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

from bot.drafting.reading import folded, said

BUCKETS = 1 << 16
SHORTEST, LONGEST = 2, 5
# What is said is said in so many words; more would only cost time.
_MOST_WORDS = 120

# Mentions, words, and the signs that tell a mood; a number is any number.
_TOKEN = re.compile(r"@{1,2}|[^\W_]+(?:'[^\W_]+)*|[?!]|[\u2190-\u2bff\U0001f000-\U0001faff]")
_DIGIT = re.compile(r"\d")


def words_of(text: str) -> tuple[str, ...]:
    """Return a message as the model reads it: folded words and signs, quotes, code and links left out."""
    return tuple(_TOKEN.findall(_DIGIT.sub("0", folded(said(text))))[:_MOST_WORDS])


def features(words: tuple[str, ...]) -> set[int]:
    """Return the buckets of all that a message holds."""
    found = set[int]().union(*map(of_word, words))
    found.update(map(of_pair, words, words[1:]))
    return found


@lru_cache(maxsize=50_000)
def of_word(word: str) -> tuple[int, ...]:
    """Return the buckets of a word and of every two to five letters in a row of it, its beginning and end marked."""
    marked = f"<{word}>"
    sizes = range(SHORTEST, LONGEST + 1)
    spans = (marked[at : at + size] for size in sizes for at in range(len(marked) - size + 1))
    return tuple(_bucket(each) for each in dict.fromkeys((f"={word}", *spans)))


def of_pair(one: str, other: str) -> int:
    """Return the bucket of two words in a row."""
    return _bucket(f"={one} {other}")


def _bucket(feature: str) -> int:
    return crc32(feature.encode("utf-8", "surrogatepass")) % BUCKETS
