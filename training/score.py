"""What a classifier says of texts, as an array."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.corpus import HEADS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.classifiers.embedded import EmbeddedClassifier


def score(classifier: EmbeddedClassifier, texts: Sequence[str]) -> NDArray[np.float64]:
    """Return texts x `HEADS` of probabilities."""
    results = classifier.score_batch(texts)
    return np.array([[getattr(scores[label], "value", np.nan) for label in HEADS] for scores in results])
