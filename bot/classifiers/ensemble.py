"""Several classifiers as one: their highest score, their mean, or a second opinion where the first is in doubt."""

from __future__ import annotations

from asyncio import gather
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from bot.classifiers.answers import Answers
from bot.core.labels import Label
from bot.core.scoring import Combine
from bot.core.signals import Dispute, Score, Unscored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.scoring import Scoring
    from bot.core.signals import Assessment, Scores
    from bot.ports import Classifier


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What one classifier said of one text."""

    by: Classifier
    scores: Scores


class EnsembleClassifier:
    """Asks several classifiers and says one score per label, with the dispute where they are far apart.

    `thresholds`: those that rules ask of a label. A second opinion is asked for near them; and a score that was made
    without a classifier which failed counts only if it reaches all of them: else the text is to be scored again.
    """

    def __init__(
        self, classifiers: Sequence[Classifier], scoring: Scoring, thresholds: Mapping[Label, Sequence[float]]
    ) -> None:
        alone = 1 if scoring.combine is Combine.SECOND_OPINION else len(classifiers)
        self._leading, self._others = tuple(classifiers[:alone]), tuple(classifiers[alone:])
        self._scoring = scoring
        self._thresholds = thresholds
        # A label that only a second opinion could give would be missing for most texts, so it is none of these.
        self.labels = frozenset(label for each in self._leading for label in each.labels)

    @property
    def name(self) -> str:
        """How the others' scores are joined, and their names."""
        return f"{self._scoring.combine} of {', '.join(each.name for each in (*self._leading, *self._others))}"

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score original texts by all classifiers at once; only those in doubt by the ones that are asked second."""
        if not texts:
            return []
        opinions = await _ask(self._leading, texts)
        doubtful = [place for place, heard in enumerate(opinions) if self._others and self._in_doubt(heard[0].scores)]
        if doubtful:
            second = await _ask(self._others, [texts[place] for place in doubtful])
            for place, more in zip(doubtful, second, strict=True):
                opinions[place] += more
        return [{label: self._joined(label, heard) for label in Label} for heard in opinions]

    def _in_doubt(self, scores: Scores) -> bool:
        return any(
            abs(round(score.value - threshold, 4)) <= self._scoring.band
            for label, score in scores.items()
            if isinstance(score, Score)
            for threshold in self._thresholds.get(label, ())
        )

    def _joined(self, label: Label, heard: Sequence[_Opinion]) -> Assessment:
        if label not in self.labels:
            return Unscored(f"{self.name} does not give {label}")
        said = [(each.by, each.scores[label]) for each in heard if label in each.by.labels]
        scored = [(by, each) for by, each in said if isinstance(each, Score)]
        unscored = [each for _, each in said if isinstance(each, Unscored)]
        if not scored:
            return _unscored(unscored)
        score = self._combined(scored)
        failed = [each for each in unscored if each.retry]
        if failed and any(score.value < threshold for threshold in self._thresholds.get(label, ())):
            return _unscored(failed)
        return score

    def _combined(self, scored: Sequence[tuple[Classifier, Score]]) -> Score:
        if len(scored) == 1:
            return scored[0][1]
        values = [each.value for _, each in scored]
        value = max(values) if self._scoring.combine is Combine.MAX else fmean(values)
        lowest, highest = min(values), max(values)
        if round(highest - lowest, 4) < self._scoring.disagreement:
            return Score(value)
        # Whether it matters is for the threshold of each rule to say: it does where that is between the two.
        who = sorted((-each.value, f"{_short(by.name)} {each.value:.2f}") for by, each in scored)
        return Score(value, Dispute(lowest, highest, ", ".join(words for _, words in who)))


def _short(name: str) -> str:
    """Return a classifier's name without its version."""
    return name.split(" ", 1)[0]


def _unscored(said: Iterable[Unscored]) -> Unscored:
    reasons = sorted({each.reason for each in said})
    return Unscored("; ".join(reasons), retry=any(each.retry for each in said))


async def _ask(classifiers: Sequence[Classifier], texts: Sequence[str]) -> list[list[_Opinion]]:
    """Ask all at once; return the opinions text by text, in the order of the classifiers."""
    answers = await gather(*(_answers(each, texts) for each in classifiers))
    return [
        [_Opinion(by, scores) for by, scores in zip(classifiers, row, strict=True)]
        for row in zip(*answers, strict=True)
    ]


async def _answers(classifier: Classifier, texts: Sequence[str]) -> list[Scores]:
    """Ask one classifier; one that fails says so about every label, and never keeps the others from answering."""
    answers = Answers(classifier.name, classifier.labels)
    try:
        checked = answers.checked(await classifier.score(texts), len(texts))
    except Exception as error:  # noqa: BLE001 - whatever its library raises
        checked = [answers.failed(error)] * len(texts)
    return [each.scores for each in checked]
