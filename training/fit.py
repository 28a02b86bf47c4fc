"""Fits one linear head on sparse n-gram features: logistic regression by L-BFGS, no chance in it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from bot.classifiers.ngram_features import BUCKETS, features
from bot.core.model_view import model_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_BATCH = 512
_MAX_ITERATIONS = 100
_TOLERANCE = 1e-6


class LinearHead(NamedTuple):
    """One weight per feature, and the bias, in logits."""

    weights: NDArray[np.float32]
    bias: float


def feature_matrix(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return original texts x buckets; a text's features are all 1 / sqrt(how many it has)."""
    views = [model_view(text) for text in texts]
    batches = [features(views[start : start + _BATCH]) for start in range(0, len(views), _BATCH)]
    lengths = np.concatenate([batch.ends - batch.starts for batch in batches])
    values = np.repeat(1 / np.sqrt(np.maximum(lengths, 1)), lengths).astype(np.float32)
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    ids = np.concatenate([batch.ids for batch in batches])
    return sparse.csr_matrix((values, ids, bounds), shape=(len(texts), BUCKETS))


def fit_head(
    matrix: sparse.csr_matrix, targets: NDArray[np.int8], weights: NDArray[np.float64], *, strength: float
) -> LinearHead:
    """Fit on rows whose target is 0 or 1; `strength` is the inverse of the L2 penalty."""
    model = LogisticRegression(C=strength, max_iter=_MAX_ITERATIONS, tol=_TOLERANCE)
    with warnings.catch_warnings():
        # Stopping at the limit is meant: it is as good as a stronger penalty, and the same each time.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(matrix, targets, sample_weight=weights)
    return LinearHead(model.coef_[0].astype(np.float32), float(model.intercept_[0]))


def logits(head: LinearHead, matrix: sparse.csr_matrix) -> NDArray[np.float64]:
    """Return the head's raw logit of each row."""
    return np.asarray(matrix @ head.weights, dtype=np.float64) + head.bias
