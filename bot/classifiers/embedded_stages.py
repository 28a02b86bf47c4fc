"""The two stages of the embedded model: a linear one that reads all texts at once, and an encoder for one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from tokenizers import Tokenizer

from bot.classifiers.embedded_files import content_of, damaged, session_of
from bot.classifiers.ngram_features import features

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

LINEAR, ENCODER, TOKENIZER = "linear.onnx", "encoder.onnx", "tokenizer.json"
# A token has at least one character, and few have more than ten: the encoder never reads further than this.
_READ_CHARS = 600


class Judgement(NamedTuple):
    """What the linear stage says of a batch, message by message.

    `probabilities` and `raw` logits are messages x labels; `group` is the guessed group of languages; `doubt` says
    where the encoder should be asked.
    """

    probabilities: NDArray[np.float32]
    raw: NDArray[np.float32]
    group: NDArray[np.int64]
    doubt: NDArray[np.bool_]


class LinearStage:
    """Hashed n-grams and sums of whole numbers: what it says of a text does not depend on the text's neighbours."""

    def __init__(self, folder: Path) -> None:
        path = folder / LINEAR
        content = content_of(path)
        self._session = session_of(content, path)
        self.metadata: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        self.content = content

    def judge(self, views: Sequence[str]) -> Judgement:
        """Judge the model views of a batch."""
        given = features(views)._asdict()
        return Judgement(*self._session.run(Judgement._fields, given))


class EncoderStage:
    """A small transformer of whole-number products; each text runs alone, for its scale depends on all that runs."""

    def __init__(self, folder: Path) -> None:
        path, vocabulary = folder / ENCODER, folder / TOKENIZER
        content, tokens = content_of(path), content_of(vocabulary)
        self._session = session_of(content, path)
        try:
            self._tokenizer = Tokenizer.from_str(tokens.decode())
        except Exception as error:
            raise damaged(vocabulary) from error
        self.content = content + tokens

    def judge(self, view: str, raw: NDArray[np.float32], group: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the probabilities, 1 x labels, of one view of which the linear stage gave raw logits and group."""
        given = {"ids": self._ids(view), "raw": raw, "group": group}
        (probabilities,) = self._session.run(["probabilities"], given)
        return np.asarray(probabilities)

    def raw(self, view: str) -> NDArray[np.float32]:
        """Return the encoder's own logits, 1 x labels, before they are weighed with the linear stage's."""
        nothing = np.zeros((1, 2), np.float32)
        given = {"ids": self._ids(view), "raw": nothing, "group": np.zeros(1, np.int64)}
        (raw,) = self._session.run(["encoder_raw"], given)
        return np.asarray(raw)

    def _ids(self, view: str) -> NDArray[np.int64]:
        return np.array(self._tokenizer.encode(view[:_READ_CHARS]).ids, np.int64)
