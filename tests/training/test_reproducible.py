from pathlib import Path

import numpy as np
import pytest

from bot.classifiers.embedded import SHIPPED_MODEL, EmbeddedClassifier
from training.corpus import read_rows
from training.evaluate import HELD_OUT, score
from training.train import train


@pytest.mark.shared
def test_training_again_gives_the_shipped_scores(shared: Path, tmp_path: Path) -> None:
    """The shipped model is what the code and the data make, to a hundredth on every own sentence."""
    again = tmp_path / "model.onnx"
    again.write_bytes(train(shared / "data"))
    texts = [row["text"] for row in read_rows(HELD_OUT)]
    old, new = (score(EmbeddedClassifier.load(path), texts) for path in (SHIPPED_MODEL, again))
    assert np.abs(old - new).max() <= 0.01
