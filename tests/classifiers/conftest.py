"""The classifiers that the contract suite runs on; a new classifier is one more row."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest

from bot.classifiers.embedded import EmbeddedClassifier
from bot.core.labels import Label
from bot.core.signals import Score, Scores, Unscored

if TYPE_CHECKING:
    from bot.ports import Classifier


class FakeClassifier:
    """Gives each text the toxicity that a table says, and 0 to all others."""

    name = "fake-1"
    labels = frozenset({Label.TOXICITY})

    def __init__(self, toxicity: dict[str, float]) -> None:
        self._toxicity = toxicity

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Look each text up."""
        others: Scores = {label: Unscored("the fake knows toxicity only") for label in Label}
        return [{**others, Label.TOXICITY: Score(self._toxicity.get(text, 0.0))} for text in texts]


FACTORIES: dict[str, Callable[[], "Classifier"]] = {
    "fake": lambda: FakeClassifier({"you are a complete idiot": 0.95}),
    "embedded": EmbeddedClassifier.load,
}


@pytest.fixture(scope="module", params=FACTORIES)
def classifier(request: pytest.FixtureRequest) -> "Classifier":
    """Give each classifier in turn."""
    return FACTORIES[request.param]()
