import pytest
from prometheus_client import CollectorRegistry

from bot.classifiers.embedded import EmbeddedClassifier
from bot.classifiers.guarded import GuardedClassifier
from bot.classifiers.metrics import ScoringMetrics
from bot.classifiers.served import Limits, ServedClassifier
from tests.classifiers.conftest import FakeClassifier
from tests.classifiers.test_classifier_contract import *  # noqa: F403 - the contract's tests run here too


@pytest.fixture(scope="module", params=["served", "guarded"])
def classifier(request: pytest.FixtureRequest) -> ServedClassifier | GuardedClassifier:
    """Give the embedded model as the bot serves it, without its memory of what was scored, and a guarded fake."""
    metrics = ScoringMetrics(CollectorRegistry())
    if request.param == "served":
        return ServedClassifier(EmbeddedClassifier.load(), Limits(remembered=0), metrics)
    return GuardedClassifier(FakeClassifier({"you are a complete idiot": 0.95}), 5.0, metrics)
