from __future__ import annotations

import json
from typing import TYPE_CHECKING, get_args

import numpy as np
import onnx
import pytest
import torch
import transformers
from onnx import numpy_helper

from bot.classifiers.detoxify import export as export_module
from bot.classifiers.detoxify.export import Sample, export
from bot.classifiers.detoxify.export_parity import RefusedExportError, compare, table_of
from bot.classifiers.detoxify.export_texts import TEXTS
from bot.classifiers.detoxify.exported import ExportedModel
from bot.classifiers.detoxify.exported_manifest import Precision
from bot.classifiers.detoxify.graph_weights import read_network
from bot.classifiers.detoxify.loading import load
from bot.classifiers.errors import UnusableModelError
from bot.core.labels import Label
from tests.detoxify import tiny

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.classifiers.detoxify.loading import Loaded

    Made = Callable[[str], tiny.Tiny]

FILES = {"fp32.onnx", "int8.onnx", "model.json", "tokenizer.json"}


def loaded(made: Made, name: str = "bert") -> Loaded:
    """Load a tiny checkpoint."""
    one = made(name)
    return load(one.architecture.variant, one.checkpoint, one.files)


def contents(folder: Path) -> dict[str, bytes]:
    """Return a folder's files."""
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.mark.parametrize("name", tiny.ARCHITECTURES)
def test_an_export_scores_as_torch_does(name: str, made: Made, tmp_path: Path) -> None:
    """The exact network differs in the last digits only, the one in eight bits by little, and ranks hardly change."""
    report = export(loaded(made, name), tmp_path / "models" / "detoxify-x")
    assert report.fp32.largest < 1e-5
    assert report.int8.largest < 0.02
    assert min(each.rank or 0 for each in report.int8.drift.values()) > 0.95
    assert report.fp32.texts == report.int8.texts == len(TEXTS)
    assert {each.name for each in report.folder.iterdir()} == set(report.sizes) == FILES
    assert [each.name for each in (tmp_path / "models").iterdir()] == ["detoxify-x"]


def test_the_manifest_says_what_was_not_measured(made: Made, tmp_path: Path) -> None:
    """Without texts of the operator's no decision was measured on them, and the manifest keeps that."""
    report = export(loaded(made), tmp_path / "detoxify-original")
    record = json.loads((report.folder / "model.json").read_bytes())
    assert report.sample is None
    assert record["parity"]["own_texts"] is None
    assert record["labels"] == ["toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack"]
    assert record["name"] == report.name
    assert record["source"]["sha256"].startswith(report.name.split()[1])
    json.dumps(report.as_record())


def test_identities_are_not_exported(made: Made, tmp_path: Path) -> None:
    """Of sixteen outputs the seven labels are left."""
    report = export(loaded(made, "xlm-r"), tmp_path / "x")
    assert set(report.int8.drift) == set(Label)
    assert ExportedModel.load(tmp_path / "x").labels == frozenset(Label)


def changing(folder: Path) -> tuple[str, Label, float]:
    """Return a text, a label and a threshold that the two precisions of an export judge otherwise."""
    models = [ExportedModel.load(folder, precision) for precision in get_args(Precision)]
    texts, labels = [*tiny.TOXIC, *tiny.CLEAN], sorted(models[0].labels)
    exact, rough = (np.round(table_of(model, texts, labels), 4) for model in models)
    row, column = np.unravel_index(np.argmax(np.abs(exact - rough)), exact.shape)
    return texts[row], labels[column], float(max(exact[row, column], rough[row, column]))


def test_too_many_changed_decisions_are_refused(made: Made, tmp_path: Path) -> None:
    """Above the limit nothing is put in place, what was there stays, and the sentence says how many changed."""
    source, folder = loaded(made), tmp_path / "detoxify-original"
    text, label, threshold = changing(export(source, folder).folder)
    before = contents(folder)
    with pytest.raises(RefusedExportError, match=r"1 of your 2 texts \(50.00%\) would be judged otherwise, over 0.50%"):
        export(source, folder, Sample([text, "?!"], {label: (threshold,)}))
    assert contents(folder) == before
    assert list(tmp_path.iterdir()) == [folder]
    heard: list[str] = []
    report = export(source, folder, Sample([text, "?!"], {label: (threshold,)}, max_changed=0.5), heard.append)
    assert report.sample is not None
    assert (report.sample.changed, report.sample.by_threshold) == (1, {f"{label} {threshold:g}": 1})
    assert "Scoring your sample, int8: 2 of 2" in heard
    own = json.loads((folder / "model.json").read_bytes())["parity"]["own_texts"]
    assert (own["texts"], own["changed"], own["max_changed"]) == (2, 1, 0.5)


@pytest.mark.parametrize("limit", ["FP32_WITHIN", "INT8_MEAN_WITHIN"])
def test_another_network_is_refused(limit: str, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scores that differ from torch's leave no file behind."""
    monkeypatch.setattr(export_module, limit, 1e-12)
    with pytest.raises(RefusedExportError, match="differ"):
        export(loaded(made), tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_a_network_without_numbers_is_refused(made: Made, tmp_path: Path) -> None:
    """Where torch itself gives NaN there is nothing to export."""
    source = loaded(made)
    with torch.no_grad():
        source.detoxify.model.classifier.bias[0] = float("nan")
    with pytest.raises(RefusedExportError, match="no probability"):
        export(source, tmp_path / "x")


def test_a_network_of_another_kind_is_refused() -> None:
    """The graph is written for four kinds, and no other is guessed at."""
    config = transformers.DistilBertConfig(vocab_size=20, dim=8, n_layers=1, n_heads=2, hidden_dim=8)
    with pytest.raises(UnusableModelError, match="distilbert"):
        read_network(transformers.DistilBertForSequenceClassification(config), [0])


def test_weights_leave_room_for_two_products(made: Made, tmp_path: Path) -> None:
    """Older processors add two products of bytes in 16 bits: with weights up to 63 none is cut off."""
    export(loaded(made), tmp_path / "x")
    graph = onnx.load(tmp_path / "x" / "int8.onnx").graph
    used = {each.input[1] for each in graph.node if each.op_type == "MatMulIntegerToFloat"}
    weights = [numpy_helper.to_array(each) for each in graph.initializer if each.name in used]
    assert len(weights) == len(used) == 12
    assert max(int(np.abs(each).max()) for each in weights) == 63
    assert 2 * 255 * 63 < 2**15


def test_shared_layers_are_written_once(made: Made, tmp_path: Path) -> None:
    """An ALBERT's layers are one, so its files are about as large as one."""
    export(loaded(made, "albert"), tmp_path / "x")
    graph = onnx.load(tmp_path / "x" / "fp32.onnx").graph
    assert sum(each.op_type == "MatMul" for each in graph.node) == 12
    assert len({each.input[1] for each in graph.node if each.op_type == "MatMul"}) == 6


def test_a_comparison_by_hand() -> None:
    """Differences, ranks with ties, and texts that a threshold judges otherwise after rounding."""
    before = np.array([[0.1, 0.5], [0.2, 0.5], [0.79996, 0.5]])
    after = np.array([[0.2, 0.5], [0.1, 0.5], [0.8, 0.5]])
    labels = (Label.TOXICITY, Label.INSULT)
    found = compare(before, after, labels, {Label.TOXICITY: (0.15, 0.8), Label.INSULT: (0.5,)})
    assert found.drift["toxicity"].mean == pytest.approx(0.20004 / 3)
    assert found.drift["toxicity"].rank == pytest.approx(0.5)
    assert found.drift["insult"].rank is None
    assert (found.texts, found.changed) == (3, 2)
    assert found.share == pytest.approx(2 / 3)
    assert found.by_threshold == {"toxicity 0.15": 2, "toxicity 0.8": 0, "insult 0.5": 0}
    assert found.largest == pytest.approx(0.1)
