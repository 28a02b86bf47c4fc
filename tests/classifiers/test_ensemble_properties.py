import asyncio
from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.labels import Label
from bot.core.scoring import Combine
from bot.core.signals import Assessment, Score, Unscored
from tests.classifiers.members import THRESHOLDS, ByText, Scripted, ensemble, scored

GIVEN = (Label.TOXICITY, Label.INSULT)
probabilities = st.floats(0, 1)
assessments = st.one_of(
    probabilities.map(Score), st.builds(Unscored, st.sampled_from(["late", "broken"]), st.booleans())
)
answers = st.dictionaries(st.sampled_from(GIVEN), assessments)
members = st.lists(answers, min_size=1, max_size=4).map(
    lambda each: [Scripted(name, says) for name, says in zip("abcd", each, strict=False)]
)
combines = st.sampled_from(Combine)
spreads = st.floats(0.01, 1)


@given(answers, combines, spreads, spreads)
def test_one_alone_says_what_it_says(
    says: Mapping[Label, Assessment], combine: Combine, band: float, apart: float
) -> None:
    """An ensemble of one gives exactly that one's answers, and lacks the labels that it lacks."""
    alone = Scripted("a", says)
    (joined,) = scored(ensemble(combine, alone, band=band, disagreement=apart))
    (own,) = scored(alone)
    assert {label: joined[label] for label in alone.labels} == {label: own[label] for label in alone.labels}
    assert all(isinstance(each, Unscored) and not each.retry for k, each in joined.items() if k not in alone.labels)


@given(members, spreads, st.randoms())
def test_the_order_of_classifiers_does_not_matter(held: list[Scripted], apart: float, chance: Random) -> None:
    """Maximum and mean, with their disputes and reasons, are the same whoever is named first."""
    for combine in (Combine.MAX, Combine.MEAN):
        (joined,) = scored(ensemble(combine, *held, disagreement=apart))
        shuffled = list(held)
        chance.shuffle(shuffled)
        (again,) = scored(ensemble(combine, *shuffled, disagreement=apart))
        given_labels = ensemble(combine, *held).labels
        assert {k: joined[k] for k in given_labels} == {k: again[k] for k in given_labels}


@given(members, combines, spreads)
def test_joined_scores_keep_to_what_was_said(held: list[Scripted], combine: Combine, apart: float) -> None:
    """The maximum is at least each score, any joined score lies between them, and a dispute names their bounds."""
    (joined,) = scored(ensemble(combine, *held, disagreement=apart))
    for label in GIVEN:
        given_scores = [each.says[label] for each in held if label in each.labels]
        values = [each.value for each in given_scores if isinstance(each, Score)]
        found = joined[label]
        if isinstance(found, Score):
            assert min(values) - 1e-12 <= found.value <= max(values) + 1e-12
            assert combine is not Combine.MAX or found.value == max(values)
            assert found.dispute is None or found.bounds == (min(values), max(values))


@given(members, combines)
def test_nothing_under_a_threshold_is_said_while_somebody_failed(held: list[Scripted], combine: Combine) -> None:
    """Whenever a classifier that was asked is to answer later, a score that stands reaches every threshold."""
    (joined,) = scored(ensemble(combine, *held))
    for label, thresholds in THRESHOLDS.items():
        asked = [each.says[label] for each in held if each.asked and label in each.labels]
        found = joined[label]
        if isinstance(found, Score) and any(isinstance(each, Unscored) and each.retry for each in asked):
            assert all(found.value >= each for each in thresholds)


@given(
    st.lists(st.integers(0, 1000).map(lambda each: f"{each / 1000}"), max_size=8, unique=True),
    st.lists(probabilities, max_size=3),
    st.integers(1, 500),
)
def test_a_second_opinion_is_asked_for_in_the_band_only(texts: list[str], at: list[float], width: int) -> None:
    """The second sees exactly the texts whose first score is near a threshold; the others keep that score."""
    at, band = [round(each, 3) for each in at], width / 1000
    second = Scripted("b", {Label.TOXICITY: 0.5})
    joined = ensemble(
        Combine.SECOND_OPINION, ByText("a", {Label.TOXICITY: 0.0}), second, thresholds={Label.TOXICITY: at}, band=band
    )
    results = list(asyncio.run(joined.score(texts)))
    near = [each for each in texts if any(abs(round(float(each) - threshold, 4)) <= band for threshold in at)]
    assert second.asked == near
    for text, result in zip(texts, results, strict=True):
        found = result[Label.TOXICITY]
        assert isinstance(found, Score)
        assert found.value == pytest.approx((float(text) + 0.5) / 2 if text in near else float(text))
