from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bot.classifiers.detoxify.export import export
from bot.classifiers.detoxify.export_texts import TEXTS
from bot.classifiers.detoxify.exported import ExportedModel
from bot.classifiers.detoxify.exported_batches import WIDTHS, batches, laid_out, places_of, width_for
from bot.classifiers.detoxify.exported_manifest import Precision
from bot.classifiers.detoxify.loading import load
from bot.classifiers.errors import UnusableModelError
from bot.core.labels import Label
from bot.core.signals import Score, Unscored
from tests.detoxify import tiny

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Made = Callable[[str], tiny.Tiny]

LENGTHS = some.lists(some.integers(2, 512), max_size=60)


@pytest.fixture(scope="module")
def exported(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the folder of an export by the name of its architecture, made once."""
    done: dict[str, Path] = {}

    def folder(name: str) -> Path:
        if name not in done:
            one = made(name)
            done[name] = tmp_path_factory.mktemp(name) / f"detoxify-{one.architecture.variant}"
            export(load(one.architecture.variant, one.checkpoint, one.files), done[name])
        return done[name]

    return folder


@pytest.fixture
def copied(exported: Callable[[str], Path], tmp_path: Path) -> Path:
    """Give an export that may be damaged."""
    folder = tmp_path / "detoxify-original"
    folder.mkdir()
    for each in exported("bert").iterdir():
        (folder / each.name).write_bytes(each.read_bytes())
    return folder


@pytest.mark.parametrize("name", tiny.ARCHITECTURES)
def test_it_scores_as_predict_does(name: str, made: Made, exported: Callable[[str], Path]) -> None:
    """Every text of the fixed set, long and odd ones too, scores as Detoxify says, each class under its label."""
    one = made(name)
    detoxify = load(one.architecture.variant, one.checkpoint, one.files).detoxify
    model = ExportedModel.load(exported(name), "fp32")
    texts = [each for each in TEXTS if each.isprintable()]
    for text, scores in zip(texts, model.score_batch(texts), strict=True):
        expected = detoxify.predict(text)
        for label in model.labels:
            score = scores[label]
            assert isinstance(score, Score)
            assert abs(score.value - expected[label.value]) < 1e-5


@pytest.mark.parametrize("precision", get_args(Precision))
@pytest.mark.parametrize("name", tiny.ARCHITECTURES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_a_score_never_depends_on_its_neighbours(
    name: str, precision: Precision, exported: Callable[[str], Path], data: some.DataObject
) -> None:
    """In any company, order and number a text has the very scores that it has alone."""
    model = loaded(exported(name), precision)
    texts = data.draw(some.lists(some.sampled_from(TEXTS) | some.text(max_size=60), min_size=1, max_size=40))
    for text, together in zip(texts, model.score_batch(texts), strict=True):
        assert model.score_batch([text]) == [together]


_models: dict[tuple[Path, Precision], ExportedModel] = {}


def loaded(folder: Path, precision: Precision) -> ExportedModel:
    """Load an export, once."""
    if (folder, precision) not in _models:
        _models[folder, precision] = ExportedModel.load(folder, precision)
    return _models[folder, precision]


def test_it_says_what_it_is(exported: Callable[[str], Path]) -> None:
    """The name tells checkpoint and precision, and a label that the variant lacks is unscored."""
    model = ExportedModel.load(exported("bert"))
    assert model.name.startswith("detoxify-original ")
    assert model.name.endswith(" int8")
    (scores,) = model.score_batch(["good morning"])
    assert scores[Label.SEXUAL_EXPLICIT] == Unscored("detoxify:original has no data for sexual_explicit")


def test_torch_is_not_loaded(exported: Callable[[str], Path]) -> None:
    """The process that serves an export loads neither torch nor what needs it."""
    program = (
        "import sys; from pathlib import Path; from bot.classifiers.detoxify.exported import ExportedModel\n"
        "assert len(ExportedModel.load(Path(sys.argv[1])).score_batch(['good morning'])) == 1\n"
        "print(sorted({'torch', 'transformers', 'detoxify', 'onnx', 'huggingface_hub'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, exported("bert")], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", ["int8.onnx", "tokenizer.json", "model.json"])
def test_a_missing_file_is_named(name: str, copied: Path) -> None:
    """The sentence names the file and the command that makes it anew."""
    (copied / name).unlink()
    with pytest.raises(UnusableModelError, match=rf"{name} can't be read: .*takt models export detoxify:original"):
        ExportedModel.load(copied)


@pytest.mark.parametrize("name", ["int8.onnx", "tokenizer.json"])
def test_a_file_of_another_hash_is_refused(name: str, copied: Path) -> None:
    """A file that was exchanged, even for another good one, or cut off, is not loaded."""
    for content in ((copied / "fp32.onnx").read_bytes(), (copied / name).read_bytes()[:-1]):
        (copied / name).write_bytes(content)
        with pytest.raises(UnusableModelError, match=rf"{name} is not the file that was exported"):
            ExportedModel.load(copied)


@pytest.mark.parametrize(
    "change", [{"labels": []}, {"labels": ["kindness"]}, {"max_tokens": "many"}, {"padding": "x"}, {"more": 1}, None]
)
def test_a_damaged_manifest_is_refused(change: dict[str, object] | None, copied: Path) -> None:
    """Whatever stands in it that can't be: one sentence, no traceback."""
    path = copied / "model.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | change) if change else "[1, 2", "utf-8")
    with pytest.raises(UnusableModelError, match=r"model.json is damaged. Run `takt models export detoxify:original`"):
        ExportedModel.load(copied)


def test_a_manifest_of_another_format_is_refused(copied: Path) -> None:
    """A later Takt may write other files."""
    path = copied / "model.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"format": 2}), "utf-8")
    with pytest.raises(UnusableModelError, match="another version of Takt"):
        ExportedModel.load(copied)


def test_files_that_fit_the_manifest_but_can_not_be_run(copied: Path) -> None:
    """Where the hash is right and the content is not, that is a sentence too."""
    import hashlib

    path = copied / "model.json"
    for name, sentence in (("tokenizer.json", "no tokenizer"), ("int8.onnx", "not a network")):
        before = path.read_bytes(), (copied / name).read_bytes()
        (copied / name).write_bytes(b"nothing")
        record = json.loads(before[0])
        record["files"][name] = hashlib.sha256(b"nothing").hexdigest()
        path.write_text(json.dumps(record), "utf-8")
        with pytest.raises(UnusableModelError, match=sentence):
            ExportedModel.load(copied)
        path.write_bytes(before[0])
        (copied / name).write_bytes(before[1])


@given(LENGTHS)
def test_batches_hold_each_text_once_and_one_width(lengths: list[int]) -> None:
    """All texts of a batch ask for the same width by themselves, and no batch of several is over the bound."""
    found = list(batches(lengths, tokens=600))
    assert sorted(index for batch in found for index in batch) == list(range(len(lengths)))
    for batch in found:
        assert len({width_for(lengths[index]) for index in batch}) == 1
        assert len(batch) == 1 or sum(lengths[index] for index in batch) <= 600


@given(some.lists(some.integers(17, 24), min_size=1, max_size=9))
def test_each_token_is_where_the_rectangle_says(lengths: list[int]) -> None:
    """Out to the rectangle and back gives the row of tokens again; what is masked is no token."""
    texts = [np.arange(100 * number, 100 * number + length) for number, length in enumerate(lengths)]
    inputs = laid_out(texts, None)
    rectangle = inputs["ids"][inputs["rectangle"]]
    assert rectangle.shape == (len(texts), 32)
    assert (rectangle.reshape(-1)[inputs["slots"]] == np.concatenate(texts)).all()
    assert inputs["mask"].sum(axis=1).tolist() == lengths
    assert inputs["ids"][inputs["first"]].tolist() == [each[0] for each in texts]


def test_padding_written_in_a_text_takes_no_place() -> None:
    """RoBERTa counts places from after its padding's id, which members can write out."""
    assert places_of(np.array([0, 7, 1, 8]), 1).tolist() == [2, 3, 1, 4]
    assert places_of(np.array([0, 7, 1, 8]), None).tolist() == [0, 1, 2, 3]


def test_widths_rise() -> None:
    """Any length has a width, and its own beyond the last."""
    assert list(WIDTHS) == sorted(set(WIDTHS))
    assert [width_for(each) for each in (1, 8, 16, 512, 513)] == [16, 16, 16, 512, 513]
