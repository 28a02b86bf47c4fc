"""Tables about what the model costs: time, and what rounding its weights to bytes changes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer

from bot.classifiers.embedded_stages import ENCODER, TOKENIZER, EncoderStage, Judgement, LinearStage
from bot.core.model_view import model_view
from training.calibrate import Calibration
from training.corpus import HEADS
from training.encoder import encode, restored
from training.graph import constant_of
from training.metrics import wilson
from training.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.classifiers.embedded import EmbeddedClassifier

LEVELS = (0.5, 0.8, 0.9)
_TIMED = 3000
_PIECE = 512


def flip_report(texts: Sequence[str], folder: Path, kept: Path) -> Iterator[str]:
    """Give the share of decisions that differ between the shipped encoder and its weights before rounding."""
    if not kept.is_file():
        yield f"Not measured: {kept} is missing; training writes it."
        return
    views = [model_view(text) for text in texts]
    first = judged(LinearStage(folder), views)
    asked = np.flatnonzero(first.doubt)
    stage = EncoderStage(folder)
    rounded = np.concatenate([stage.judge(views[i], first.raw[i : i + 1], first.group[i : i + 1]) for i in asked])
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    own = encode(restored(kept), [each.ids for each in tokenizer.encode_batch([views[i] for i in asked])])
    exact = verdict((folder / ENCODER).read_bytes(), np.column_stack((first.raw[asked], own)), first.group[asked])
    moved = np.abs(rounded - exact).mean()
    yield f"{len(asked)} of {len(texts)} texts reach the encoder; their score changes by {moved:.4f} on average."
    yield "| head | threshold | decisions that change | share of all texts | 95 % interval |"
    yield "|-|-|-|-|-|"
    for head, label in enumerate(HEADS):
        for level in LEVELS:
            changed = int(((rounded[:, head] >= level) != (exact[:, head] >= level)).sum())
            low, high = wilson(changed, len(texts))
            yield f"| {label} | {level} | {changed} | {changed / len(texts):.3%} | {low:.3%} to {high:.3%} |"


def judged(stage: LinearStage, views: Sequence[str]) -> Judgement:
    """Return what the linear stage says of many views."""
    pieces = [stage.judge(views[start : start + _PIECE]) for start in range(0, len(views), _PIECE)]
    return Judgement(*map(np.concatenate, zip(*pieces, strict=True)))


def verdict(model: bytes, inputs: NDArray[np.float64], groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the probabilities that an encoder file's own stack and calibration give for both stages' logits."""
    weights, bias, slopes, intercepts = (
        np.asarray(constant_of(model, name), np.float64)
        for name in ("stack_weights", "stack_bias", "slopes", "intercepts")
    )
    raw = Stack(weights, bias).raw(inputs, groups)
    found = np.empty(raw.shape)
    for group, head in np.ndindex(intercepts.shape):
        rows = groups == group
        found[rows, head] = Calibration(slopes[group, head], float(intercepts[group, head])).probabilities(
            raw[rows, head]
        )
    return found


def latency_report(classifiers: Mapping[str, EmbeddedClassifier], texts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Give milliseconds of this process' time for texts scored one by one."""
    yield "| what | texts | mean ms | median | p95 | p99 |"
    yield "|-|-|-|-|-|-|"
    for name, classifier in classifiers.items():
        for kind, every in texts.items():
            sample = np.random.default_rng(0).permutation(len(every))[:_TIMED]
            took = np.array([_milliseconds(classifier, every[index]) for index in sample])
            middle, slow, slowest = np.quantile(took, (0.5, 0.95, 0.99))
            yield f"| {name} | {kind} | {took.mean():.2f} | {middle:.2f} | {slow:.2f} | {slowest:.2f} |"


def _milliseconds(classifier: EmbeddedClassifier, text: str) -> float:
    started = time.process_time()
    classifier.score_batch([text])
    return (time.process_time() - started) * 1000
