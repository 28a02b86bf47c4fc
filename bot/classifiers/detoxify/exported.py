"""An exported Detoxify network, served by onnxruntime alone: neither torch nor transformers is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bot.classifiers.detoxify.batches import readable
from bot.classifiers.detoxify.exported_batches import batches, laid_out
from bot.classifiers.detoxify.exported_manifest import TOKENIZER, checked_file, network_file, read_manifest
from bot.classifiers.errors import UnusableModelError
from bot.core.labels import Label
from bot.core.signals import Score, Unscored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.classifiers.detoxify.exported_manifest import Manifest, Precision
    from bot.core.signals import Assessment, Scores


class ExportedModel:
    """Scores texts as Detoxify does; of a long text its first tokens are read, as many as Detoxify reads.

    A text's scores are the same to the last digit, alone and in any batch.
    """

    def __init__(
        self, manifest: Manifest, precision: Precision, session: onnxruntime.InferenceSession, tokenizer: Tokenizer
    ) -> None:
        self._order = manifest.labels
        self._padding = manifest.padding
        self._session = session
        self._tokenizer = tokenizer
        self._unscored: dict[Label, Assessment] = {
            label: Unscored(f"{manifest.classifier} has no data for {label}") for label in Label
        }
        self.name = f"{manifest.name} {precision}"
        self.labels = frozenset(self._order)

    @classmethod
    def load(cls, folder: Path, precision: Precision = "int8") -> ExportedModel:
        """Load what `takt models export` wrote. Raises UnusableModelError where a file is missing or another."""
        manifest = read_manifest(folder)
        network = checked_file(folder, network_file(precision), manifest)
        tokenizer = _tokenizer(checked_file(folder, TOKENIZER, manifest), manifest.max_tokens)
        return cls(manifest, precision, _session(network), tokenizer)

    def score_batch(self, texts: Sequence[str]) -> list[Scores]:
        """Score texts, one result per text in order. Raises ValueError where the network gives NaN."""
        # One by one: a batch would be spread over threads.
        ids = [np.array(self._tokenizer.encode(readable(text)).ids, np.int64) for text in texts]
        results: dict[int, Scores] = {}
        for batch in batches([len(each) for each in ids]):
            (rows,) = self._session.run(["scores"], laid_out([ids[index] for index in batch], self._padding))
            results.update(zip(batch, map(self._scores, rows.tolist()), strict=True))
        return [results[index] for index in range(len(texts))]

    def _scores(self, row: list[float]) -> Scores:
        return self._unscored | {label: Score(value) for label, value in zip(self._order, row, strict=True)}


def _tokenizer(path: Path, max_tokens: int) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:
        raise UnusableModelError(f"{path} is no tokenizer that can be read here.") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # A second thread on a busy machine makes each message several times slower.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise UnusableModelError(f"{path} is not a network that can be run here.") from error
