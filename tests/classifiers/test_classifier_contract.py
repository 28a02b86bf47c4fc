"""What every classifier keeps to. A folder with a fixture `classifier` of its own runs it by importing all of it."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from bot.core.labels import Label
from bot.core.signals import Score, Scores, Unscored

if TYPE_CHECKING:
    from bot.ports import Classifier

INSULT = "you are a complete idiot"
TEXTS = [INSULT, "python3 -m venv .venv", "", "ты идиот", "god morgen alle sammen", "\ud83d", "?!", "x" * 100_000]
# Networks add up in another order where a batch has another size.
TOLERANCE = 1e-6


async def test_each_text_has_its_result_in_order(classifier: "Classifier") -> None:
    """There is one result per text, and the insult's is where the insult was."""
    results = await classifier.score(["good morning", INSULT, "see you at ten"])
    toxicity = [result[Label.TOXICITY] for result in results]
    values = [assessment.value for assessment in toxicity if isinstance(assessment, Score)]
    assert len(values) == 3
    assert max(values) == values[1]


async def test_no_texts_have_no_results(classifier: "Classifier") -> None:
    """An empty batch is no fault."""
    assert list(await classifier.score([])) == []


async def test_every_label_is_accounted_for(classifier: "Classifier") -> None:
    """A label that is given is a score, any other is unscored with a reason."""
    for result in await classifier.score(TEXTS):
        assert set(result) == set(Label)
        for label, assessment in result.items():
            match assessment:
                case Score(value):
                    assert label in classifier.labels
                    assert math.isfinite(value)
                    assert 0.0 <= value <= 1.0
                case Unscored(reason):
                    assert label not in classifier.labels
                    assert reason


async def test_the_same_text_scores_the_same(classifier: "Classifier") -> None:
    """Scoring twice gives equal results."""
    assert await classifier.score(TEXTS) == await classifier.score(TEXTS)


async def test_neighbours_in_the_batch_do_not_matter(classifier: "Classifier") -> None:
    """A text scores alone as it does among others, at whatever place."""
    together = _values(await classifier.score(TEXTS))
    backwards = _values(await classifier.score(TEXTS[::-1]))[::-1]
    alone = _values([(await classifier.score([text]))[0] for text in TEXTS])
    assert alone == [pytest.approx(each, rel=0, abs=TOLERANCE) for each in together]
    assert alone == [pytest.approx(each, rel=0, abs=TOLERANCE) for each in backwards]


def _values(results: Sequence[Scores]) -> list[dict[Label, float]]:
    return [
        {label: assessment.value for label, assessment in result.items() if isinstance(assessment, Score)}
        for result in results
    ]


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\ud800", "\udfff\ud800", "\x00", "🖕" * 50_000, "a " * 50_000, "*" * 100_000]
)
async def test_odd_texts_never_break_it(classifier: "Classifier", text: str) -> None:
    """Empty, broken and huge texts get results like any other."""
    (result,) = await classifier.score([text])
    assert set(result) == set(Label)


def test_it_says_what_it_is(classifier: "Classifier") -> None:
    """Decisions record a name, and some label is given."""
    assert classifier.name
    assert classifier.labels
