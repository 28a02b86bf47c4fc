"""The classifier that ships in the package: a linear model for all texts, a small encoder for the doubtful."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from bot.classifiers.embedded_stages import LINEAR, EncoderStage, LinearStage
from bot.classifiers.errors import UnusableModelError
from bot.core.labels import Label
from bot.core.model_view import model_view
from bot.core.signals import Score, Unscored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.signals import Assessment, Scores

SHIPPED_MODEL = Path(__file__).parent / "embedded_model"
# Long queues are scored in pieces, so that one call's memory stays small.
_BATCH = 64


class EmbeddedClassifier:
    """Scores texts by the shipped model; a text's scores do not depend on its neighbours in the batch."""

    def __init__(self, linear: LinearStage, encoder: EncoderStage | None, labels: Sequence[Label]) -> None:
        self._linear = linear
        self._encoder = encoder
        self._order = tuple(labels)
        self._unscored: dict[Label, Assessment] = {
            label: Unscored(f"the embedded model has no data for {label}") for label in Label if label not in labels
        }
        digest = hashlib.sha256(linear.content + (encoder.content if encoder else b"")).hexdigest()
        self.name = f"embedded-2 {digest[:8]}" if encoder else f"embedded-2 {digest[:8]}, linear stage alone"
        self.labels = frozenset(labels)

    @classmethod
    def load(cls, path: Path | None = None, *, encoder: bool = True) -> EmbeddedClassifier:
        """Load a model folder, the shipped one by default, without its encoder if so wanted.

        Raises UnusableModelError where a file can not be read or run.
        """
        folder = path or SHIPPED_MODEL
        linear = LinearStage(folder)
        given = linear.metadata.get("labels", "")
        try:
            labels = tuple(Label(name) for name in given.split(","))
        except ValueError as error:
            message = f"the model file {folder / LINEAR} names labels that are not known: {given!r}"
            raise UnusableModelError(message) from error
        return cls(linear, EncoderStage(folder) if encoder else None, labels)

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score original texts in a worker thread, so that the event loop goes on."""
        return await asyncio.to_thread(self.score_batch, texts)

    def score_batch(self, texts: Sequence[str]) -> list[Scores]:
        """Score original texts here and now, one result per text in order."""
        return [
            scores for start in range(0, len(texts), _BATCH) for scores in self._score(texts[start : start + _BATCH])
        ]

    def _score(self, texts: Sequence[str]) -> list[Scores]:
        views = [model_view(text) for text in texts]
        first = self._linear.judge(views)
        rows = first.probabilities.tolist()
        if self._encoder is not None:
            for index in first.doubt.nonzero()[0].tolist():
                one = slice(index, index + 1)
                (rows[index],) = self._encoder.judge(views[index], first.raw[one], first.group[one]).tolist()
        return [
            {**self._unscored, **{label: Score(value) for label, value in zip(self._order, row, strict=True)}}
            for row in rows
        ]
