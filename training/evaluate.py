"""`python -m training.evaluate [--data ../shared/data] [--model FILE]`: prints the figures of the model card."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.classifiers.embedded import SHIPPED_MODEL, EmbeddedClassifier
from bot.core.labels import Label
from training.calibrate import chat_weights
from training.corpus import HEADS, Part, read_chat, read_examples, read_rows
from training.metrics import calibration_error, ranking, recall_at_precision, wilson
from training.train import BREACHES, CHAT, DATA, WORK_TALK, targets_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from training.corpus import Example

HELD_OUT = Path(__file__).with_name("held_out.jsonl")
THRESHOLDS = (0.5, 0.8, 0.9)
CHAT_THRESHOLDS = (0.5, 0.6, 0.75, 0.8, 0.9)
# Where a policy would act by default.
LEVEL = {Label.TOXICITY: 0.8, Label.IDENTITY_ATTACK: 0.6}
# A set that labels another question than the head's is trusted less than this, and judges nothing.
TRUSTED = 0.15


def score(classifier: EmbeddedClassifier, texts: Sequence[str]) -> NDArray[np.float64]:
    """Return texts x `HEADS` of probabilities."""
    results = classifier.score_batch(texts)
    return np.array([[getattr(scores[label], "value", np.nan) for label in HEADS] for scores in results])


def dev_report(examples: Sequence[Example], scores: NDArray[np.float64], head: int) -> Iterator[str]:
    """Give the table of one head on the dev share, per language and per set."""
    level = LEVEL[HEADS[head]]
    yield f"| rows | n | positive | AUC | AP | recall at 95 % precision | ECE | found at {level} | harmless flagged |"
    yield "|-|-|-|-|-|-|-|-|-|"
    targets = targets_of(examples, head)
    trust = np.array([example.weights[head] for example in examples])
    is_chat = np.array([example.source == CHAT for example in examples])
    usable = (targets >= 0) & ((trust >= TRUSTED) | is_chat)
    for name, rows in _slices(examples, usable):
        if 20 <= targets[rows].sum() < rows.sum():
            yield _dev_row(name, targets[rows], scores[rows, head], level)
    weights = chat_weights(
        targets[usable],
        np.where(is_chat, 1.0, trust)[usable],
        is_chat[usable],
        positives=BREACHES[HEADS[head]],
        chat=WORK_TALK,
    )
    error = calibration_error(targets[usable], scores[usable, head], weights)
    yield f"\nECE in the mix that it is calibrated for: {error:.4f}"


def _slices(examples: Sequence[Example], usable: NDArray[np.bool_]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    yield "all", usable
    for kind in ("language", "source"):
        values = np.array([getattr(example, kind) for example in examples])
        for value in sorted(set(values)):
            yield value, usable & (values == value)


def _dev_row(name: str, targets: NDArray[np.int8], scores: NDArray[np.float64], level: float) -> str:
    area, precision = ranking(targets, scores)
    recall = recall_at_precision(targets, scores, 0.95)
    error = calibration_error(targets, scores, np.ones(len(targets)))
    hit, false = (float((scores[targets == target] >= level).mean()) for target in (1, 0))
    figures = " | ".join(f"{value:.3f}" for value in (area, precision, recall, error, hit))
    return f"| {name} | {len(targets)} | {targets.mean():.0%} | {figures} | {false:.2%} |"


def chat_report(label: Label, scores: NDArray[np.float64]) -> Iterator[str]:
    """Give the share of work chat that a head flags, with its 95 % interval."""
    for threshold in CHAT_THRESHOLDS:
        hits = int((scores >= threshold).sum())
        low, high = wilson(hits, len(scores))
        share = hits / len(scores)
        yield f"| {label} | {threshold} | {hits} of {len(scores)} | {share:.3%} | {low:.3%} to {high:.3%} |"


def own_report(classifier: EmbeddedClassifier) -> Iterator[str]:
    """Give recall and false alarms per language on the project's own sentences, none of them trained on."""
    yield "| language | insults | found at .5 / .8 / .9 | harmless | flagged at .5 / .8 / .9 | AUC |"
    yield "|-|-|-|-|-|-|"
    rows = list(read_rows(HELD_OUT))
    scores = score(classifier, [row["text"] for row in rows])[:, 0]
    targets = np.array([row["toxic"] for row in rows], np.int8)
    languages = np.array([row["lang"] for row in rows])
    for language in dict.fromkeys(languages):
        insults, harmless = (scores[(languages == language) & (targets == target)] for target in (1, 0))
        found, flagged = (" / ".join(str((s >= t).sum()) for t in THRESHOLDS) for s in (insults, harmless))
        area, _ = ranking(targets[languages == language], scores[languages == language])
        yield f"| {language} | {len(insults)} | {found} | {len(harmless)} | {flagged} | {area:.3f} |"


def report(classifier: EmbeddedClassifier, data: Path) -> Iterator[str]:
    """Give all tables, line by line."""
    yield f"Model: {classifier.name}"
    dev = [example for example in read_examples(data) if example.part is Part.DEV]
    scores = score(classifier, [example.text for example in dev])
    for head, label in enumerate(HEADS):
        yield f"\n### {label} on the dev share\n"
        yield from dev_report(dev, scores, head)
    yield "\n### Work chat (Ubuntu IRC, `test` split, never trained on)\n"
    yield "| head | threshold | flagged | share | 95 % interval |"
    yield "|-|-|-|-|-|"
    chat = score(classifier, read_chat(data, "test"))
    for head, label in enumerate(HEADS):
        yield from chat_report(label, chat[:, head])
    yield "\n### Own sentences kept out of training, toxicity head\n"
    yield from own_report(classifier)


def main() -> None:
    """Print the report as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--model", type=Path, default=SHIPPED_MODEL)
    arguments = parser.parse_args()
    for line in report(EmbeddedClassifier.load(arguments.model), arguments.data):
        print(line)


if __name__ == "__main__":
    main()
