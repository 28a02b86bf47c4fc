from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from bot.classifiers.calibrated import CalibratedClassifier
from bot.classifiers.calibration import ALL_LANGUAGES, Calibration, Curve
from bot.classifiers.embedded import EmbeddedClassifier
from bot.core.labels import Label
from bot.core.signals import Score, Unscored
from bot.detectors.language import CommunityLanguageGuesser
from tests.classifiers.conftest import FakeClassifier
from tests.classifiers.members import Scripted, scored
from tests.classifiers.test_classifier_contract import *  # noqa: F403 - the contract's tests run here too

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.signals import Scores
    from bot.ports import Classifier

LANGUAGES = CommunityLanguageGuesser(["en", "da"])
CURVES = {
    Label.TOXICITY: {
        ALL_LANGUAGES: Curve((-2.0, 1.0), (-3.0, 0.0), 1.2),
        "da": Curve((0.0,), (1.0,), 1.0),
    }
}
MEMBERS: dict[str, Callable[[], Classifier]] = {
    "embedded": EmbeddedClassifier.load,
    "fake": lambda: FakeClassifier({"you are a complete idiot": 0.95}),
}


@pytest.fixture(scope="module", params=MEMBERS)
def classifier(request: pytest.FixtureRequest) -> CalibratedClassifier:
    """Give the embedded model and a fake, calibrated."""
    inner: Classifier = MEMBERS[request.param]()
    return CalibratedClassifier(inner, Calibration(inner.name, CURVES, "9c01d2e3"), LANGUAGES)


def test_each_language_goes_through_its_own_curve() -> None:
    """Danish has one; English, and what is too short to tell, use that of all."""
    inner = Scripted("fake", {Label.TOXICITY: 0.5})
    calibrated = CalibratedClassifier(inner, Calibration(inner.name, CURVES, "9c01"), LANGUAGES)
    danish, english, short = scored(
        calibrated, "jeg ved ikke hvad du mener med det", "i do not know what you mean by that", "hm"
    )
    assert toxicity(danish) == pytest.approx(1 / (1 + math.exp(-1)))
    assert toxicity(english) == toxicity(short) == pytest.approx(1 / (1 + math.exp(1)))


def toxicity(scores: Scores) -> float:
    """Return the toxicity of a text that has one."""
    score = scores[Label.TOXICITY]
    assert isinstance(score, Score)
    return score.value


def test_what_has_no_score_or_no_curve_stays_as_it_is() -> None:
    """An unscored label stays so with its reason, and a label without a curve keeps its score."""
    lost = Unscored("it failed", retry=True)
    inner = Scripted("fake", {Label.TOXICITY: lost, Label.INSULT: 0.3})
    calibrated = CalibratedClassifier(inner, Calibration(inner.name, CURVES, "9c01"), LANGUAGES)
    (scores,) = scored(calibrated, "text")
    assert (scores[Label.TOXICITY], scores[Label.INSULT]) == (lost, Score(0.3))


def test_decisions_record_which_calibration_it_was() -> None:
    """The name is the classifier's, and says by what it was calibrated."""
    inner = Scripted("fake", {Label.TOXICITY: 0.5})
    calibrated = CalibratedClassifier(inner, Calibration(inner.name, CURVES, "9c01"), LANGUAGES)
    assert calibrated.name == "fake 3f2a calibrated 9c01"
    assert calibrated.labels == {Label.TOXICITY}
