"""The classifier that ships in the package: two linear heads on hashed n-grams, one ONNX file, no network."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import onnxruntime

from bot.classifiers.ngram_features import features
from bot.core.labels import Label
from bot.core.signals import Score, Unscored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.signals import Assessment, Scores

SHIPPED_MODEL = Path(__file__).parent / "embedded_model" / "model.onnx"
# Long queues are scored in pieces, so that one call's memory stays small.
_BATCH = 64


class ModelFileError(Exception):
    """The model file is missing or is not one that this classifier can run."""


class EmbeddedClassifier:
    """Scores texts by the shipped model; a text's scores do not depend on its neighbours in the batch."""

    def __init__(self, session: onnxruntime.InferenceSession, labels: Sequence[Label], digest: str) -> None:
        self._session = session
        self._order = tuple(labels)
        self._unscored: dict[Label, Assessment] = {
            label: Unscored(f"the embedded model has no data for {label}") for label in Label if label not in labels
        }
        self.name = f"embedded-1 {digest[:8]}"
        self.labels = frozenset(labels)

    @classmethod
    def load(cls, path: Path | None = None) -> EmbeddedClassifier:
        """Load a model file, the shipped one by default; raise ModelFileError where it can not be read or run."""
        path = path or SHIPPED_MODEL
        try:
            content = path.read_bytes()
        except OSError as error:
            raise ModelFileError(f"the model file {path} can not be read: {error.strerror}") from error
        session = _session(content, path)
        given = session.get_modelmeta().custom_metadata_map.get("labels", "")
        try:
            labels = tuple(Label(name) for name in given.split(","))
        except ValueError as error:
            raise ModelFileError(f"the model file {path} names labels that are not known: {given!r}") from error
        return cls(session, labels, hashlib.sha256(content).hexdigest())

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score original texts in a worker thread, so that the event loop goes on."""
        return await asyncio.to_thread(self.score_batch, texts)

    def score_batch(self, texts: Sequence[str]) -> list[Scores]:
        """Score original texts here and now, one result per text in order."""
        return [
            scores for start in range(0, len(texts), _BATCH) for scores in self._score(texts[start : start + _BATCH])
        ]

    def _score(self, texts: Sequence[str]) -> list[Scores]:
        batch = features(texts)
        (rows,) = self._session.run(["probabilities"], {"ids": batch.ids, "starts": batch.starts, "ends": batch.ends})
        return [
            {**self._unscored, **{label: Score(value) for label, value in zip(self._order, row, strict=True)}}
            for row in rows.tolist()
        ]


def _session(content: bytes, path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # One thread: a message is a few hundred additions, and a second thread only waits.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelFileError(
            f"the model file {path} is not a model that can be run: it is damaged or of another kind"
        ) from error
