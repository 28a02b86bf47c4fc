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
_PULL_TO_ONE = 1e-3


class Calibration(NamedTuple):
    """`logit = intercept + sum of slope x how far the raw logit reaches into each piece between `KNOTS`."""

    slopes: NDArray[np.float64]
    intercept: float

    def probabilities(self, raw: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the calibrated probability of each raw logit; it never falls where the logit rises."""
        return np.asarray(expit(reaches(raw) @ self.slopes + self.intercept))


def reaches(raw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rows x pieces: how far each raw logit reaches into each piece, counted from 0."""
    inner = np.clip(raw[:, None], KNOTS[:-1], KNOTS[1:])
    return np.asarray(inner - np.maximum(np.array(KNOTS[:-1]), 0) - np.minimum(np.array(KNOTS[1:]), 0))


def fit_calibration(raw: NDArray[np.float64], targets: NDArray[np.int8], weights: NDArray[np.float64]) -> Calibration:
    """Fit slopes and intercept to weighted rows by logistic loss, each slope at least 0.2 so that order is kept."""
    design = np.column_stack((reaches(raw), np.ones(len(raw))))
    share = weights / weights.sum()

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = design @ parameters
        pull = parameters[:-1] - 1
        value = float(share @ (np.logaddexp(0, z) - targets * z)) + _PULL_TO_ONE * float(pull @ pull) / 2
        gradient = design.T @ (share * (expit(z) - targets))
        gradient[:-1] += _PULL_TO_ONE * pull
        return value, gradient

    pieces = len(KNOTS) - 1
    bounds = [(_SMALLEST_SLOPE, None)] * pieces + [(None, None)]
    start = np.append(np.ones(pieces), 0.0)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return Calibration(best.x[:-1], float(best.x[-1]))


def chat_weights(
    targets: NDArray[np.int8], trust: NDArray[np.float64], is_chat: NDArray[np.bool_], *, positives: float, chat: float
) -> NDArray[np.float64]:
    """Share out trust so that `positives` of it is positive and `chat` of the harmless part is real work chat."""
    positive = targets == 1
    weights = np.empty(len(targets))
    for rows, mass in (
        (positive, positives),
        (~positive & is_chat, (1 - positives) * chat),
        (~positive & ~is_chat, (1 - positives) * (1 - chat)),
    ):
        weights[rows] = mass * trust[rows] / trust[rows].sum()
    return weights
