"""How good a classifier is on rows that people judged: per label, in all, by language and by group."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bot.core.labels import Label
from bot.core.signals import Score
from bot.reports.metrics import AtThreshold, average_precision, calibration_error, roc_auc

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.signals import Scores
    from bot.reports.metrics import Share
    from bot.reports.thresholds import Threshold


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one label on some rows; None where the rows can't say. `rows` and `positives` were scored."""

    rows: int
    positives: int
    unscored: int
    auc: float | None
    average_precision: float | None
    calibration_error: float | None
    at_threshold: AtThreshold | None


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """One label: on all rows, and on those of each language and group by name. Without a rule, without a threshold."""

    label: Label
    threshold: Threshold | None
    all: Figures
    languages: Mapping[str, Figures]
    groups: Mapping[str, Figures]


@dataclass(slots=True)
class _Column:
    """The judged rows of one label in one part of the data."""

    truth: list[bool] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    unscored: int = 0

    def add(self, *, truth: bool, score: float | None) -> None:
        if score is None:
            self.unscored += 1
        else:
            self.truth.append(truth)
            self.scores.append(score)

    def figures(self, threshold: Threshold | None) -> Figures:
        truth, scores = np.array(self.truth, dtype=np.bool_), np.array(self.scores, dtype=np.float64)
        return Figures(
            rows=truth.size,
            positives=int(truth.sum()),
            unscored=self.unscored,
            auc=roc_auc(truth, scores),
            average_precision=average_precision(truth, scores),
            calibration_error=calibration_error(truth, scores),
            at_threshold=AtThreshold.of(truth, scores, threshold.value) if threshold and truth.size else None,
        )


class EvaluationBuilder:
    """Takes judged and scored rows one by one, and keeps no text of them."""

    def __init__(self, thresholds: Mapping[Label, Threshold]) -> None:
        self._thresholds = thresholds
        self._columns: defaultdict[tuple[Label, str, str], _Column] = defaultdict(_Column)

    def add(self, lang: str, group: str, targets: Mapping[Label, bool], scores: Scores) -> None:
        """Count one row. `group` is empty where the row names none."""
        for label, truth in targets.items():
            given = scores.get(label)
            score = given.value if isinstance(given, Score) else None
            for part in (("all", ""), ("lang", lang), ("group", group)):
                if part != ("group", ""):
                    self._columns[label, *part].add(truth=truth, score=score)

    def figures(self) -> list[LabelFigures]:
        """Return the figures of each label that was judged, in the labels' order."""
        judged = {label for label, *_ in self._columns}
        return [self._of(label) for label in Label if label in judged]

    def _of(self, label: Label) -> LabelFigures:
        threshold = self._thresholds.get(label)
        (everything,) = self._part(label, "all").values()
        return LabelFigures(label, threshold, everything, self._part(label, "lang"), self._part(label, "group"))

    def _part(self, label: Label, part: str) -> Mapping[str, Figures]:
        names = sorted(name for of, kind, name in self._columns if (of, kind) == (label, part))
        return {name: self._columns[label, part, name].figures(self._thresholds.get(label)) for name in names}


def evaluation_record(figures: list[LabelFigures]) -> dict[str, object]:
    """Return the figures for machines, by label: the same keys always, null where the rows can't say."""
    return {
        str(each.label): {
            "threshold": each.threshold.value if each.threshold else None,
            "threshold_from": each.threshold.origin if each.threshold else None,
            "all": _record(each.all),
            "languages": {name: _record(part) for name, part in each.languages.items()},
            "groups": {name: _record(part) for name, part in each.groups.items()},
        }
        for each in figures
    }


def share_record(share: Share | None) -> dict[str, object]:
    """Return a share with what it is of and its interval."""
    low, high = (share.interval if share else None) or (None, None)
    return {
        "value": rounded(share.value if share else None),
        "low": rounded(low),
        "high": rounded(high),
        "hits": share.hits if share else None,
        "of": share.of if share else None,
    }


def rounded(value: float | None) -> float | None:
    """Round a figure to the 4 decimals that scores have."""
    return None if value is None else round(value, 4)


def _record(figures: Figures) -> dict[str, object]:
    at = figures.at_threshold
    return {
        "rows": figures.rows,
        "positives": figures.positives,
        "unscored": figures.unscored,
        "auc": rounded(figures.auc),
        "average_precision": rounded(figures.average_precision),
        "f1": rounded(at.f1 if at else None),
        "precision": share_record(at.precision if at else None),
        "recall": share_record(at.recall if at else None),
        "false_positive_rate": share_record(at.false_positives if at else None),
        "calibration_error": rounded(figures.calibration_error),
    }
