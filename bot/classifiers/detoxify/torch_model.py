"""Detoxify as it is, on torch: exact, and slow. `takt models export` makes the fast form of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from bot.classifiers.detoxify.batches import readable, tight_batches
from bot.classifiers.detoxify.loading import load
from bot.classifiers.detoxify.variants import labels_of
from bot.core.labels import Label
from bot.core.signals import Score, Unscored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.classifiers.detoxify.loading import Loaded
    from bot.core.signals import Assessment, Scores


class DetoxifyModel:
    """Scores texts by `Detoxify.predict`, in batches of equal length; of a long text its first 512 tokens are read.

    A text's scores differ by less than 1e-6 alone and among others: torch adds up in another order.
    """

    def __init__(self, loaded: Loaded, threads: int = 1) -> None:
        self._detoxify = loaded.detoxify
        # A second thread on a busy machine makes each message several times slower. The number counts for the process.
        torch.set_num_threads(threads)
        classes = loaded.detoxify.class_names
        self._classes = [(name, label) for name, label in zip(classes, labels_of(classes), strict=True) if label]
        self.labels = frozenset(label for _, label in self._classes)
        self._unscored: dict[Label, Assessment] = {
            label: Unscored(f"detoxify:{loaded.variant.name} has no data for {label}") for label in Label
        }
        own = "" if loaded.published else " (own checkpoint)"
        self.name = f"detoxify-{loaded.variant.name} {loaded.digest[:8]}{own}"

    @classmethod
    def load(cls, variant: str, checkpoint: Path | None = None, files: Path | None = None) -> DetoxifyModel:
        """Load a variant, from local files where they are given. Raises UnusableModelError."""
        return cls(load(variant, checkpoint, files))

    def score_batch(self, texts: Sequence[str]) -> list[Scores]:
        """Score texts, one result per text in order. Raises ValueError where the network gives NaN."""
        if not texts:
            return []
        clean = [readable(text) for text in texts]
        lengths = [len(each) for each in self._detoxify.tokenizer(clean, truncation=True)["input_ids"]]
        results: dict[int, Scores] = {}
        for batch in tight_batches(lengths):
            results.update(zip(batch, self._predict([clean[index] for index in batch]), strict=True))
        return [results[index] for index in range(len(texts))]

    def _predict(self, texts: list[str]) -> list[Scores]:
        with torch.inference_mode():
            # Given a list of one text, Detoxify returns numbers in place of lists.
            predicted = self._detoxify.predict(texts)
        columns = {
            label: values if isinstance(values := predicted[name], list) else [values] for name, label in self._classes
        }
        return [
            self._unscored | {label: Score(column[row]) for label, column in columns.items()}
            for row in range(len(texts))
        ]
