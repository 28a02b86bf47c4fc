from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import torch
from detoxify import Detoxify

from bot.classifiers.detoxify.loading import load
from bot.classifiers.errors import UnusableModelError
from tests.detoxify import tiny

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Made = Callable[[str], tiny.Tiny]


class Bomb:
    """Leaves a file where it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self._trace = trace

    def __reduce__(self) -> tuple[Any, ...]:  # type: ignore[explicit-override]  # typing.override is newer than 3.11
        return open, (str(self._trace), "w")


def _content(one: tiny.Tiny) -> dict[str, Any]:
    return torch.load(one.checkpoint, weights_only=True)  # type: ignore[no-any-return, unused-ignore]


def _refused(one: tiny.Tiny, checkpoint: Path, files: Path | None = None) -> str:
    with pytest.raises(UnusableModelError) as refusal:
        load(one.architecture.variant, checkpoint, files or one.files)
    sentence = str(refusal.value)
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize("name", tiny.ARCHITECTURES)
def test_the_real_detoxify_is_loaded_without_a_network(name: str, made: Made, asked: list[object]) -> None:
    """Local files make the library's own class, with the checkpoint's weights; nothing is looked up anywhere."""
    one = made(name)
    loaded = load(one.architecture.variant, one.checkpoint, one.files)
    assert type(loaded.detoxify) is Detoxify
    assert not asked
    assert not loaded.published
    weights = _content(one)["state_dict"]
    assert all(torch.equal(value, weights[key]) for key, value in loaded.detoxify.model.state_dict().items())


def test_the_head_has_the_checkpoints_size(made: Made) -> None:
    """The configuration beside it knows of two classes; the network has those of the checkpoint."""
    one = made("roberta")
    assert "id2label" not in json.loads((one.files / "config.json").read_text(encoding="utf-8"))
    loaded = load("unbiased", one.checkpoint, one.files)
    assert loaded.detoxify.model.config.num_labels == 16
    assert loaded.detoxify.class_names == list(tiny.SEVEN)


@pytest.mark.parametrize("name", tiny.ARCHITECTURES)
def test_a_checkpoint_without_its_head_is_refused(name: str, made: Made, tmp_path: Path) -> None:
    """Transformers would make up a random head and say nothing."""
    one = made(name)
    content = _content(one)
    content["state_dict"] = {
        key: value for key, value in content["state_dict"].items() if not key.startswith("classifier")
    }
    assert "every score would be random" in _refused(one, tiny.save(content, tmp_path))


def test_a_checkpoint_that_lacks_any_weight_is_refused(made: Made, tmp_path: Path) -> None:
    """A layer that is missing would be random too."""
    one = made("bert")
    content = _content(one)
    missing = next(key for key in content["state_dict"] if "layer.1" in key)
    del content["state_dict"][missing]
    assert missing in _refused(one, tiny.save(content, tmp_path))


def test_a_head_of_another_size_is_refused(made: Made, tmp_path: Path) -> None:
    """The classes are named in the order of the head's rows; where their numbers differ nobody knows which is which."""
    one = made("bert")
    content = _content(one)
    content["config"]["arch"]["args"]["num_classes"] = 5
    assert "its head has 6" in _refused(one, tiny.save(content, tmp_path))
    content = _content(one)
    content["config"]["dataset"]["args"]["classes"].append("male")
    assert "names 7 classes" in _refused(one, tiny.save(content, tmp_path))


@pytest.mark.parametrize(
    ("classes", "complaint"),
    [
        (["toxic", "spam", "obscene"], "spam"),
        (["obscene", "threat"], "must score toxicity"),
        (["toxic", "toxicity"], "each label once"),
    ],
)
def test_classes_that_stand_for_no_label_are_refused(
    classes: list[str], complaint: str, made: Made, tmp_path: Path
) -> None:
    """What a class means is known or the checkpoint is not used."""
    one = made("bert")
    content = _content(one)
    content["config"]["dataset"]["args"]["classes"] = classes
    assert complaint in _refused(one, tiny.save(content, tmp_path))


def test_a_file_with_another_hash_is_never_unpickled(made: Made, tmp_path: Path) -> None:
    """A name that carries a hash is believed only where the content has it, before anything is read from it."""
    file = tmp_path / "toxic_original-c1212f89.ckpt"
    torch.save(Bomb(tmp_path / "trace"), file)
    assert "its name says SHA-256 c1212f89" in _refused(made("bert"), file)
    assert not (tmp_path / "trace").exists()


def test_a_file_without_a_hash_runs_no_code(made: Made, tmp_path: Path) -> None:
    """A file that an operator names may hold tensors and plain values, nothing that runs."""
    file = tmp_path / "mine.ckpt"
    torch.save({**_content(made("bert")), "more": Bomb(tmp_path / "trace")}, file)
    assert "more than tensors and plain values" in _refused(made("bert"), file)
    assert not (tmp_path / "trace").exists()


def test_a_file_without_a_hash_loads(made: Made, tmp_path: Path) -> None:
    """A fine-tuned checkpoint of one's own needs no published name."""
    one = made("bert")
    file = tmp_path / "mine.ckpt"
    shutil.copy(one.checkpoint, file)
    assert load("original", file, one.files).digest.startswith(one.checkpoint.stem.removeprefix("tiny-"))


@pytest.mark.parametrize("content", [b"", b"no checkpoint at all", b"PK\x03\x04 a broken archive"])
def test_a_damaged_file_is_refused(content: bytes, made: Made, tmp_path: Path) -> None:
    """What torch can't read is said in one sentence."""
    file = tmp_path / "mine.ckpt"
    file.write_bytes(content)
    assert "is no checkpoint" in _refused(made("bert"), file)


def test_half_a_file_is_refused(made: Made, tmp_path: Path) -> None:
    """A download that was broken off is no checkpoint."""
    file = tmp_path / "mine.ckpt"
    whole = made("bert").checkpoint.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert "is no checkpoint" in _refused(made("bert"), file)


def test_a_missing_file_is_named(made: Made, tmp_path: Path) -> None:
    """A wrong path, or a folder in place of a file, is said with the path."""
    assert str(tmp_path / "none.ckpt") in _refused(made("bert"), tmp_path / "none.ckpt")
    assert str(tmp_path) in _refused(made("bert"), tmp_path)


@pytest.mark.parametrize("content", [{"weights": 1}, [1, 2], {"config": {}, "state_dict": {}}, 3])
def test_another_format_is_refused(content: object, made: Made, tmp_path: Path) -> None:
    """A file that torch can read needs not be Detoxify's."""
    assert "not in Detoxify's format" in _refused(made("bert"), tiny.save(content, tmp_path))


def test_a_network_of_another_kind_is_refused(made: Made, tmp_path: Path) -> None:
    """Only the kinds that were published are built, whatever class a checkpoint names."""
    content = _content(made("bert"))
    content["config"]["arch"]["args"]["model_name"] = "GPT2ForSequenceClassification"
    assert "of a kind other than" in _refused(made("bert"), tiny.save(content, tmp_path))


def test_files_of_another_language_model_are_refused(made: Made) -> None:
    """A configuration that doesn't fit the weights is found before a message is scored."""
    _refused(made("bert"), made("bert").checkpoint, made("roberta").files)


def test_a_missing_tokenizer_is_refused(made: Made, tmp_path: Path) -> None:
    """Transformers would make up a tokenizer of five pieces and say nothing."""
    one = made("bert")
    shutil.copy(one.files / "config.json", tmp_path)
    assert "tokenizer" in _refused(one, one.checkpoint, tmp_path)


def test_a_folder_without_a_configuration_is_refused(made: Made, tmp_path: Path) -> None:
    """The sentence names the setting and the folder."""
    assert f"TAKT_DETOXIFY_FILES={tmp_path} holds no config.json" in _refused(
        made("bert"), made("bert").checkpoint, tmp_path
    )


def test_an_unknown_variant_is_refused() -> None:
    """The sentence names those that there are."""
    with pytest.raises(UnusableModelError, match="Write one of original, unbiased, multilingual"):
        load("better")
