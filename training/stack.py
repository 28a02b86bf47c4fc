"""What is done with the raw logits of both stages: weighed together and calibrated, per group of languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from training.calibrate import PLAIN, Calibration, base_weights, fit_calibration, fit_logistic
from training.languages import GROUPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

ENGLISH = 0
# How much the linear stage and the encoder count before any row is seen; the encoder's vocabulary is English.
STAGES = (0.5, 0.5)
STAGES_ABROAD = (0.7, 0.2)
# How much a row of work chat counts where the stages are weighed: what a community writes is far more like it than like
# the labelled sets, of which every fifth row is toxic.
_CHAT_COUNTS = 100.0
_LEAST_SLOPE = 0.05
# So many positive and harmless rows are needed to weigh the stages, and to calibrate.
_FEWEST_TO_WEIGH, _FEWEST = 150, 10


class Judged(NamedTuple):
    """Rows with known truth: targets (-1 where masked) and weights, both rows x heads, and each row's group."""

    targets: NDArray[np.int8]
    weights: NDArray[np.float64]
    groups: NDArray[np.int64]

    def only(self, rows: NDArray[np.bool_]) -> Judged:
        """Return some of the rows."""
        return Judged(self.targets[rows], self.weights[rows], self.groups[rows])


class Stack(NamedTuple):
    """Per group: how much each stage's logits count for each head (groups x inputs x heads), and the bias."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def raw(self, inputs: NDArray[np.float64], groups: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return rows x heads of weighed logits."""
        return np.asarray(np.einsum("ri,rih->rh", inputs, self.weights[groups]) + self.bias[groups])


def judged_alike(targets: NDArray[np.int8], groups: NDArray[np.int64]) -> Judged:
    """Weigh rows so that every group has the share of positives that English has, head by head."""
    weights = np.ones(targets.shape)
    for head in range(targets.shape[1]):
        known = targets[:, head] >= 0
        base = float(targets[known & (groups == ENGLISH), head].mean())
        for group in range(1, len(GROUPS)):
            rows = known & (groups == group)
            if _enough(targets[rows, head]):
                weights[rows, head] = base_weights(targets[rows, head], base)
    return Judged(targets, weights, groups)


def as_in_chat(judged: Judged, chat: NDArray[np.bool_]) -> Judged:
    """Let the rows of work chat count as much as a community's would; probabilities are fitted without this."""
    return judged._replace(weights=np.where(chat[:, None], _CHAT_COUNTS, 1.0) * judged.weights)


def fit_stack(inputs: NDArray[np.float64], judged: Judged) -> Stack:
    """Weigh the logits per group; a group of few rows stays close to `STAGES` or, but for English, `STAGES_ABROAD`."""
    design = np.column_stack((inputs, np.ones(len(inputs))))
    heads = judged.targets.shape[1]
    weights, bias = np.empty((len(GROUPS), inputs.shape[1], heads)), np.empty((len(GROUPS), heads))
    for head in range(heads):
        for group in range(len(GROUPS)):
            stages = STAGES if group == ENGLISH else STAGES_ABROAD
            like = np.append(np.outer(stages, np.eye(heads)[head]).ravel(), 0.0)
            rows = _known(judged, head, group)
            targets = judged.targets[rows, head]
            if _enough(targets, _FEWEST_TO_WEIGH):
                like = fit_logistic(design[rows], targets, judged.weights[rows, head], like)
            weights[group, :, head], bias[group, head] = like[:-1], like[-1]
    return Stack(weights, bias)


def levelled(stack: Stack, inputs: NDArray[np.float64], judged: Judged) -> Stack:
    """Bring each group's weighed logits back to the scale of the rows as they are, in the same order.

    Groups of few rows are calibrated like English, which holds only where its logits mean the same as theirs.
    """
    raw, weights, bias = stack.raw(inputs, judged.groups), stack.weights.copy(), stack.bias.copy()
    for group, head in np.ndindex(bias.shape):
        rows = _known(judged, head, group)
        targets = judged.targets[rows, head]
        if _enough(targets, _FEWEST_TO_WEIGH):
            design = np.column_stack((raw[rows, head], np.ones(int(rows.sum()))))
            slope, shift = fit_logistic(design, targets, judged.weights[rows, head], np.array([1.0, 0.0]), _LEAST_SLOPE)
            weights[group, :, head] *= slope
            bias[group, head] = slope * bias[group, head] + shift
    return Stack(weights, bias)


def fit_calibrations(raw: NDArray[np.float64], judged: Judged) -> list[list[Calibration]]:
    """Return groups x heads of calibrations, those of few rows close to English."""
    found: list[list[Calibration]] = []
    for group in range(len(GROUPS)):
        fitted = []
        for head in range(judged.targets.shape[1]):
            like = found[ENGLISH][head] if found else PLAIN
            rows = _known(judged, head, group)
            targets = judged.targets[rows, head]
            if _enough(targets):
                like = fit_calibration(raw[rows, head], targets, judged.weights[rows, head], like)
            fitted.append(like)
        found.append(fitted)
    return found


def _known(judged: Judged, head: int, group: int) -> NDArray[np.bool_]:
    return np.asarray((judged.targets[:, head] >= 0) & (judged.groups == group))


def _enough(targets: NDArray[np.int8], fewest: int = _FEWEST) -> bool:
    return fewest <= int((targets == 1).sum()) <= len(targets) - fewest
