"""Finds the FAQ entry that answers a message, and the texts nearest to another: BM25 over the letters within words.

Three to five letters in a row are what inflected and compounded words share with their stems. A score is the share of
the query's own weight that a document answers, from 0 to 1, whatever the length of the query.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.core.likeness import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.core.voice import FaqEntry

    # What of a word is compared: its letters, or for comparison the whole word.
    Units = Callable[[str], Iterable[str]]

_STOP_WORDS = Path(__file__).parent / "stop_words"
_SHORTEST, _LONGEST = 3, 5
_SATURATION, _LENGTH = 1.2, 0.75  # k1 and b of BM25, at their usual values
_QUESTION_COUNTS = 2
# What is asked is asked in few words; more would only cost time.
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Found:
    """The entry that fits best, None where nothing is shared; how well it fits, and how well the next one does."""

    entry: FaqEntry | None
    score: float = 0.0
    runner_up: float = 0.0


@dataclass(frozen=True, slots=True)
class Near:
    """A text that is like another: its place among those that were given, and how like it is."""

    place: int
    score: float


def letters(word: str) -> tuple[str, ...]:
    """Return every three to five letters in a row of a word, its beginning and end marked."""
    marked = f"<{word}>"
    sizes = range(_SHORTEST, _LONGEST + 1)
    return tuple(marked[at : at + size] for size in sizes for at in range(len(marked) - size + 1))


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words of a language that say nothing of what a text is about; none for a language without a list."""
    path = _STOP_WORDS / f"{language}.txt"
    known = language.isalpha() and path.is_file()
    return frozenset(words(path.read_text(encoding="utf-8"))) if known else frozenset()


class FaqIndex:
    """The FAQ by language. Neither the order of the entries nor chance changes what is found."""

    def __init__(self, entries: Iterable[FaqEntry], units: Units = letters) -> None:
        by_language: defaultdict[str, list[FaqEntry]] = defaultdict(list)
        for entry in entries:
            by_language[entry.language].append(entry)
        self._shelves = {language: _Shelf(each, language, units) for language, each in by_language.items()}

    def find(self, text: str, language: str) -> Found:
        """Return the entry in this language that fits a text best."""
        shelf = self._shelves.get(language)
        return shelf.find(text) if shelf else Found(None)


class NearestTexts:
    """Any texts of one language, such as messages whose replies were approved."""

    def __init__(self, texts: Iterable[str], language: str = "") -> None:
        self._terms = _Terms(language, letters)
        self._index = _Bm25([Counter(self._terms.all_of(text)) for text in texts])

    def find(self, text: str, most: int = 3) -> tuple[Near, ...]:
        """Return the places of the texts most like this one, the likest first; of equals, what was given first."""
        shares = self._index.shares(self._terms.asked_by(text))
        return tuple(Near(place, float(shares[place])) for place in _best(shares, most) if shares[place])


class _Shelf:
    """The entries of one language."""

    def __init__(self, entries: Sequence[FaqEntry], language: str, units: Units) -> None:
        self._entries = sorted(entries, key=lambda each: (each.id, each.hash))
        self._terms = _Terms(language, units)
        self._index = _Bm25([self._weighed(each) for each in self._entries])
        # Where two entries are asked the same, the first is found.
        asked = [(tuple(words(each)), place) for place, entry in enumerate(self._entries) for each in entry.questions]
        self._asked = {said: place for said, place in reversed(asked) if said}

    def _weighed(self, entry: FaqEntry) -> Counter[str]:
        counts = Counter(self._terms.all_of(entry.answer))
        for unit in self._terms.all_of("\n".join(entry.questions)):
            counts[unit] += _QUESTION_COUNTS
        return counts

    def find(self, text: str) -> Found:
        shares = self._index.shares(self._terms.asked_by(text))
        said = tuple(words(text))
        if said in self._asked:
            shares[self._asked[said]] = 1.0
        best, *others = _best(shares, 2)
        if not shares[best]:
            return Found(None)
        return Found(self._entries[best], float(shares[best]), *(float(shares[each]) for each in others))


class _Terms:
    """What of a text is compared: the units of its words, stop words left out."""

    def __init__(self, language: str, units: Units) -> None:
        self._stop, self._units = stop_words(language), units

    def all_of(self, text: str) -> list[str]:
        return [unit for word in words(text) if word not in self._stop for unit in self._units(word)]

    def asked_by(self, text: str) -> dict[str, None]:
        """Return each unit of a query once. In the order of the text, so that sums are the same in every process."""
        telling = dict.fromkeys(word for word in words(text) if word not in self._stop)
        return dict.fromkeys(unit for word in list(telling)[:_MOST_WORDS] for unit in self._units(word))


class _Bm25:
    """Documents as counts of units; for each unit, what it adds to the score of which document."""

    def __init__(self, documents: Sequence[Mapping[str, int]]) -> None:
        lengths = [sum(each.values()) for each in documents]
        mean = (sum(lengths) / len(lengths) if lengths else 0.0) or 1.0
        holders = Counter(unit for each in documents for unit in each)
        self._count = len(documents)
        self._rarity = {unit: self._rarity_of(held) for unit, held in holders.items()}
        self._unknown = self._rarity_of(0)
        adds: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, (document, length) in enumerate(zip(documents, lengths, strict=True)):
            slack = _SATURATION * (1 - _LENGTH + _LENGTH * length / mean)
            for unit, count in document.items():
                adds[unit].append((place, self._rarity[unit] * count / (count + slack)))
        # All units in one column, since thousands of short ones take long to make. No unit has a place twice.
        self._places = np.array([place for each in adds.values() for place, _ in each], np.intp)
        self._adds = np.array([add for each in adds.values() for _, add in each], np.float64)
        ends = accumulate(map(len, adds.values()))
        self._spans = {unit: slice(end - len(each), end) for (unit, each), end in zip(adds.items(), ends, strict=True)}

    def _rarity_of(self, held: int) -> float:
        return math.log1p((self._count - held + 0.5) / (held + 0.5))

    def shares(self, query: Iterable[str]) -> NDArray[np.float64]:
        """Return for each document which share of the query's weight it answers. What none holds weighs most."""
        scores, weight = np.zeros(self._count), 0.0
        for unit in query:
            weight += self._rarity.get(unit, self._unknown)
            if span := self._spans.get(unit):
                scores[self._places[span]] += self._adds[span]
        return scores / weight if weight else scores


def _best(shares: NDArray[np.float64], most: int) -> list[int]:
    """Return the places with the highest shares; of equals, the first."""
    return [int(each) for each in np.argsort(-shares, kind="stable")[:most]]
