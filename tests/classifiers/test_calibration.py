"""What a calibration promises: probabilities that hold, an order that stays, a file that is right or refused."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.classifiers.calibration import Curve, calibration_path, curve_record, read_calibration, write_calibration
from bot.classifiers.calibration_fit import Fit, fit, fold_of, is_enough
from bot.classifiers.errors import UnusableModelError
from bot.core.labels import Label
from bot.reports.metrics import calibration_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

LINE = Curve((0.0,), (0.0,), 1.0)


def messages(count: int, seed: int) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return how likely each message is toxic, most of them hardly, and whether it is."""
    chance = np.random.default_rng(seed)
    likely = 1 / (1 + np.exp(-chance.normal(-2.5, 2.5, count)))
    return likely, chance.random(count) < likely


def timid(likely: Numbers) -> Numbers:
    """Say too little of everything, and never more than .6."""
    return np.asarray(0.6 * likely**2)


def shrill(likely: Numbers) -> Numbers:
    """Say far too much of everything."""
    return np.asarray(likely**0.2)


def fitted(raw: Numbers, truth: NDArray[np.bool_]) -> Fit:
    """Fit, each row in a fold of its own text."""
    return fit(raw, truth, np.array([fold_of(str(each)) for each in range(raw.size)]))


@pytest.mark.parametrize("count", [600, 20_000])
@pytest.mark.parametrize("distorted", [timid, shrill])
def test_scores_become_probabilities(distorted: Callable[[Numbers], Numbers], count: int) -> None:
    """Two classifiers distorted in opposite ways are right on rows that neither was fitted to."""
    likely, truth = messages(count, seed=1)
    curve = fitted(distorted(likely), truth).curve
    likely, truth = messages(40_000, seed=2)
    raw = distorted(likely)
    before, after = calibration_error(truth, raw), calibration_error(truth, curve(raw))
    assert before is not None
    assert after is not None
    assert after <= (0.02 if count == 20_000 else 0.03) < before


def test_a_threshold_means_the_same_on_any_classifier() -> None:
    """Of what either scores .8 or more, about the same share is toxic, and it is the share that it should be."""
    likely, truth = messages(20_000, seed=1)
    curves = {each: fitted(each(likely), truth).curve for each in (timid, shrill)}
    likely, truth = messages(40_000, seed=2)
    should = truth[likely >= 0.8].mean()
    raw = [truth[each(likely) >= 0.8].mean() if (each(likely) >= 0.8).any() else 0.0 for each in curves]
    calibrated = [truth[curve(each(likely)) >= 0.8].mean() for each, curve in curves.items()]
    assert max(abs(should - share) for share in raw) > 0.3
    assert max(abs(should - share) for share in calibrated) < 0.02


def test_the_error_that_is_reported_is_that_of_new_rows() -> None:
    """What is held out of the fit is off about as far as rows that come later; a fit's own rows would flatter it."""
    likely, truth = messages(2000, seed=3)
    made = fitted(shrill(likely), truth)
    new_likely, new_truth = messages(40_000, seed=4)
    brier = float(((made.held - truth) ** 2).mean())
    assert brier == pytest.approx(float(((made.curve(shrill(new_likely)) - new_truth) ** 2).mean()), abs=0.01)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([60, 300, 1500]), st.floats(-3, 3))
def test_the_order_never_changes(seed: int, count: int, slope: float) -> None:
    """Whatever the rows are, even a classifier that is wrong about all: a higher score stays higher, never 0 or 1."""
    chance = np.random.default_rng(seed)
    raw = np.round(chance.random(count), 2)
    truth = chance.random(count) < 1 / (1 + np.exp(-slope * (raw - 0.5) * 4))
    given_ = fitted(raw, truth).curve(np.linspace(0.001, 0.999, 500))
    assert (np.diff(given_) > 0).all()
    assert 0 < given_[0] < given_[-1] < 1


def test_the_method_follows_the_rows() -> None:
    """Few rows get two numbers, many a curve, too few nothing."""
    likely, truth = messages(3000, seed=5)
    assert fitted(likely, truth).method == "isotonic"
    assert fitted(likely[:500], truth[:500]).method == "Platt"
    assert not is_enough(truth[:49])
    assert not is_enough(np.arange(1000) < 9)
    assert is_enough(np.arange(50) < 10)


def test_rows_that_say_nothing_change_nothing() -> None:
    """A classifier that is right stays as it is to within the rows' own noise."""
    likely, truth = messages(400, seed=6)
    curve = fitted(likely, truth).curve
    assert curve.slope == pytest.approx(1, abs=0.25)


def test_a_curve_goes_through_its_points_and_beyond() -> None:
    """Between points it is straight in log odds, and goes on with its slope."""
    curve = Curve((-1.0, 1.0), (-3.0, 0.0), 0.5)
    odds = [-5.0, -1.0, 0.0, 1.0, 3.0]
    given_ = curve(np.array([1 / (1 + math.exp(-each)) for each in odds]))
    assert np.log(given_ / (1 - given_)) == pytest.approx([-5.0, -3.0, -1.5, 0.0, 1.0])
    assert 0 <= curve.of(0) < 1e-6 < 1 - 1e-3 < curve.of(1) <= 1


def test_the_same_text_is_in_the_same_fold() -> None:
    """Capitals and spaces do not put a repeated text on both sides of a test."""
    assert fold_of("Good  Morning") == fold_of("good morning\n")
    assert len({fold_of(str(each)) for each in range(50)}) == 5


def test_another_base_rate_moves_all_by_the_same_odds() -> None:
    """Aimed at a rarer kind, a probability falls as Bayes has it."""
    (given_,) = LINE.shifted(np.log(0.05 / 0.95) - np.log(0.2 / 0.8))(np.array([0.8]))
    odds = 4 * (0.05 / 0.95) / (0.2 / 0.8)
    assert given_ == pytest.approx(odds / (1 + odds))


def test_a_file_comes_back_as_it_was(tmp_path: Path) -> None:
    """A curve survives its file, each language keeps its own, others get that of all."""
    path = calibration_path(tmp_path / "models", "detoxify:original")
    danish = Curve((-1.0, 0.5), (-2.0, 0.25), 0.7)
    write_calibration(path, record(all=LINE, da=danish))
    read = read_calibration(path, "detoxify:original", "model 1")
    assert (path.name, read.languages) == ("detoxify-original.calibration.json", ("da",))
    assert (read.curve(Label.TOXICITY, "da"), read.curve(Label.TOXICITY, "und")) == (danish, LINE)
    assert read.curve(Label.THREAT, "da") is None
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_file_that_can_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    """What was there stays, and no half of a new one lies beside it."""
    path = tmp_path / "x.calibration.json"
    write_calibration(path, {"classifier": "old"})
    with pytest.raises(TypeError):
        write_calibration(path, {"classifier": object()})
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert json.loads(path.read_text("utf-8")) == {"classifier": "old"}


def content(curve: object) -> str:
    """Return the content of a file with one curve."""
    return json.dumps({"classifier": "model 1", "labels": {"toxicity": {"all": {"curve": curve}}}})


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "[]",
        '{"classifier": "model 1"}',
        '{"classifier": "model 1", "labels": {"anger": {}}}',
        content({"at": [0], "gives": [0]}),
        content({"at": [0], "gives": [math.nan], "slope": 1}),
        content({"at": [0, 1], "gives": [1, 1], "slope": 1}),
        content({"at": [], "gives": [], "slope": 1}),
        content({"at": [0], "gives": [0], "slope": -1}),
        content([0]),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    """One sentence names the file and the way out."""
    path = tmp_path / "x.calibration.json"
    path.write_text(damage, "utf-8")
    with pytest.raises(UnusableModelError, match=r"x\.calibration\.json is damaged\. Run `takt models calibrate --rem"):
        read_calibration(path, "embedded", "model 1")


def test_a_calibration_of_another_version_is_refused(tmp_path: Path) -> None:
    """The sentence names both versions and the way out."""
    path = tmp_path / "x.calibration.json"
    write_calibration(path, record(all=LINE))
    with pytest.raises(UnusableModelError, match=r"made for model 1, and the classifier is model 2: .*--remove"):
        read_calibration(path, "embedded", "model 2")


def record(**curves: Curve) -> dict[str, object]:
    """Return the content of a calibration file for toxicity, by language."""
    parts = {language: {"curve": curve_record(curve)} for language, curve in curves.items()}
    return {"classifier": "model 1", "labels": {"toxicity": parts}}
