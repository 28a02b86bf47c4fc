"""The figures by which a head is judged."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BINS = 10
_Z = 1.959964
_DRAWS = 500


def area(targets: NDArray[np.int8], scores: NDArray[np.float64]) -> float:
    """Return the area under the ROC curve."""
    return float(roc_auc_score(targets, scores))


def average_precision(targets: NDArray[np.int8], scores: NDArray[np.float64]) -> float:
    """Return the average precision."""
    return float(average_precision_score(targets, scores))


def recall_at_precision(targets: NDArray[np.int8], scores: NDArray[np.float64], precision: float) -> float:
    """Return the highest recall of any threshold with at least that precision; 0 where none has it."""
    precisions, recalls, _ = precision_recall_curve(targets, scores)
    return float(recalls[precisions >= precision].max())


def threshold_at_precision(targets: NDArray[np.int8], scores: NDArray[np.float64], precision: float) -> float:
    """Return the lowest threshold with at least that precision; 1 where none has it."""
    precisions, _, thresholds = precision_recall_curve(targets, scores)
    return float(thresholds[precisions[:-1] >= precision].min(initial=1.0))


def calibration_error(targets: NDArray[np.int8], scores: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the expected calibration error over ten bins of equal width, rows weighted."""
    bins = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(bins, weights=weights * (scores - targets), minlength=_BINS)
    return float(np.abs(gaps).sum() / weights.sum())


def area_interval(targets: NDArray[np.int8], scores: NDArray[np.float64]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the area under the ROC curve; the same rows give the same interval."""
    random = np.random.default_rng(0)
    drawn = [random.integers(0, len(targets), len(targets)) for _ in range(_DRAWS)]
    areas = [area(targets[rows], scores[rows]) for rows in drawn if 0 < targets[rows].sum() < len(rows)]
    low, high = np.quantile(areas, (0.025, 0.975))
    return float(low), float(high)


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share."""
    share, z2 = hits / count, _Z * _Z
    middle = share + z2 / (2 * count)
    half = _Z * math.sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    return max(0.0, (middle - half) / (1 + z2 / count)), min(1.0, (middle + half) / (1 + z2 / count))
