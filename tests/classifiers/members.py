"""Makes ensembles of classifiers that say what a test wants; what it doesn't care about has a default."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.classifiers.ensemble import EnsembleClassifier
from bot.core.labels import Label
from bot.core.scoring import Combine, Scoring
from bot.core.signals import Score, Unscored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.signals import Assessment, Scores
    from bot.ports import Classifier

THRESHOLDS = {Label.TOXICITY: (0.8,), Label.INSULT: (0.5, 0.9)}


class Member:
    """A classifier's name and labels; notes the texts that it was asked about."""

    def __init__(self, name: str, says: Mapping[Label, float | Assessment]) -> None:
        self.name = f"{name} 3f2a"
        self.says = {label: each if isinstance(each, Score | Unscored) else Score(each) for label, each in says.items()}
        self.labels = frozenset(says)
        self.asked: list[str] = []

    def answers(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Say the same of each text."""
        self.asked.extend(texts)
        lacks: Scores = {label: Unscored(f"{self.name} has no data for {label}") for label in Label}
        return [{**lacks, **self.says} for _ in texts]


class Scripted(Member):
    """Says of any text what a table says of its labels."""

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Say it at once."""
        return self.answers(texts)


class ByText(Member):
    """Gives the toxicity that the text itself spells."""

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Read each text as a number."""
        return [{Label.TOXICITY: Score(float(text))} for text in texts]


class Broken(Member):
    """Breaks the promises of a classifier, in the way that its name says."""

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Break one."""
        match self.name.split()[0]:
            case "raising":
                raise RuntimeError(texts[0])
            case "short":
                return []
            case "nan":
                return [{Label.TOXICITY: Score(float("nan"))} for _ in texts]
            case "null":
                return [None for _ in texts]  # type: ignore[misc]  # what a broken one may give
            case _:
                return [{} for _ in texts]


class Waiting(Member):
    """Answers when as many as the barrier counts were asked."""

    def __init__(self, name: str, says: Mapping[Label, float | Assessment], met: asyncio.Barrier) -> None:
        super().__init__(name, says)
        self._met = met

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Wait for the others."""
        await self._met.wait()
        return self.answers(texts)


def ensemble(
    combine: Combine,
    *members: Classifier,
    thresholds: Mapping[Label, Sequence[float]] = THRESHOLDS,
    band: float = 0.1,
    disagreement: float = 0.3,
) -> EnsembleClassifier:
    """Join members."""
    names = tuple(each.name for each in members)
    return EnsembleClassifier(members, Scoring(names, combine, band, disagreement), thresholds)


def scored(classifier: Classifier, *texts: str) -> list[Scores]:
    """Return what it says of texts, or of one text."""
    return list(asyncio.run(classifier.score(texts or ("text",))))
