"""The figures by which a classifier is judged, against hand-made rows and against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.metrics import AtThreshold, Share, average_precision, calibration_error, roc_auc

# Few different scores, so that ties are the rule.
ROWS = st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.05, 0.1, 0.35, 0.5, 0.8, 0.95, 1.0])), max_size=40)
Rows = list[tuple[bool, float]]


def columns(rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Return rows as truth and scores."""
    return np.array([truth for truth, _ in rows], np.bool_), np.array([score for _, score in rows], np.float64)


def test_a_tie_counts_half() -> None:
    """Of four pairs three are in order and one is a tie: 3.5 of 4."""
    assert roc_auc(*columns([(False, 0.1), (False, 0.4), (True, 0.4), (True, 0.8)])) == 0.875


def test_equal_scores_are_one_threshold() -> None:
    """At 0.8 one of one is right, at 0.4 two of three: half the recall each, so 1/2 + 2/3 / 2."""
    rows = [(False, 0.1), (False, 0.4), (True, 0.4), (True, 0.8)]
    assert average_precision(*columns(rows)) == pytest.approx(5 / 6)
    assert average_precision(*columns(list(reversed(rows)))) == pytest.approx(5 / 6)


def test_a_score_for_everything_orders_nothing() -> None:
    """A constant has an area of one half, and a precision that is the share of positives."""
    truth, scores = columns([(True, 0.5), (False, 0.5), (False, 0.5), (False, 0.5)])
    assert (roc_auc(truth, scores), average_precision(truth, scores)) == (0.5, 0.25)


def test_calibration_error_by_hand() -> None:
    """Two bins: 0.15 and 0.12 hold one positive (off by .365), 0.9 and 1.0 two (off by .05); the last bin takes 1."""
    rows = [(False, 0.15), (True, 0.12), (True, 0.9), (True, 1.0)]
    assert calibration_error(*columns(rows)) == pytest.approx((0.73 + 0.1) / 4)


def test_what_the_rows_can_not_say_is_none() -> None:
    """Without positives or negatives, or without rows, there is no figure."""
    assert roc_auc(*columns([(True, 0.9)])) is None
    assert roc_auc(*columns([(False, 0.9)])) is None
    assert average_precision(*columns([(False, 0.9)])) is None
    assert calibration_error(*columns([])) is None


def test_counts_at_a_threshold() -> None:
    """A score that is the threshold is flagged; F1 is 2 of 2 right + 1 wrong + 1 missed halves."""
    rows = [(True, 0.8), (True, 0.79), (False, 0.8), (False, 0.2), (False, 0.1)]
    at = AtThreshold.of(*columns(rows), 0.8)
    assert (at.precision, at.recall, at.false_positives) == (Share(1, 2), Share(1, 2), Share(1, 3))
    assert at.f1 == 0.5
    assert AtThreshold.of(*columns([(False, 0.9)]), 0.8).f1 is None


@pytest.mark.parametrize(
    ("share", "interval"),
    [(Share(0, 20), (0.0, 0.1611)), (Share(10, 20), (0.2993, 0.7007)), (Share(20, 20), (0.8389, 1.0))],
)
def test_wilson_intervals(share: Share, interval: tuple[float, float]) -> None:
    """They are those of the tables, and end exactly at 0 and 1."""
    assert share.interval == pytest.approx(interval, abs=5e-5)


def test_a_share_of_none() -> None:
    """It has neither a value nor an interval."""
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)


@given(ROWS)
def test_area_is_the_share_of_pairs_in_order(rows: Rows) -> None:
    """It is what counting all pairs gives."""
    pairs = [(a > b) + (a == b) / 2 for is_a, a in rows for is_b, b in rows if is_a and not is_b]
    found = roc_auc(*columns(rows))
    assert found == (pytest.approx(sum(pairs) / len(pairs)) if pairs else None)


@given(ROWS)
def test_average_precision_is_its_definition(rows: Rows) -> None:
    """It is the sum over all thresholds of the precision there times the recall gained."""
    positives = sum(truth for truth, _ in rows)
    total = before = 0.0
    for threshold in sorted({score for _, score in rows}, reverse=True):
        flagged = [truth for truth, score in rows if score >= threshold]
        recall = sum(flagged) / positives if positives else 0.0
        total += sum(flagged) / len(flagged) * (recall - before)
        before = recall
    found = average_precision(*columns(rows))
    assert found == (pytest.approx(total) if positives else None)


@given(ROWS)
def test_calibration_error_is_its_definition(rows: Rows) -> None:
    """It is each bin's distance between mean score and share of positives, weighted by its size."""
    total = 0.0
    for number in range(10):
        inside = [(t, s) for t, s in rows if number / 10 <= s < (number + 1) / 10 or (number == 9 and s == 1)]
        total += abs(sum(s - t for t, s in inside))
    found = calibration_error(*columns(rows))
    assert found == (pytest.approx(total / len(rows)) if rows else None)


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_its_share(of: int, data: st.DataObject) -> None:
    """The share lies inside, the interval inside 0 to 1."""
    share = Share(data.draw(st.integers(0, of)), of)
    assert share.interval is not None
    assert share.value is not None
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1
