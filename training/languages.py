"""The groups of languages that calibration tells apart, and the small linear head that guesses a text's group."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from training.places import hashed_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.corpus import Example

GROUPS = ("en", "nordic", "de", "ru")
GROUP_OF = {"en": 0, "da": 1, "nb": 1, "sv": 1, "de": 2, "ru": 3}
# Features of toxicity, folded to fewer buckets: telling languages apart is easy.
FOLD_BITS = 4
_ENGLISH = 0.15
_STRENGTH = 30.0
_MAX_ITERATIONS = 60


class LanguageHead(NamedTuple):
    """Buckets x groups of weights, and a bias per group; the highest sum is the guess, English where nothing speaks."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


def folded(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return the same rows with neighbouring buckets added up."""
    shape = (matrix.shape[0], matrix.shape[1] >> FOLD_BITS)
    return sparse.csr_matrix((matrix.data, matrix.indices >> FOLD_BITS, matrix.indptr), shape=shape)


def groups_of(examples: Sequence[Example]) -> NDArray[np.int64]:
    """Return the true group of each example."""
    return np.array([GROUP_OF[example.language] for example in examples], np.int64)


def fit_languages(examples: Sequence[Example], matrix: sparse.csr_matrix) -> LanguageHead:
    """Fit on all other languages and a sample of English, of which there is too much."""
    groups = groups_of(examples)
    kept = np.array([hashed_place("language", example.text) < _ENGLISH for example in examples])
    rows = np.flatnonzero(kept | (groups != 0) | np.array([example.source == "contrast" for example in examples]))
    model = LogisticRegression(C=_STRENGTH, max_iter=_MAX_ITERATIONS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(folded(matrix[rows]), groups[rows])
    return LanguageHead(model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32))


def guess(head: LanguageHead, matrix: sparse.csr_matrix) -> NDArray[np.int64]:
    """Return the guessed group of each row."""
    return np.asarray((folded(matrix) @ head.weights + head.bias).argmax(axis=1))
