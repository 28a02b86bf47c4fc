"""`python -m training.train [--data ../shared/data] [--out FOLDER]`: trains and exports the embedded model.

An hour and a quarter on two idle CPU cores, most of it the encoder; 6 GB of memory.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer

from bot.classifiers.embedded_stages import ENCODER, LINEAR, TOKENIZER, EncoderStage, LinearStage
from bot.core.model_view import model_view
from training.base_model import base_model
from training.calibrate import PLAIN
from training.corpus import HEADS, Example, Part, read_examples
from training.encoder import LONGEST_SERVED, RATE, SECOND_RATE, Encoder, fine_tune, keep, pretrained, rows_of
from training.encoder_graph import Shape, encoder_graph
from training.fit import feature_matrix, fit_head, logits
from training.languages import GROUPS, fit_languages, guess
from training.linear_graph import linear_graph
from training.measure_cost import judged
from training.rows import CHAT, chosen_for_encoder, chosen_for_second_pass, disguised, targets_of, trusted
from training.stack import Judged, Stack, as_in_chat, fit_calibrations, fit_stack, judged_alike, levelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from training.calibrate import Calibration
    from training.fit import LinearHead

MODEL = Path("bot/classifiers/embedded_model")
KEPT_ENCODER = Path("build/training/encoder.pt")
DATA = Path("../shared/data")
SEED = 20
STRENGTH = 10.0
# Raw logits of the linear stage (groups x heads) over which the encoder is asked, never for Russian.
DOUBTFUL = np.array([(-2.5, -3.5), (-3.5, -4.0), (-2.5, -3.5), (99.0, 99.0)])
_THREADS = 2


def train_linear(examples: Sequence[Example], folder: Path) -> None:
    """Fit, calibrate and write the linear stage; the same data give the same scores."""
    to_fit = [example for example in examples if example.part is Part.FIT]
    more = disguised(to_fit)
    matrix = feature_matrix([example.text for example in to_fit + more])
    print(f"linear stage: {matrix.shape[0]} texts")
    languages = fit_languages(to_fit, matrix[: len(to_fit)])
    heads = [_fit_head(to_fit + more, matrix, head) for head in range(len(HEADS))]
    known = [example for example in examples if example.part is Part.CALIBRATE]
    matrix = feature_matrix([example.text for example in known])
    truth = judge_alike(known, guess(languages, matrix))
    calibrations = fit_calibrations(np.column_stack([logits(head, matrix) for head in heads]), truth)
    content = linear_graph(heads, languages, calibrations, DOUBTFUL, _metadata(examples))
    (folder / LINEAR).write_bytes(content)


def train_encoder(examples: Sequence[Example], base: Path, folder: Path, kept: Path) -> None:
    """Fine-tune the encoder and write it; its weights before rounding are kept for comparing."""
    torch.set_num_threads(_THREADS)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    torch.manual_seed(SEED)
    encoder = pretrained(base)
    for chosen, rate in ((chosen_for_encoder, RATE), (chosen_for_second_pass, SECOND_RATE)):
        rows = rows_of(chosen(examples), tokenizer)
        print(f"encoder: {len(rows.ids)} texts")
        fine_tune(encoder, rows, seed=SEED, rate=rate)
    keep(encoder, kept)
    write_tokenizer(tokenizer, folder)
    stack_encoder(examples, encoder, folder)


def write_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Write the tokenizer as it is served: cut at the longest, without padding."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST_SERVED)
    (folder / TOKENIZER).write_text(tokenizer.to_str(), encoding="utf-8")


def stack_encoder(examples: Sequence[Example], encoder: Encoder, folder: Path) -> None:
    """Write the encoder with the weights of both stages' logits, fitted to what both really say of unseen rows."""
    weights = {name: value.numpy() for name, value in encoder.state_dict().items()}
    config = encoder.bert.config
    shape = Shape(LONGEST_SERVED, config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps)
    metadata = _metadata(examples)
    (folder / ENCODER).write_bytes(encoder_graph(weights, shape, _even_stack(), _plain(), metadata))
    known = [example for example in examples if example.part is Part.CALIBRATE]
    inputs, truth, chat = both_stages(known, folder)
    stack = levelled(fit_stack(inputs, as_in_chat(truth, chat)), inputs, truth)
    calibrations = fit_calibrations(stack.raw(inputs, truth.groups), truth)
    (folder / ENCODER).write_bytes(encoder_graph(weights, shape, stack, calibrations, metadata))


def both_stages(examples: Sequence[Example], folder: Path) -> tuple[NDArray[np.float64], Judged, NDArray[np.bool_]]:
    """Return the raw logits of both stages side by side for the rows of which the linear stage is in doubt.

    With them their truth, and which of them are work chat.
    """
    encoder = EncoderStage(folder)
    views = [model_view(example.text) for example in examples]
    first = judged(LinearStage(folder), views)
    asked = np.flatnonzero(first.doubt)
    print(f"the encoder is asked for {len(asked)} of {len(views)} calibration rows")
    own = np.concatenate([encoder.raw(views[index]) for index in asked])
    inputs = np.column_stack((first.raw[asked], own)).astype(np.float64)
    chat = np.array([example.source == CHAT for example in examples])
    return inputs, judge_alike(examples, first.group).only(first.doubt), chat[asked]


def judge_alike(examples: Sequence[Example], groups: NDArray[np.int64]) -> Judged:
    """Return the truth of examples, heads masked where a set's label is not trusted to judge."""
    targets = np.column_stack(
        [np.where(trusted(examples, head), targets_of(examples, head), -1) for head in range(len(HEADS))]
    )
    return judged_alike(targets, groups)


def digest_of(examples: Iterable[Example]) -> str:
    """Return a short hash of texts, parts, targets and weights: what data a model file was made from."""
    content = hashlib.sha256()
    for each in examples:
        content.update(
            repr((each.text, each.language, each.part.value, each.targets, each.weights)).encode(
                "utf-8", "surrogatepass"
            )
        )
    return content.hexdigest()[:16]


def _metadata(examples: Sequence[Example]) -> dict[str, str]:
    return {"labels": ",".join(HEADS), "groups": ",".join(GROUPS), "data": digest_of(examples)}


def _fit_head(examples: Sequence[Example], matrix: sparse.csr_matrix, head: int) -> LinearHead:
    targets = targets_of(examples, head)
    weights = np.array([example.weights[head] for example in examples])
    rows = np.flatnonzero(targets >= 0)
    return fit_head(matrix[rows], targets[rows], weights[rows], strength=STRENGTH)


def _even_stack() -> Stack:
    heads = len(HEADS)
    return Stack(np.tile(np.eye(heads), (len(GROUPS), 2, 1)) / 2, np.zeros((len(GROUPS), heads)))


def _plain() -> list[list[Calibration]]:
    return [[PLAIN] * len(HEADS)] * len(GROUPS)


def main() -> None:
    """Train and write the model's files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument(
        "--kept", type=Path, default=KEPT_ENCODER, help="where the encoder's weights before rounding go"
    )
    arguments = parser.parse_args()
    started = time.monotonic()
    for folder in (arguments.out, arguments.kept.parent):
        folder.mkdir(parents=True, exist_ok=True)
    base = base_model()
    examples = read_examples(arguments.data)
    train_linear(examples, arguments.out)
    train_encoder(examples, base, arguments.out, arguments.kept)
    size = sum((arguments.out / name).stat().st_size for name in (LINEAR, ENCODER, TOKENIZER))
    print(f"{arguments.out}: {size / 1e6:.1f} MB in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
