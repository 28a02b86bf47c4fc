"""The rows that a calibration is fitted to, by label and language, and what comes of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.classifiers.calibration import ALL_LANGUAGES, curve_record
from bot.classifiers.calibration_fit import FEWEST_OF_A_KIND, FEWEST_ROWS, fit, fold_of, is_enough
from bot.core.labels import Label
from bot.core.signals import Score
from bot.reports.calibration import Calibrated, TooFew, calibration_record, quality

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from bot.classifiers.calibration_fit import Fit
    from bot.cli.models_rows import Row
    from bot.core.signals import Scores
    from bot.reports.thresholds import Threshold

LEAST = f"at least {FEWEST_ROWS} judged rows, {FEWEST_OF_A_KIND} of them positive and {FEWEST_OF_A_KIND} not"


@dataclass(slots=True)
class _Column:
    """The scored rows of one label, and no text of them. `drawn`: not there because the label's score was high."""

    raw: list[float] = field(default_factory=list)
    truth: list[bool] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    drawn: list[bool] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Arrays:
    raw: NDArray[np.float64]
    truth: NDArray[np.bool_]
    folds: NDArray[np.intp]
    drawn: NDArray[np.bool_]

    def at(self, mask: NDArray[np.bool_]) -> _Arrays:
        return _Arrays(self.raw[mask], self.truth[mask], self.folds[mask], self.drawn[mask])

    def fit(self) -> Fit | None:
        """Return the curve; None where rows are too few, or too few show what lies below the rules' thresholds."""
        if not is_enough(self.truth) or int(self.drawn.sum()) < FEWEST_ROWS:
            return None
        return fit(self.raw, self.truth, self.folds)


class CalibrationBuilder:
    """Takes judged and scored rows one by one, and fits a curve wherever there are enough."""

    def __init__(self, thresholds: Mapping[Label, Threshold]) -> None:
        self._thresholds = thresholds
        self._columns: defaultdict[Label, _Column] = defaultdict(_Column)
        self.parts: list[Calibrated] = []
        self.few: list[TooFew] = []
        self.fits: dict[tuple[Label, str], Fit] = {}

    def add(self, row: Row, language: str, scores: Scores, *, drawn: bool) -> None:
        """Count one row; `drawn`: it is no verdict on a message that was flagged."""
        for label, truth in row.targets.items():
            score = scores.get(label)
            if isinstance(score, Score):
                column = self._columns[label]
                column.raw.append(score.value)
                column.truth.append(truth)
                column.folds.append(fold_of(row.text))
                column.languages.append(language)
                column.drawn.append(drawn)

    def fit_all(self) -> None:
        """Fit every label that has enough rows, on all of them and in each language."""
        for label in Label:
            if label in self._columns:
                self._fit_label(label, self._columns[label])

    def base_rate(self, language: str) -> float | None:
        """Return the share of toxic rows in a language, else in all; None without one of either kind."""
        column = self._columns[Label.TOXICITY]
        of_all, here = np.array(column.truth), np.array(column.languages) == language
        for truth in (of_all[here], of_all):
            if truth.size and 0 < truth.mean() < 1:
                return float(truth.mean())
        return None

    def aim(self, base: float) -> None:
        """Turn every curve to a community where so many messages are toxic; other labels grow rare as toxicity does."""
        for (label, language), each in self.fits.items():
            rate = self.base_rate(language)
            if rate is not None:
                shift = _log_odds(base) - _log_odds(rate)
                self.fits[label, language] = replace(each, curve=each.curve.shifted(shift))

    def figures(self) -> dict[str, dict[str, dict[str, object]]]:
        """Return all figures for programs, by label and language, and with them each curve."""
        record = calibration_record(self.parts)
        for (label, language), each in self.fits.items():
            record[label][language]["curve"] = curve_record(each.curve)
        return record

    def _fit_label(self, label: Label, column: _Column) -> None:
        rows = _Arrays(*map(np.array, (column.raw, column.truth, column.folds, column.drawn)))
        everything = rows.fit()
        if everything is None:
            self.few.append(TooFew(label, rows.truth.size, int(rows.truth.sum())))
            return
        self.fits[label, ALL_LANGUAGES] = everything
        self.parts.append(self._part(label, ALL_LANGUAGES, rows, everything, everything.method))
        for language, mask in _by_language(column.languages):
            here = rows.at(mask)
            own = here.fit() if language != "und" else None
            if own is not None:
                self.fits[label, language] = own
            used = own or replace(everything, held=everything.held[mask])
            self.parts.append(self._part(label, language, here, used, own.method if own else ""))

    def _part(self, label: Label, language: str, rows: _Arrays, used: Fit, method: str) -> Calibrated:
        threshold = self._thresholds.get(label)
        return Calibrated(
            label=label,
            language=language,
            rows=rows.truth.size,
            positives=int(rows.truth.sum()),
            method=method,
            before=quality(rows.truth, rows.raw, threshold),
            after=quality(rows.truth, used.held, threshold),
            threshold=threshold,
            meant=used.curve.of(threshold.value) if threshold else None,
        )


def _log_odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _by_language(languages: list[str]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Yield each language with its rows, the most common first."""
    given = np.array(languages)
    names, counts = np.unique(given, return_counts=True)
    for name in names[np.argsort(-counts, kind="stable")].tolist():
        yield name, given == name
