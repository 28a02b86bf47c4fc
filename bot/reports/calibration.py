"""What a calibration changed, by label and language: as tables, and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.reports.metrics import AtThreshold, calibration_error
from bot.reports.model_eval import rounded, share_record
from bot.reports.tables import decimal, percent, table, wrapped
from bot.reports.wording import language_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.core.labels import Label
    from bot.reports.metrics import Scores, Share, Truth
    from bot.reports.thresholds import Threshold

_HEADS = ("", "rows", "positive", "curve", "ECE", "after", "Brier", "after", "was", "flagged, right %", "after")
_NOTES = (
    "ECE is how far a probability is off on average, Brier the mean square of that; each first with the raw scores and "
    "then after, measured on rows that had no part in the fit. `was` is what a raw score at the threshold really "
    "meant. Flagged, right: of what is flagged at the threshold, how much is positive, with the 95 % interval. "
    "Languages without a curve of their own use that of all."
)


@dataclass(frozen=True, slots=True)
class Quality:
    """How good probabilities are on some rows; `right`: of those from the threshold on, so many are positive."""

    calibration_error: float
    brier: float
    right: Share | None


@dataclass(frozen=True, slots=True)
class Calibrated:
    """One label in one language, or in `all`. `method` is empty where the curve of all languages is used.

    `meant`: what a raw score at the threshold stood for; None without a threshold.
    """

    label: Label
    language: str
    rows: int
    positives: int
    method: str
    before: Quality
    after: Quality
    threshold: Threshold | None
    meant: float | None


@dataclass(frozen=True, slots=True)
class TooFew:
    """One label that could not be calibrated."""

    label: Label
    rows: int
    positives: int


def quality(truth: Truth, scores: Scores, threshold: Threshold | None) -> Quality:
    """Measure scores, one or more, against what is true."""
    return Quality(
        calibration_error(truth, scores) or 0.0,
        float(((scores - truth) ** 2).mean()),
        AtThreshold.of(truth, np.round(scores, 4), threshold.value).precision if threshold else None,
    )


def calibration_as_text(parts: Sequence[Calibrated], few: Sequence[TooFew], least: str, width: int) -> str:
    """Return a table for each label, and a sentence for each that had too few rows; `least` says how many it takes."""
    labels = dict.fromkeys(each.label for each in parts)
    tables = ["\n".join(_label([each for each in parts if each.label is label], width)) for label in labels]
    refused = [
        wrapped(
            f"{each.label} is not calibrated: {each.rows:,} rows, {each.positives:,} positive. It takes {least}.",
            width,
        )
        for each in few
    ]
    return "\n\n".join([*tables, *refused, *([wrapped(_NOTES, width)] if tables else [])])


def calibration_record(parts: Sequence[Calibrated]) -> dict[str, dict[str, dict[str, object]]]:
    """Return the figures for programs by label and language: the same keys always."""
    record: dict[str, dict[str, dict[str, object]]] = {}
    for each in parts:
        record.setdefault(each.label, {})[each.language] = {
            "rows": each.rows,
            "positives": each.positives,
            "base_rate": rounded(each.positives / each.rows),
            "method": each.method or None,
            "before": _quality_record(each.before),
            "after": _quality_record(each.after),
            "threshold": each.threshold.value if each.threshold else None,
            "threshold_meant": rounded(each.meant),
        }
    return record


def _quality_record(quality: Quality) -> Mapping[str, object]:
    return {
        "calibration_error": rounded(quality.calibration_error),
        "brier": rounded(quality.brier),
        "right_at_threshold": share_record(quality.right),
    }


def _label(parts: Sequence[Calibrated], width: int) -> Iterator[str]:
    threshold = parts[0].threshold
    asked = f"threshold {threshold.value:.2f} ({threshold.origin})" if threshold else "no rule asks for it"
    yield f"{parts[0].label}, {asked}"
    yield table(_HEADS, [_row(each) for each in parts], width)


def _row(part: Calibrated) -> tuple[str, ...]:
    return (
        language_words(part.language),
        f"{part.rows:,}",
        f"{part.positives:,}",
        part.method or "as all",
        decimal(part.before.calibration_error),
        decimal(part.after.calibration_error),
        decimal(part.before.brier),
        decimal(part.after.brier),
        decimal(part.meant, 2),
        percent(part.before.right),
        percent(part.after.right),
    )
