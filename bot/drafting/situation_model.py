"""What a message reads like: the odds of each situation by a small linear model that training/situations.py makes.

It adds up weights of letters and words, of the kinds of cues in the message, and of its length. All weights are halves
in precision, so that their sums as doubles are exact, in whatever order and on whatever machine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.core.situations import Situation
from bot.drafting.situation_features import features, of_word

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

FILE = Path(__file__).with_name("situation_model.npz")
NONE = "none"
# Length says something too: chat is short, complaints are long.
SENTENCES, WORDS = "sentences", "words"
_MOST = {SENTENCES: 5, WORDS: 40}
_TOLD_WORDS = 2
_NAMED = {
    Situation.QUESTION: "a question to the community",
    Situation.COMPLAINT: "a complaint",
    Situation.WISH: "a wish",
    Situation.PRAISE: "praise",
    Situation.CONFLICT: "a conflict",
    Situation.WELCOME: "a newcomer's first words",
}


@dataclass(frozen=True, slots=True)
class Impression:
    """What a message of these words reads like: each label's log-odds, and how far they are above what it needs."""

    words: tuple[str, ...]
    odds: Mapping[str, float]
    above: Mapping[Situation, float]


class SituationModel:
    """Weights of hashed features and of signs for each situation and for none, scaled so that odds are calibrated."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self._labels = [str(each) for each in arrays["labels"]]
        self._weights = arrays["weights"].astype(np.float64)
        self._signs = dict(zip(map(str, arrays["signs"]), arrays["sign_weights"].astype(np.float64), strict=True))
        self._bias = arrays["bias"].astype(np.float64)
        self._least = dict(zip(self._labels, arrays["least"].astype(np.float64).tolist(), strict=True))

    def read(self, words: tuple[str, ...], signs: Collection[str], sentences: int) -> Impression:
        """Return what a message of these words, with these signs in so many sentences, reads like."""
        odds = self.odds(words, signs, sentences)
        above = {Situation(each): odds[each] - self._least[each] for each in self._labels if each != NONE}
        return Impression(words, odds, above)

    def told(self, read: Impression, situation: Situation) -> str:
        """Say how much a message reads like a situation, and by which of its words, without any of them."""
        share = 1 / (1 + math.exp(-read.odds[situation]))
        most = " and ".join(map(str, self._places(read.words, situation)))
        return f"it reads like {_NAMED[situation]} ({share:.2f}{f', most by word {most}' if most else ''})"

    def odds(self, words: tuple[str, ...], signs: Collection[str], sentences: int) -> dict[str, float]:
        """Return the log-odds of each label against all others."""
        sums = self._sums(words, signs, sentences).tolist()
        odds = {}
        for label, own in zip(self._labels, sums, strict=True):
            rest = [each for other, each in zip(self._labels, sums, strict=True) if other != label]
            top = max(rest)
            odds[label] = own - top - math.log(sum(math.exp(each - top) for each in rest))
        return odds

    def _sums(self, words: tuple[str, ...], signs: Collection[str], sentences: int) -> NDArray[np.float64]:
        found = features(words)
        ids = np.fromiter(found, np.int64, len(found))
        sums = self._weights[ids].sum(axis=0) / math.sqrt(max(len(found), 1)) + self._bias
        for each in sorted(signs):
            if each in self._signs:
                sums = sums + self._signs[each]
        for name, count in ((SENTENCES, sentences), (WORDS, len(words))):
            sums = sums + self._signs[name] * (min(count, _MOST[name]) / _MOST[name])
        return np.asarray(sums)

    def _places(self, words: tuple[str, ...], situation: str) -> tuple[int, ...]:
        """Return the places, counted from 1, of the words that speak most for a situation and against none."""
        one, none = self._labels.index(situation), self._labels.index(NONE)
        weighed = []
        for place, word in enumerate(words, 1):
            rows = self._weights[list(of_word(word))].sum(axis=0)
            weighed.append((float(rows[one] - rows[none]), -place))
        best = sorted((each for each in weighed if each[0] > 0), reverse=True)[:_TOLD_WORDS]
        return tuple(sorted(-place for _, place in best))


@cache
def shipped_model() -> SituationModel:
    """Return the model that ships, read once."""
    with np.load(FILE, allow_pickle=False) as arrays:
        return SituationModel({name: arrays[name] for name in arrays.files})
