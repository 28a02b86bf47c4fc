"""How far an exported network is from what it was made of, on the same texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.core.signals import Score

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.classifiers.model import Model
    from bot.core.labels import Label

    Table = NDArray[np.float64]

_TEXTS_AT_ONCE = 256
# The bot compares scores with thresholds rounded to so many decimals.
_DECIMALS = 4


class RefusedExportError(Exception):
    """The exported network differs too much from Detoxify; the message says by how much. Nothing was put in place."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How one label's scores differ: on average, at most, and Spearman's rank correlation where there is one."""

    mean: float
    largest: float
    rank: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """What one set of texts showed. `changed`: texts that a threshold would judge otherwise.

    `by_threshold`: the same for each label and threshold alone, such as `toxicity 0.8`.
    """

    texts: int
    drift: Mapping[str, Drift]
    changed: int
    by_threshold: Mapping[str, int]

    @property
    def share(self) -> float:
        """Return the share of texts that would be judged otherwise."""
        return self.changed / self.texts

    @property
    def largest(self) -> float:
        """Return the largest difference of any label's scores."""
        return max(each.largest for each in self.drift.values())


def table_of(
    model: Model, texts: Sequence[str], labels: Sequence[Label], watch: Callable[[int], None] | None = None
) -> Table:
    """Return texts x labels of scores; `watch` hears how many texts are done. Raises RefusedExportError."""
    rows: list[list[float]] = []
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        try:
            batch = model.score_batch(texts[start : start + _TEXTS_AT_ONCE])
        except ValueError as error:
            raise RefusedExportError(
                f"{model.name} gives no probability for some text. Nothing was put in place."
            ) from error
        for scores in batch:
            found = [scores[label] for label in labels]
            rows.append([each.value for each in found if isinstance(each, Score)])
        if watch:
            watch(len(rows))
    return np.array(rows)


def compare(
    before: Table, after: Table, labels: Sequence[Label], thresholds: Mapping[Label, Sequence[float]]
) -> Measured:
    """Compare two tables of scores of the same texts."""
    drift = {
        str(label): Drift(
            float(np.abs(after[:, column] - before[:, column]).mean()),
            float(np.abs(after[:, column] - before[:, column]).max()),
            _rank_correlation(before[:, column], after[:, column]),
        )
        for column, label in enumerate(labels)
    }
    otherwise = {
        f"{label} {at:g}": _is_over(before[:, column], at) != _is_over(after[:, column], at)
        for column, label in enumerate(labels)
        for at in thresholds.get(label, ())
    }
    any_of_them = np.zeros(len(before), bool)
    for each in otherwise.values():
        any_of_them |= each
    by_threshold = {name: int(each.sum()) for name, each in otherwise.items()}
    return Measured(len(before), drift, int(any_of_them.sum()), by_threshold)


def _is_over(scores: Table, threshold: float) -> NDArray[np.bool_]:
    return np.round(scores, _DECIMALS) >= threshold


def _rank_correlation(before: Table, after: Table) -> float | None:
    ranks = _ranks(before), _ranks(after)
    if any(each.std() == 0 for each in ranks):
        return None
    return float(np.corrcoef(*ranks)[0, 1])


def _ranks(values: Table) -> Table:
    """Return each value's place in rising order; equal ones share the middle of their places."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[which]
