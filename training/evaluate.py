"""`python -m training.evaluate [--data ../shared/data] [--model FOLDER]`: prints the figures of the model card."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.classifiers.embedded import SHIPPED_MODEL, EmbeddedClassifier
from training.corpus import HEADS, Part, read_chat, read_examples
from training.measure_cost import flip_report, latency_report
from training.measure_texts import disguise_report, identity_report, own_report, rare_report
from training.metrics import (
    area,
    area_interval,
    average_precision,
    calibration_error,
    recall_at_precision,
    threshold_at_precision,
    wilson,
)
from training.rows import targets_of, trusted
from training.score import score
from training.train import DATA, KEPT_ENCODER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from training.corpus import Example

LEVELS = (0.5, 0.8, 0.9)
QUANTILES = (0.5, 0.9, 0.99, 0.995, 0.999, 0.9995)
_FEWEST = 20


def dev_report(examples: Sequence[Example], scores: NDArray[np.float64], head: int) -> Iterator[str]:
    """Give the table of one head on the dev share, per language and per set."""
    yield "| rows | n | positive | AUC | 95 % interval | AP | recall at precision .95 | ECE | found at .8 | flagged |"
    yield "|-|-|-|-|-|-|-|-|-|-|"
    targets, usable = usable_of(examples, head)
    for name, rows in _slices(examples, usable):
        if _FEWEST <= targets[rows].sum() < rows.sum():
            yield _dev_row(name, targets[rows], scores[rows, head])


def usable_of(examples: Sequence[Example], head: int) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return one head's targets, and which of them may judge."""
    targets = targets_of(examples, head)
    return targets, (targets >= 0) & trusted(examples, head)


def _slices(examples: Sequence[Example], usable: NDArray[np.bool_]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    yield "all", usable
    for kind in ("language", "source"):
        values = np.array([getattr(example, kind) for example in examples])
        for value in sorted(set(values)):
            yield value, usable & (values == value)


def _dev_row(name: str, targets: NDArray[np.int8], scores: NDArray[np.float64]) -> str:
    low, high = area_interval(targets, scores)
    recall = recall_at_precision(targets, scores, 0.95)
    error = calibration_error(targets, scores, np.ones(len(targets)))
    hit, false = (scores[targets == target] >= 0.8 for target in (1, 0))
    least, most = wilson(int(hit.sum()), len(hit))
    found = f"{hit.mean():.0%} ({least:.0%} to {most:.0%}) | {false.mean():.2%}"
    figures = f"{area(targets, scores):.3f} | {low:.3f} to {high:.3f} | {average_precision(targets, scores):.3f}"
    return f"| {name} | {len(targets)} | {targets.mean():.0%} | {figures} | {recall:.3f} | {error:.3f} | {found} |"


def chat_report(chat: NDArray[np.float64], levels: Sequence[Sequence[tuple[str, float]]]) -> Iterator[str]:
    """Give the share of work chat that each head flags at its levels, with its 95 % interval."""
    yield "| head | threshold | flagged | share | 95 % interval |"
    yield "|-|-|-|-|-|"
    for head, label in enumerate(HEADS):
        for name, threshold in levels[head]:
            hits = int((chat[:, head] >= threshold).sum())
            low, high = wilson(hits, len(chat))
            share = hits / len(chat)
            yield f"| {label} | {name} | {hits} of {len(chat)} | {share:.3%} | {low:.3%} to {high:.3%} |"


def quantile_report(name: str, chat: NDArray[np.float64]) -> Iterator[str]:
    """Give the scores that so much of the work chat stays under."""
    for head, label in enumerate(HEADS):
        values = " | ".join(f"{value:.4f}" for value in np.quantile(chat[:, head], QUANTILES))
        yield f"| {name} | {label} | {values} |"


def report(model: Path, data: Path, kept: Path) -> Iterator[str]:
    """Give all tables, line by line."""
    classifier = EmbeddedClassifier.load(model)
    yield f"Model: {classifier.name}"
    dev = [example for example in read_examples(data) if example.part is Part.DEV]
    texts, chat_texts = [example.text for example in dev], read_chat(data, "test")
    scores, chat = score(classifier, texts), score(classifier, chat_texts)
    for head, label in enumerate(HEADS):
        yield f"\n### {label} on the dev share\n"
        yield from dev_report(dev, scores, head)
    limits = [limits_of(dev, scores, head) for head in range(len(HEADS))]
    yield "\n### Work chat (Ubuntu IRC, `test` split, never trained on)\n"
    yield from chat_report(chat, [_named(*each) for each in limits])
    yield "\n| split | head | " + " | ".join(f"{share:.2%} are under" for share in QUANTILES) + " |"
    yield "|-|-|" + "-|" * len(QUANTILES)
    yield from quantile_report("test", chat)
    yield from quantile_report("dev", score(classifier, read_chat(data, "dev")))
    yield "\n### Where breaches are rare\n"
    yield from rare_report(*usable_of(dev, 0), scores[:, 0])
    yield from _more(classifier, dev, limits[0][0])
    yield "\n### What rounding to bytes changes\n"
    yield from flip_report(chat_texts + texts, model, kept)
    yield "\n### Speed\n"
    stages = {"both stages": classifier, "linear stage alone": EmbeddedClassifier.load(model, encoder=False)}
    yield from latency_report(stages, {"work chat": chat_texts, "dev": texts})


def _more(classifier: EmbeddedClassifier, dev: Sequence[Example], level: float) -> Iterator[str]:
    yield "\n### Own sentences kept out of training, toxicity head\n"
    yield from own_report(classifier)
    yield "\n### Harmless sentences that name a group, and insults that name none\n"
    yield from identity_report(classifier)
    yield "\n### Harmless dev texts in disguise\n"
    yield from disguise_report(classifier, dev, level)


def limits_of(dev: Sequence[Example], scores: NDArray[np.float64], head: int) -> tuple[float, float]:
    """Return the thresholds with 90 % and 95 % precision on dev."""
    targets, usable = usable_of(dev, head)
    low, high = (threshold_at_precision(targets[usable], scores[usable, head], wanted) for wanted in (0.9, 0.95))
    return low, high


def _named(low: float, high: float) -> list[tuple[str, float]]:
    precise = [(f"{low:.3f} (90 % precision on dev)", low), (f"{high:.3f} (95 % precision on dev)", high)]
    return [(str(level), level) for level in LEVELS] + precise


def main() -> None:
    """Print the report as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--model", type=Path, default=SHIPPED_MODEL)
    parser.add_argument(
        "--kept", type=Path, default=KEPT_ENCODER, help="where training left the encoder before rounding"
    )
    arguments = parser.parse_args()
    for line in report(arguments.model, arguments.data, arguments.kept):
        print(line)


if __name__ == "__main__":
    main()
