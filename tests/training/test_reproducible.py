from pathlib import Path

import numpy as np
import pytest

from bot.classifiers.embedded import SHIPPED_MODEL, EmbeddedClassifier
from bot.classifiers.embedded_stages import ENCODER, LINEAR
from training.corpus import read_examples, read_rows
from training.graph import metadata_of
from training.measure_texts import HELD_OUT
from training.score import score
from training.train import digest_of, train_linear


@pytest.mark.shared
def test_the_shipped_files_are_made_of_these_data(shared: Path) -> None:
    """Both stages carry the hash of the rows that the code reads today."""
    digest = digest_of(read_examples(shared / "data"))
    for name in (LINEAR, ENCODER):
        assert metadata_of((SHIPPED_MODEL / name).read_bytes())["data"] == digest


@pytest.mark.shared
def test_training_again_gives_the_shipped_scores(shared: Path, tmp_path: Path) -> None:
    """The shipped linear stage is what the code and the data make, to a hundredth on every own sentence."""
    train_linear(read_examples(shared / "data"), tmp_path)
    texts = [row["text"] for row in read_rows(HELD_OUT)]
    old, new = (score(EmbeddedClassifier.load(path, encoder=False), texts) for path in (SHIPPED_MODEL, tmp_path))
    assert np.abs(old - new).max() <= 0.01
