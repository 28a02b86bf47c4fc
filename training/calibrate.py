"""Turns raw logits into probabilities by a rising line of a few pieces, fitted on texts that the heads never saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The ends stand for "and beyond"; a raw logit never gets near them.
KNOTS = (-40.0, -3.0, -1.0, 1.0, 3.0, 5.0, 40.0)
_SMALLEST_SLOPE = 0.2
# So many rows' worth of pull to what the line looks like elsewhere.
_PULL = 10.0


class Calibration(NamedTuple):
    """`logit = intercept + sum of slope x how far the raw logit reaches into each piece between `KNOTS`."""

    slopes: NDArray[np.float64]
    intercept: float

    def probabilities(self, raw: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the calibrated probability of each raw logit; it never falls where the logit rises."""
        return np.asarray(expit(reaches(raw) @ self.slopes + self.intercept))


PLAIN = Calibration(np.ones(len(KNOTS) - 1), 0.0)


def reaches(raw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rows x pieces: how far each raw logit reaches into each piece, counted from 0."""
    inner = np.clip(raw[:, None], KNOTS[:-1], KNOTS[1:])
    return np.asarray(inner - np.maximum(np.array(KNOTS[:-1]), 0) - np.minimum(np.array(KNOTS[1:]), 0))


def fit_calibration(
    raw: NDArray[np.float64], targets: NDArray[np.int8], weights: NDArray[np.float64], like: Calibration = PLAIN
) -> Calibration:
    """Fit slopes and intercept to weighted rows by logistic loss; where rows are few it stays close to `like`.

    Each slope is at least 0.2, so that order is kept.
    """
    wanted = np.append(like.slopes, like.intercept)
    best = fit_logistic(np.column_stack((reaches(raw), np.ones(len(raw)))), targets, weights, wanted, _SMALLEST_SLOPE)
    return Calibration(best[:-1], float(best[-1]))


def fit_logistic(
    design: NDArray[np.float64],
    targets: NDArray[np.int8],
    weights: NDArray[np.float64],
    wanted: NDArray[np.float64],
    smallest: float | None = None,
) -> NDArray[np.float64]:
    """Return the factors of the columns, the last one the intercept's, pulled to `wanted` as if by ten more rows."""
    share = weights / weights.sum()
    pull = _PULL / len(targets)

    def loss(factors: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = design @ factors
        away = factors - wanted
        value = float(share @ (np.logaddexp(0, z) - targets * z)) + pull * float(away @ away) / 2
        return value, design.T @ (share * (expit(z) - targets)) + pull * away

    bounds = [(smallest, None)] * (len(wanted) - 1) + [(None, None)]
    return np.asarray(minimize(loss, wanted, jac=True, method="L-BFGS-B", bounds=bounds).x)


def base_weights(targets: NDArray[np.int8], positives: float) -> NDArray[np.float64]:
    """Return a weight per row with which `positives` of the rows are positive."""
    share = float(targets.mean())
    return np.where(targets == 1, positives / share, (1 - positives) / (1 - share))
