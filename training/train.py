"""`python -m training.train [--data ../shared/data] [--out FILE]`: trains and exports the embedded model."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from bot.core.labels import Label
from training.calibrate import chat_weights, fit_calibration
from training.corpus import HEADS, Example, Part, hashed_place, read_examples
from training.export import export
from training.fit import feature_matrix, fit_head, logits
from training.obfuscate import obfuscate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from training.calibrate import Calibration
    from training.fit import LinearHead

MODEL = Path("bot/classifiers/embedded_model/model.onnx")
DATA = Path("../shared/data")
CHAT = "chat/ubuntu_irc"
SEED = 20
STRENGTH = {Label.TOXICITY: 10.0, Label.IDENTITY_ATTACK: 10.0}
# The community that the probabilities are meant for: so many messages breach, and so many of the others are work talk.
BREACHES = {Label.TOXICITY: 0.05, Label.IDENTITY_ATTACK: 0.02}
WORK_TALK = 0.8
DISGUISED_SHARE = 0.3
DISGUISED_WEIGHT = 0.6


def train(data: Path) -> bytes:
    """Return the trained model file; the same data give the same scores."""
    examples = read_examples(data)
    to_fit = [example for example in examples if example.part is Part.FIT]
    to_fit += disguised(to_fit)
    to_calibrate = [example for example in examples if example.part is Part.CALIBRATE]
    print(f"{len(to_fit)} texts to fit, {len(to_calibrate)} to calibrate")
    fit_features = feature_matrix([example.text for example in to_fit])
    calibration_features = feature_matrix([example.text for example in to_calibrate])
    heads, calibrations = [], []
    for index, label in enumerate(HEADS):
        head = _fit(to_fit, fit_features, index, STRENGTH[label])
        heads.append(head)
        calibrations.append(_calibrate(to_calibrate, logits(head, calibration_features), index, BREACHES[label]))
        print(f"{label}: bias {head.bias:.2f}, calibration {np.round(calibrations[-1].slopes, 2)}")
    return export(HEADS, heads, calibrations)


def disguised(examples: Sequence[Example]) -> list[Example]:
    """Return disguised copies of 30 % of the positives and of as many harmless texts."""
    positives = [e for e in examples if 1 in e.targets and hashed_place("disguise", e.text) < DISGUISED_SHARE]
    harmless = sorted((e for e in examples if 1 not in e.targets), key=lambda e: hashed_place("disguise", e.text))
    random = Random(SEED)
    return [_disguised(example, random) for example in positives + harmless[: len(positives)]]


def _disguised(example: Example, random: Random) -> Example:
    weights = tuple(weight * DISGUISED_WEIGHT for weight in example.weights)
    return replace(example, text=obfuscate(example.text, random), weights=weights)


def targets_of(examples: Sequence[Example], head: int) -> NDArray[np.int8]:
    """Return one head's targets, -1 where it is masked."""
    return np.array([-1 if e.targets[head] is None else e.targets[head] for e in examples], np.int8)


def _fit(examples: Sequence[Example], matrix: sparse.csr_matrix, index: int, strength: float) -> LinearHead:
    targets = targets_of(examples, index)
    weights = np.array([example.weights[index] for example in examples])
    rows = np.flatnonzero(targets >= 0)
    return fit_head(matrix[rows], targets[rows], weights[rows], strength=strength)


def _calibrate(examples: Sequence[Example], raw: NDArray[np.float64], index: int, breaches: float) -> Calibration:
    targets = targets_of(examples, index)
    rows = targets >= 0
    is_chat = np.array([example.source == CHAT for example in examples])
    trust = np.where(is_chat, 1.0, np.array([example.weights[index] for example in examples]))
    weights = chat_weights(targets[rows], trust[rows], is_chat[rows], positives=breaches, chat=WORK_TALK)
    return fit_calibration(raw[rows], targets[rows], weights)


def main() -> None:
    """Train and write the model file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=MODEL)
    arguments = parser.parse_args()
    started = time.monotonic()
    model = train(arguments.data)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_bytes(model)
    print(f"{arguments.out}: {len(model) / 1e6:.1f} MB in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
