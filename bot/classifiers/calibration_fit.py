"""Fits what scores mean to rows that people judged. numpy alone: scikit-learn would be 336 MB for two short fits.

No smaller library has both, and each is a few lines: a logistic regression on one number, and the pooling of
neighbours until shares rise.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.classifiers.calibration import Curve, logit, probability

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]
    Truth = NDArray[np.bool_]

FEWEST_ROWS, FEWEST_OF_A_KIND = 50, 10
# From here on the data says more than two numbers can.
_MANY_ROWS, _MANY_OF_A_KIND = 1000, 100
# How strongly slope and intercept are pulled to those of a classifier that is right; a pull of 5 left a classifier
# that is far off uncorrected below 1,000 rows (error .05 at 300 rows, with 1 it is .026).
_PULL = 1.0
# So many rows' worth of pull of a block's share to the line's.
_BLOCK_PULL = 4.0
_SMALLEST_SLOPE = 0.05
_FOLDS = 5
_STEPS = 50
# Scores are compared with 4 decimals, so a row's may be off by half of the last.
_ROUNDING = 5e-5


@dataclass(frozen=True, slots=True)
class Fit:
    """A curve, and what it gives for each of its own rows when they had no part in it (`held`).

    `method`: `isotonic`, or `Platt` where rows are few.
    """

    curve: Curve
    method: str
    held: Scores


def is_enough(truth: Truth) -> bool:
    """Tell whether there are enough rows, and of either kind, for any fit."""
    return truth.size >= FEWEST_ROWS and _rarer(truth) >= FEWEST_OF_A_KIND


def fit(raw: Scores, truth: Truth, folds: NDArray[np.intp]) -> Fit:
    """Fit a curve to raw scores, 0 to 1, and what is true; `folds`: each row's, as from `fold_of`."""
    raw = np.clip(raw, _ROUNDING, 1 - _ROUNDING)
    isotonic = truth.size >= _MANY_ROWS and _rarer(truth) >= _MANY_OF_A_KIND
    make = _isotonic if isotonic else _platt
    held = np.empty_like(raw)
    for fold in np.unique(folds):
        out = folds == fold
        # Rows that are all in one fold leave nothing to learn from but the pull.
        held[out] = make(raw[~out], truth[~out])(raw[out])
    return Fit(make(raw, truth), "isotonic" if isotonic else "Platt", held)


def fold_of(text: str) -> int:
    """Return which of five parts a text belongs to, the same for texts that repeat each other."""
    return zlib.crc32(" ".join(text.casefold().split()).encode("utf-8", "surrogatepass")) % _FOLDS


def _rarer(truth: Truth) -> int:
    positives = int(truth.sum())
    return min(positives, truth.size - positives)


def _platt(raw: Scores, truth: Truth) -> Curve:
    """Fit slope and intercept by logistic loss and Newton's steps, pulled to 1 and 0."""
    design = np.column_stack((logit(raw), np.ones(raw.size)))
    at = wanted = np.array([1.0, 0.0])

    def loss(factors: Scores) -> float:
        z = design @ factors
        return float((np.logaddexp(0, z) - truth * z).sum() + _PULL * ((factors - wanted) ** 2).sum() / 2)

    for _ in range(_STEPS):
        p = probability(design @ at)
        down = design.T @ (p - truth) + _PULL * (at - wanted)
        step = np.linalg.solve((design * (p * (1 - p))[:, None]).T @ design + _PULL * np.eye(2), down)
        while loss(at - step) > loss(at) and np.abs(step).max() > 1e-9:
            step = step / 2
        at = at - step
        if np.abs(step).max() < 1e-9:
            break
    slope, intercept = map(float, at)
    if slope < _SMALLEST_SLOPE:  # it ranks no better than chance here: order is kept, and all get about the base rate
        share = (truth.sum() + 1) / (truth.size + 2)
        middle = float(np.median(design[:, 0]))
        return Curve((middle,), (float(np.log(share / (1 - share))),), _SMALLEST_SLOPE)
    return Curve((0.0,), (intercept,), slope)


def _isotonic(raw: Scores, truth: Truth) -> Curve:
    """Pool neighbours until shares rise, and join the middles of the blocks; beyond the outer ones as `_platt` does.

    A block's share is pulled to the line's, so that no block is surely 0 or 1.
    """
    line = _platt(raw, truth)
    order = np.argsort(raw, kind="stable")
    values, first = np.unique(raw[order], return_index=True)  # equal scores are one block from the start
    sizes = np.diff(np.append(first, raw.size)).astype(np.float64)
    shares = np.add.reduceat(truth[order].astype(np.float64), first) / sizes
    sums = np.column_stack((sizes, sizes * shares, sizes * logit(values), sizes * line(values)))
    blocks = _pooled(sums, pull=0.0)
    blocks = _pooled(blocks, pull=_BLOCK_PULL)
    given = _shares(blocks, _BLOCK_PULL)
    return Curve(tuple((blocks[:, 2] / blocks[:, 0]).tolist()), tuple(logit(given).tolist()), line.slope)


def _pooled(sums: Scores, pull: float) -> Scores:
    """Join neighbouring blocks until each one's share is above the one before. Columns are sums over the rows."""
    blocks: list[Scores] = []
    for each in sums:
        block = each
        while blocks and _shares(blocks[-1], pull) >= _shares(block, pull):
            block = blocks.pop() + block
        blocks.append(block)
    return np.array(blocks)


def _shares(sums: Scores, pull: float) -> Scores:
    """Return the share of positives, with `pull` more rows for which the line is right."""
    size, positives, _, line = np.moveaxis(sums, -1, 0)
    return np.asarray((positives + pull * line / size) / (size + pull))
