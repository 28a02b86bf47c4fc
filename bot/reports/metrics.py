"""The figures by which a classifier is judged. numpy alone: scikit-learn would be 300 MB for three short sums."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Truth = NDArray[np.bool_]
    Scores = NDArray[np.float64]

_BINS = 10
_Z = 1.959964  # 95 %


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many. Of none there is no value, and no interval."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval."""
        if not self.of:
            return None
        share, z2 = self.hits / self.of, _Z * _Z
        middle = share + z2 / (2 * self.of)
        half = _Z * math.sqrt(share * (1 - share) / self.of + z2 / (4 * self.of * self.of))
        low, high = ((middle + side) / (1 + z2 / self.of) for side in (-half, half))
        return (low if self.hits else 0.0), (high if self.hits < self.of else 1.0)


def roc_auc(truth: Truth, scores: Scores) -> float | None:
    """Return how often a positive scores above a negative, a tie counting half; None without one of either."""
    positives = int(truth.sum())
    negatives = truth.size - positives
    if not positives or not negatives:
        return None
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    middle_ranks = np.cumsum(counts) - (counts - 1) / 2
    above = float(middle_ranks[place][truth].sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def average_precision(truth: Truth, scores: Scores) -> float | None:
    """Return the precision at each threshold, weighted by the recall it gains; equal scores are one threshold."""
    if not truth.any():
        return None
    values, place = np.unique(-scores, return_inverse=True)
    found = np.bincount(place, weights=truth, minlength=values.size)
    flagged = np.cumsum(np.bincount(place, minlength=values.size))
    return float((found * np.cumsum(found) / flagged).sum() / truth.sum())


def calibration_error(truth: Truth, scores: Scores) -> float | None:
    """Return the expected calibration error: how far scores are from shares in ten bins of equal width, by size."""
    if not truth.size:
        return None
    bins = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    return float(np.abs(np.bincount(bins, weights=scores - truth, minlength=_BINS)).sum() / truth.size)


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """What comes of flagging every score from a threshold on."""

    precision: Share
    recall: Share
    false_positives: Share

    @classmethod
    def of(cls, truth: Truth, scores: Scores, threshold: float) -> AtThreshold:
        """Count."""
        flagged = scores >= threshold
        right, positives = int((flagged & truth).sum()), int(truth.sum())
        wrong = int(flagged.sum()) - right
        return cls(Share(right, right + wrong), Share(right, positives), Share(wrong, truth.size - positives))

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None without a positive."""
        return 2 * self.precision.hits / (self.precision.of + self.recall.of) if self.recall.of else None
