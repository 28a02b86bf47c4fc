import hashlib
import json
import re
from pathlib import Path

import pytest

from bot.classifiers.embedded import SHIPPED_MODEL, EmbeddedClassifier
from bot.classifiers.embedded_stages import ENCODER, LINEAR, TOKENIZER
from bot.classifiers.errors import UnusableModelError
from bot.core.labels import Label
from bot.core.signals import Score, Unscored

GOLDEN = json.loads(Path(__file__).with_name("golden_scores.json").read_text(encoding="utf-8"))
CARD = (SHIPPED_MODEL / "MODEL_CARD.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shipped() -> EmbeddedClassifier:
    """Give the shipped model."""
    return EmbeddedClassifier.load()


def value(classifier: EmbeddedClassifier, text: str, label: Label = Label.TOXICITY) -> float:
    """Return the score of one text."""
    assessment = classifier.score_batch([text])[0][label]
    assert isinstance(assessment, Score)
    return assessment.value


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: row["text"])
def test_scores_are_the_golden_ones(shipped: EmbeddedClassifier, row: dict[str, str | float]) -> None:
    """The shipped file gives the recorded scores on this machine too."""
    text = str(row["text"])
    for label in shipped.labels:
        assert value(shipped, text, label) == pytest.approx(row[label], abs=1e-4)


def test_the_card_is_of_the_shipped_file(shipped: EmbeddedClassifier) -> None:
    """Card and name carry the file's own sha256."""
    contents = [(SHIPPED_MODEL / name).read_bytes() for name in (LINEAR, ENCODER, TOKENIZER)]
    assert all(hashlib.sha256(content).hexdigest() in CARD for content in contents)
    assert shipped.name == f"embedded-2 {hashlib.sha256(b''.join(contents)).hexdigest()[:8]}"
    assert sum(map(len, contents)) < 30e6


def test_labels_without_data_are_unscored(shipped: EmbeddedClassifier) -> None:
    """What the model has not learned it does not guess, and asking again will not help."""
    threat = shipped.score_batch(["hello"])[0][Label.THREAT]
    assert threat == Unscored("the embedded model has no data for threat")


@pytest.mark.parametrize(
    "insult",
    [
        "you are a complete idiot",
        "shut up you worthless moron",
        "du er en idiot",
        "du är en idiot",
        "du bist ein Idiot",
        "ты идиот",
        "you are an ІDІОT",
        "you are an i d i o t",
        "you are an ｉｄｉｏｔ",
    ],
)
def test_plain_insults_score_high(shipped: EmbeddedClassifier, insult: str) -> None:
    """A plain insult is over the default policy's threshold, disguised or not."""
    assert value(shipped, insult) >= 0.8


@pytest.mark.parametrize(
    "harmless",
    [
        "this update is idiotic",
        "your support is slow and the price is too high",
        "I will kill the process",
        "python3 -m venv",
        "I am such an idiot, sorry",
        "",
        "12345 67",
        "?!",
        "blåbærgrød på øen",
        "я живу рядом с мечетью",
    ],
)
def test_harmless_texts_score_low(shipped: EmbeddedClassifier, harmless: str) -> None:
    """Criticism, work talk, self-mockery and texts without words stay far from any threshold."""
    assert value(shipped, harmless) < 0.5
    assert value(shipped, harmless, Label.IDENTITY_ATTACK) < 0.2


def test_scores_do_not_depend_on_neighbours(shipped: EmbeddedClassifier) -> None:
    """Each text scores the same alone and in a batch of short and long ones, to the last bit."""
    texts = [str(row["text"]) for row in GOLDEN] + ["you idiot " * 40, ""]
    assert shipped.score_batch(texts) == [shipped.score_batch([text])[0] for text in texts]


def test_the_linear_stage_runs_alone() -> None:
    """Without the encoder the other stage still scores, under a name of its own."""
    linear = EmbeddedClassifier.load(encoder=False)
    assert value(linear, "you are a complete idiot") > 0.5 > value(linear, "I will kill the process")
    assert linear.name.endswith("linear stage alone")


@pytest.mark.parametrize("name", [LINEAR, ENCODER, TOKENIZER])
def test_a_missing_file_is_said_in_one_sentence(tmp_path: Path, name: str) -> None:
    """The error names the file and what is wrong."""
    copy_without(tmp_path, name)
    with pytest.raises(UnusableModelError, match=re.escape(str(tmp_path / name)) + " can not be read"):
        EmbeddedClassifier.load(tmp_path)


@pytest.mark.parametrize("name", [LINEAR, ENCODER, TOKENIZER])
def test_a_damaged_file_is_refused(tmp_path: Path, name: str) -> None:
    """A cut file does not load as something else."""
    copy_without(tmp_path, name)
    (tmp_path / name).write_bytes((SHIPPED_MODEL / name).read_bytes()[:5000])
    with pytest.raises(UnusableModelError, match="damaged"):
        EmbeddedClassifier.load(tmp_path)


def copy_without(folder: Path, left_out: str) -> None:
    """Link all files of the model but one into a folder."""
    for name in {LINEAR, ENCODER, TOKENIZER} - {left_out}:
        (folder / name).symlink_to(SHIPPED_MODEL / name)
