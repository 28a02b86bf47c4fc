from typing import TYPE_CHECKING

import pytest

from bot.classifiers.embedded import EmbeddedClassifier
from bot.classifiers.ensemble import EnsembleClassifier
from bot.core.labels import Label
from bot.core.scoring import Combine, Scoring
from tests.classifiers.conftest import FakeClassifier
from tests.classifiers.test_classifier_contract import *  # noqa: F403 - the contract's tests run here too

if TYPE_CHECKING:
    from bot.ports import Classifier


@pytest.fixture(scope="module", params=Combine)
def classifier(request: pytest.FixtureRequest) -> EnsembleClassifier:
    """Give the embedded model together with a fake, joined in each way."""
    members: list[Classifier] = [EmbeddedClassifier.load(), FakeClassifier({"you are a complete idiot": 0.95})]
    return EnsembleClassifier(members, Scoring(combine=request.param), {Label.TOXICITY: (0.5, 0.8)})
