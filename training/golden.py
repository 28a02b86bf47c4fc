"""`python -m training.golden`: records the shipped model's scores of own sentences, for the test that guards them."""

from __future__ import annotations

import json
from pathlib import Path

from bot.classifiers.embedded import EmbeddedClassifier
from training.corpus import HEADS, read_rows
from training.measure_texts import HELD_OUT
from training.score import score

GOLDEN = Path("tests/classifiers/golden_scores.json")
_EVERY = 5


def main() -> None:
    """Write every fifth own sentence with its scores."""
    texts = [row["text"] for row in read_rows(HELD_OUT)][::_EVERY]
    scores = score(EmbeddedClassifier.load(), texts)
    rows = [
        {"text": text, **{label.value: round(float(value), 6) for label, value in zip(HEADS, row, strict=True)}}
        for text, row in zip(texts, scores, strict=True)
    ]
    GOLDEN.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{GOLDEN}: {len(rows)} sentences")


if __name__ == "__main__":
    main()
