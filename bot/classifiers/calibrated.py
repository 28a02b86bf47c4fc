"""A classifier whose scores are probabilities: another one's, through the curves that were fitted to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.signals import Score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.classifiers.calibration import Calibration
    from bot.core.labels import Label
    from bot.core.signals import Assessment, Scores
    from bot.ports import Classifier, LanguageGuesser

# Characters that tell a language; a huge text would hold up the event loop.
_ENOUGH = 2000


class CalibratedClassifier:
    """Maps each score of `inner` by label and language; the unscored stay so, and each language keeps its order."""

    def __init__(self, inner: Classifier, calibration: Calibration, languages: LanguageGuesser) -> None:
        self.inner = inner
        self._calibration = calibration
        self._languages = languages

    @property
    def name(self) -> str:
        """The classifier's name and version, and the calibration's."""
        return f"{self.inner.name} calibrated {self._calibration.digest}"

    @property
    def labels(self) -> frozenset[Label]:
        """The labels that the classifier gives, calibrated or not."""
        return self.inner.labels

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score original texts, and say what the scores stand for."""
        given = await self.inner.score(texts)
        return [self._mapped(text, scores) for text, scores in zip(texts, given, strict=True)]

    def _mapped(self, text: str, scores: Scores) -> Scores:
        # Guessing takes longer than all the rest: not where it makes no difference.
        language = self._languages.guess(text[:_ENOUGH]) if self._calibration.languages else ""
        return {label: self._assessment(label, each, language) for label, each in scores.items()}

    def _assessment(self, label: Label, given: Assessment, language: str) -> Assessment:
        curve = self._calibration.curve(label, language)
        if curve is None or not isinstance(given, Score):
            return given
        return Score(curve.of(given.value))
