import asyncio

import pytest

from bot.core.labels import Label
from bot.core.scoring import Combine
from bot.core.signals import Assessment, Dispute, Score, Unscored
from tests.classifiers.members import Broken, Scripted, Waiting, ensemble, scored

LATE = Unscored("no score within 5 s", retry=True)


def toxicity(*says: float | Assessment, combine: Combine = Combine.MAX) -> Assessment:
    """Return the joined toxicity of classifiers called a, b, c that say this."""
    members = [Scripted(name, {Label.TOXICITY: each}) for name, each in zip("abc", says, strict=False)]
    return scored(ensemble(combine, *members))[0][Label.TOXICITY]


@pytest.mark.parametrize(
    ("combine", "says", "joined"),
    [
        (Combine.MAX, (0.2, 0.4), Score(0.4)),
        (Combine.MEAN, (0.25, 0.5), Score(0.375)),
        (Combine.SECOND_OPINION, (0.75, 0.5), Score(0.625)),
        (Combine.SECOND_OPINION, (0.9, 0.7), Score(0.8)),
        (Combine.SECOND_OPINION, (0.2, 0.4), Score(0.2)),
        (Combine.SECOND_OPINION, (0.99, 0.0), Score(0.99)),
        (Combine.MAX, (0.9, 0.1), Score(0.9, Dispute(0.1, 0.9, "a 0.90, b 0.10"))),
        (Combine.MAX, (0.1, 0.9), Score(0.9, Dispute(0.1, 0.9, "b 0.90, a 0.10"))),
        (Combine.MEAN, (0.75, 0.25), Score(0.5, Dispute(0.25, 0.75, "a 0.75, b 0.25"))),
        (Combine.SECOND_OPINION, (0.75, 0.25), Score(0.5, Dispute(0.25, 0.75, "a 0.75, b 0.25"))),
        (Combine.MAX, (0.4, 0.7), Score(0.7, Dispute(0.4, 0.7, "b 0.70, a 0.40"))),
        (Combine.MAX, (0.4, 0.69), Score(0.69)),
    ],
)
def test_two_scores_become_one(combine: Combine, says: tuple[float, float], joined: Score) -> None:
    """The highest, the mean, or the mean where the first is near a threshold; far apart they dispute it."""
    assert toxicity(*says, combine=combine) == joined


@pytest.mark.parametrize("combine", [Combine.MAX, Combine.MEAN])
@pytest.mark.parametrize(
    ("says", "joined"),
    [
        ((0.9, LATE), Score(0.9)),
        ((0.8, LATE), Score(0.8)),
        ((0.79, LATE), LATE),
        ((LATE, 0.1), LATE),
        ((LATE, LATE), LATE),
        ((0.1, Unscored("not this text")), Score(0.1)),
        ((LATE, Unscored("out", retry=True)), Unscored("no score within 5 s; out", retry=True)),
    ],
)
def test_who_fails_never_makes_the_answer_weaker(
    combine: Combine, says: tuple[float | Assessment, ...], joined: Assessment
) -> None:
    """Without one that failed a score counts where it reaches the threshold; else the text is scored again."""
    assert toxicity(*says, combine=combine) == joined


@pytest.mark.parametrize(("value", "counts"), [(0.49, False), (0.6, False), (0.9, True)])
def test_a_lone_score_has_to_reach_every_threshold(value: float, *, counts: bool) -> None:
    """Where rules ask for .5 and .9, a .6 without the other classifier could hide a breach of the second."""
    joined = ensemble(Combine.MAX, Scripted("a", {Label.INSULT: value}), Scripted("b", {Label.INSULT: LATE}))
    assert scored(joined)[0][Label.INSULT] == (Score(value) if counts else LATE)


def test_a_label_that_no_rule_asks_for_counts_without_the_other() -> None:
    """Nobody waits for a score that nobody asked for."""
    joined = ensemble(Combine.MAX, Scripted("a", {Label.THREAT: 0.1}), Scripted("b", {Label.THREAT: LATE}))
    assert scored(joined)[0][Label.THREAT] == Score(0.1)


@pytest.mark.parametrize(
    ("value", "joined"), [(0.85, Score(0.85)), (0.75, LATE), (0.3, Score(0.3)), (LATE, LATE)]
)  # fmt: skip
def test_a_second_opinion_that_fails_is_waited_for_below_the_threshold(
    value: float | Assessment, joined: Assessment
) -> None:
    """In the band and below, the first alone does not acquit; out of the band nobody else was needed."""
    assert toxicity(value, LATE, combine=Combine.SECOND_OPINION) == joined


def test_a_label_of_one_classifier_is_its_own() -> None:
    """Labels add up; what one can not give is simply the other's, and what none gives is unscored for good."""
    joined = ensemble(Combine.MEAN, Scripted("a", {Label.TOXICITY: 0.2}), Scripted("b", {Label.INSULT: 0.7}))
    (scores,) = scored(joined)
    assert joined.labels == {Label.TOXICITY, Label.INSULT}
    assert (scores[Label.TOXICITY], scores[Label.INSULT]) == (Score(0.2), Score(0.7))
    assert scores[Label.THREAT] == Unscored("mean of a 3f2a, b 3f2a does not give threat")


def test_a_second_opinion_adds_no_label() -> None:
    """A label that is missing unless somebody doubts another one is no label that a rule can build on."""
    second = Scripted("b", {Label.TOXICITY: 0.7, Label.INSULT: 0.7})
    joined = ensemble(Combine.SECOND_OPINION, Scripted("a", {Label.TOXICITY: 0.8}), second)
    assert joined.labels == {Label.TOXICITY}
    assert isinstance(scored(joined)[0][Label.INSULT], Unscored)


@pytest.mark.parametrize("way", ["raising", "short", "nan", "null", "empty"])
@pytest.mark.parametrize("combine", Combine)
def test_a_broken_classifier_leaves_the_others_in_force(way: str, combine: Combine) -> None:
    """Whatever it does, the others' high scores count, low ones are scored again, and no reason quotes the text."""
    for value in (0.85, 0.75):
        joined = ensemble(combine, Scripted("a", {Label.TOXICITY: value}), Broken(way, {Label.TOXICITY: 0.5}))
        found = scored(joined, "my secret")[0][Label.TOXICITY]
        if value > 0.8:
            assert found == Score(value)
        else:
            assert isinstance(found, Unscored)
            assert found.retry
            assert "secret" not in found.reason


@pytest.mark.parametrize("way", ["raising", "short", "nan", "null", "empty"])
def test_a_broken_first_classifier_is_asked_again(way: str) -> None:
    """Nothing passes because the one that leads broke down."""
    joined = ensemble(Combine.SECOND_OPINION, Broken(way, {Label.TOXICITY: 0.5}), Scripted("b", {Label.TOXICITY: 0.1}))
    found = scored(joined)[0][Label.TOXICITY]
    assert isinstance(found, Unscored)
    assert found.retry


def test_all_are_asked_at_once() -> None:
    """Two classifiers that wait for each other both answer: neither is asked after the other."""
    met = asyncio.Barrier(2)
    members = [Waiting(name, {Label.TOXICITY: 0.4}, met) for name in "ab"]
    assert scored(ensemble(Combine.MAX, *members))[0][Label.TOXICITY] == Score(0.4)


def test_nobody_is_asked_about_nothing() -> None:
    """An empty batch reaches no classifier."""
    member = Scripted("a", {Label.TOXICITY: 0.4})
    assert list(asyncio.run(ensemble(Combine.MAX, member).score([]))) == []
    assert member.asked == []


def test_its_name_says_how_and_who() -> None:
    """A decision can be traced to the versions of all that had a say."""
    assert ensemble(Combine.MAX, Scripted("a", {}), Scripted("b", {})).name == "max of a 3f2a, b 3f2a"
