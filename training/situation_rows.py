"""The messages that the situation model is made from: read, split by a stable hash, and turned into numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from bot.core.likeness import grams
from bot.core.proposals import Circumstances, DraftRequest
from bot.drafting.signs import ADDRESSED
from bot.drafting.situation_features import BUCKETS, features, words_of
from bot.drafting.situation_model import NONE, SENTENCES, WORDS
from bot.drafting.situations import against, read_signs, ruled
from bot.drafting.weights import MEANS
from training.places import hashed_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.drafting.situations import Read

MESSAGES = Path(__file__).with_name("situations.jsonl")
# What the cues were tuned on: taught too, but never a measure of the model.
TUNED = Path(__file__).parents[1] / "tests" / "drafting" / "dev_messages.jsonl"
LABELS = (NONE, "question", "complaint", "wish", "praise", "conflict", "welcome")
SIGNS = (*sorted({*MEANS, "greeting", "newcomer", "angry", "happy"} - {ADDRESSED}), SENTENCES, WORDS)
LANGUAGES = ("en", "da", "nb", "sv", "de", "ru")
_ALIKE = 0.5
_DEVELOPMENT = 1 / 3
# What a sign counts beside the letters, which share a length of 1 among them.
_SIGN, _SENTENCES, _WORDS = 0.2, 0.3, 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """A message with its label. `domain`: whose community it is written in, empty where none is told."""

    text: str
    language: str
    situation: str
    domain: str = ""
    first_post: bool = False

    @property
    def request(self) -> DraftRequest:
        """The message as recognition gets it."""
        return DraftRequest(self.text, self.language, around=Circumstances(first_post=self.first_post))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as numbers: features, labels, the label that the rules give by themselves, and what they count against each.

    `against`: rows x labels, 0 where the rule of a label holds.
    """

    rows: tuple[Row, ...]
    matrix: sparse.csr_matrix
    labels: NDArray[np.int64]
    ruled: NDArray[np.int64]
    against: NDArray[np.float64]

    def part(self, places: NDArray[np.int64]) -> Table:
        """Return some of the rows."""
        return Table(
            tuple(self.rows[each] for each in places),
            self.matrix[places],
            self.labels[places],
            self.ruled[places],
            self.against[places],
        )


def read_messages() -> list[Row]:
    """Read our own messages."""
    rows = [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    return [Row(**each, first_post=each["situation"] == "welcome") for each in rows]


def read_tuned() -> list[Row]:
    """Read the messages that the cues were tuned on, those without circumstances beside a first post."""
    rows = [json.loads(line) for line in TUNED.read_text(encoding="utf-8").splitlines()]
    plain = [each for each in rows if set(each.get("context", {})) <= {"first_post"}]
    return [
        Row(each["text"], each["language"], each["situation"], first_post=bool(each.get("context"))) for each in plain
    ]


def table_of(rows: Sequence[Row]) -> Table:
    """Turn rows into numbers."""
    read = [read_signs(each.request, each.language) for each in rows]
    words = [words_of(each.text) for each in rows]
    letters = [np.array(sorted(features(each)), np.int64) for each in words]
    lengths = np.array([len(each) for each in letters])
    values = np.repeat(1 / np.sqrt(np.maximum(lengths, 1)), lengths)
    ids = np.concatenate(letters)
    hashed = sparse.csr_matrix((values, ids, np.concatenate(([0], np.cumsum(lengths)))), (len(rows), BUCKETS))
    signs = np.array([_sign_row(*each) for each in zip(read, map(len, words), strict=True)])
    return Table(
        tuple(rows),
        sparse.hstack([hashed, sparse.csr_matrix(signs)]).tocsr(),
        np.array([LABELS.index(each.situation) for each in rows]),
        np.array([LABELS.index(_ruled(each)) for each in read]),
        np.array([_against(each) for each in read]),
    )


def sign_scales() -> NDArray[np.float64]:
    """Return what each sign's value is scaled by while the model is fitted; the shipped weights hold it."""
    return np.array([{SENTENCES: _SENTENCES, WORDS: _WORDS}.get(each, _SIGN) for each in SIGNS])


def _sign_row(read: Read, words: int) -> NDArray[np.float64]:
    found = frozenset[str]().union(*read)
    counts = {SENTENCES: min(len(read), 5) / 5, WORDS: min(words, 40) / 40}
    return np.array([counts.get(each, float(each in found)) for each in SIGNS]) * sign_scales()


def _against(read: Read) -> list[float]:
    held = {hit.rule.situation for hit in ruled(read)}
    counted = {str(each): points for each, points in against(read).items() if each not in held}
    return [float(counted.get(each, 0)) for each in LABELS]


def _ruled(read: Read) -> str:
    hits = ruled(read)
    return str(hits[0].rule.situation) if hits else NONE


def development(rows: Sequence[Row]) -> NDArray[np.bool_]:
    """Tell for each row whether it is in the third that is developed on; what is nearly the same is on one side."""
    groups = _groups([each.text for each in rows])
    names: dict[int, str] = {}
    for group, row in zip(groups, rows, strict=True):
        names[group] = min(names.get(group, row.text), row.text)
    return np.array([hashed_place("situations", names[each]) >= 1 - _DEVELOPMENT for each in groups])


def _groups(texts: Sequence[str]) -> list[int]:
    """Number the texts so that two that are nearly the same, directly or by others, have the same number."""
    known: dict[str, int] = {}
    held = [[known.setdefault(each, len(known)) for each in sorted(grams(text))] for text in texts]
    counts = np.array([len(each) for each in held])
    shape = (len(texts), len(known))
    ids = np.concatenate([np.array(each, np.int64) for each in held])
    matrix = sparse.csr_matrix((np.ones(len(ids)), ids, np.concatenate(([0], np.cumsum(counts)))), shape)
    both = (matrix @ matrix.T).tocoo()
    alike = both.data / (counts[both.row] + counts[both.col] - both.data) > _ALIKE
    pairs = sparse.coo_matrix((np.ones(alike.sum()), (both.row[alike], both.col[alike])), (len(texts), len(texts)))
    return [int(each) for each in connected_components(pairs)[1]]
