from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some

from bot.classifiers.detoxify import load_torch_model
from bot.classifiers.detoxify.batches import readable, tight_batches
from bot.classifiers.detoxify.loading import load
from bot.classifiers.detoxify.torch_model import DetoxifyModel
from bot.classifiers.errors import UnusableModelError
from bot.core.labels import Label
from bot.core.signals import Score, Unscored
from tests.detoxify import tiny

if TYPE_CHECKING:
    from collections.abc import Callable

    Made = Callable[[str], tiny.Tiny]

TEXTS = [*tiny.TOXIC, *tiny.CLEAN, "", "🖕", "a b " * 40, "x" * 300, "see you " * 300]


@pytest.mark.parametrize("name", tiny.ARCHITECTURES)
def test_scores_are_those_of_predict_one_by_one(name: str, made: Made) -> None:
    """Batches change no score by 1e-6, and each class is under its own label."""
    one = made(name)
    loaded = load(one.architecture.variant, one.checkpoint, one.files)
    model = DetoxifyModel(loaded)
    for text, scores in zip(TEXTS, model.score_batch(TEXTS), strict=True):
        expected = loaded.detoxify.predict(text)
        for label in model.labels:
            score = scores[label]
            assert isinstance(score, Score)
            assert abs(score.value - expected[label.value]) < 1e-6


def test_identities_are_no_labels(made: Made) -> None:
    """That a text speaks of a group is scored by the network and never told."""
    one = made("xlm-r")
    model = load_torch_model("multilingual", one.checkpoint, one.files)
    assert model.labels == frozenset(Label)
    (scores,) = model.score_batch(["good morning"])
    assert set(scores) == set(Label)


def test_what_a_variant_lacks_is_unscored(made: Made) -> None:
    """The original variant was never taught what is sexually explicit."""
    one = made("bert")
    model = load_torch_model("original", one.checkpoint, one.files)
    (scores,) = model.score_batch(["good morning"])
    assert scores[Label.SEXUAL_EXPLICIT] == Unscored("detoxify:original has no data for sexual_explicit")
    assert model.labels == frozenset(Label) - {Label.SEXUAL_EXPLICIT}


def test_the_name_tells_the_file(made: Made) -> None:
    """A decision records which weights it rests on, and that they are not the published ones."""
    one = made("bert")
    digest = one.checkpoint.stem.removeprefix("tiny-")
    assert (
        load_torch_model("original", one.checkpoint, one.files).name == f"detoxify-original {digest} (own checkpoint)"
    )


def test_a_long_text_is_read_from_its_start(made: Made) -> None:
    """512 tokens count; what comes later changes nothing."""
    one = made("bert")
    model = load_torch_model("original", one.checkpoint, one.files)
    start = "good morning " * 510
    short, long = model.score_batch([start + "see", start + "see you idiot " * 100])
    assert short == long


def test_a_network_that_gives_no_number_raises(made: Made) -> None:
    """NaN is no score, and never passes as one."""
    one = made("bert")
    loaded = load("original", one.checkpoint, one.files)
    with torch.no_grad():
        loaded.detoxify.model.classifier.bias.fill_(float("nan"))
    with pytest.raises(ValueError, match="nan"):
        DetoxifyModel(loaded).score_batch(["good morning"])


def test_it_takes_one_thread(made: Made) -> None:
    """The event loop keeps a processor."""
    one = made("bert")
    torch.set_num_threads(2)
    load_torch_model("original", one.checkpoint, one.files)
    assert torch.get_num_threads() == 1


def test_missing_packages_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra there is one sentence, with the command that installs it."""
    for each in ("torch_model", "loading", "hub"):
        monkeypatch.delitem(sys.modules, f"bot.classifiers.detoxify.{each}", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(UnusableModelError, match=r"not installed \(torch\). Run `make detoxify`"):
        load_torch_model("original")


@given(some.lists(some.integers(min_value=1, max_value=512), max_size=200), some.integers(min_value=1, max_value=4096))
def test_batches_are_tight(lengths: list[int], tokens: int) -> None:
    """Each text is in one batch; none is padded by over an eighth, and no batch of several holds too many tokens."""
    batches = list(tight_batches(lengths, tokens))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        sizes = [lengths[index] for index in batch]
        assert max(sizes) <= min(sizes) * 9 / 8
        assert len(batch) == 1 or max(sizes) * len(batch) <= tokens


@given(some.text(some.characters(categories=["L", "Cs", "So"])))
def test_any_text_becomes_readable(text: str) -> None:
    """Half surrogate pairs go; a text without them stays as it is."""
    readable(text).encode("utf-8")
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    assert readable(whole) == whole
