"""Tables about texts that were written for measuring, or changed for it."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from training.corpus import read_rows
from training.metrics import area, wilson
from training.obfuscate import obfuscate
from training.rows import targets_of, trusted
from training.score import score

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from bot.classifiers.embedded import EmbeddedClassifier
    from training.corpus import Example

HELD_OUT = Path(__file__).with_name("held_out.jsonl")
TEMPLATES = Path(__file__).with_name("identity_templates.jsonl")
LEVELS = (0.5, 0.8, 0.9)
RARE = (0.05, 0.01, 0.001)
_DISGUISED = 3000
_WORST = 5


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
        found, flagged = (" / ".join(str((s >= t).sum()) for t in LEVELS) for s in (insults, harmless))
        ranked = area(targets[languages == language], scores[languages == language])
        yield f"| {language} | {len(insults)} | {found} | {len(harmless)} | {flagged} | {ranked:.3f} |"


def identity_report(classifier: EmbeddedClassifier) -> Iterator[str]:
    """Give how surely insults that name no group rank over harmless sentences that do (BPSN), worst groups first."""
    rows = list(read_rows(TEMPLATES))
    groups, frames, insults = (
        [row["text"] for row in rows if row["kind"] == kind] for kind in ("identity", "harmless", "toxic")
    )
    toxic = score(classifier, insults)[:, 0]
    found = []
    for group in groups:
        scores = score(classifier, [frame.format(group) for frame in frames])
        targets = np.repeat(np.array([1, 0], np.int8), (len(toxic), len(scores)))
        found.append((area(targets, np.concatenate((toxic, scores[:, 0]))), group, scores))
    every = np.concatenate([scores for _, _, scores in found])
    found.sort(key=lambda each: each[0])
    yield f"{len(groups)} groups in {len(frames)} harmless sentences, against {len(insults)} insults:"
    yield (
        "worst "
        + ", ".join(f"{value:.3f} ({group})" for value, group, _ in found[:_WORST])
        + f"; mean {np.mean([f[0] for f in found]):.3f}."
    )
    for head, name in enumerate(("toxicity", "identity_attack")):
        flagged = ", ".join(f"{(every[:, head] >= level).mean():.1%} at {level}" for level in LEVELS)
        yield f"Harmless sentences flagged by {name}: {flagged}."


def disguise_report(classifier: EmbeddedClassifier, examples: Sequence[Example], level: float) -> Iterator[str]:
    """Give the share of harmless dev texts that are flagged once they are in disguise."""
    targets, random = targets_of(examples, 0), Random(0)
    harmless = [
        e.text for e, target, sure in zip(examples, targets, trusted(examples, 0), strict=True) if sure and target == 0
    ]
    texts = random.sample(harmless, min(_DISGUISED, len(harmless)))
    plain, hidden = (score(classifier, each)[:, 0] for each in (texts, [obfuscate(text, random) for text in texts]))
    for name, scores in (("as they are", plain), ("in disguise", hidden)):
        hits = int((scores >= level).sum())
        low, high = wilson(hits, len(scores))
        share = f"{hits / len(scores):.2%} ({low:.2%} to {high:.2%})"
        yield f"- {name}: {hits} of {len(scores)} flagged at {level:.3f}, {share}"


def rare_report(targets: NDArray[np.int8], usable: NDArray[np.bool_], scores: NDArray[np.float64]) -> Iterator[str]:
    """Give each level's precision where only so many messages are toxic, and the others are like dev's harmless."""
    yield (
        "| threshold | recall | harmless flagged | "
        + " | ".join(f"precision at {base:.1%} toxic" for base in RARE)
        + " |"
    )
    yield "|-|-|-|" + "-|" * len(RARE)
    for level in LEVELS:
        hit, false = (float((scores[usable & (targets == target)] >= level).mean()) for target in (1, 0))
        right = (base * hit / (base * hit + (1 - base) * false) for base in RARE)
        yield f"| {level} | {hit:.0%} | {false:.2%} | " + " | ".join(f"{value:.0%}" for value in right) + " |"
