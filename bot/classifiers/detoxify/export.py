"""Turns a loaded Detoxify into files that onnxruntime serves alone, and measures what was lost on the way."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import onnx

from bot.classifiers.detoxify.export_parity import Measured, RefusedExportError, compare, table_of
from bot.classifiers.detoxify.export_texts import TEXTS
from bot.classifiers.detoxify.exported import ExportedModel
from bot.classifiers.detoxify.exported_manifest import TOKENIZER, Manifest, Precision, network_file
from bot.classifiers.detoxify.graph import network_graph
from bot.classifiers.detoxify.graph_arithmetic import EightBits, Exact
from bot.classifiers.detoxify.graph_weights import read_network
from bot.classifiers.detoxify.torch_model import DetoxifyModel
from bot.classifiers.detoxify.variants import labels_of
from bot.classifiers.errors import UnusableModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.classifiers.detoxify.graph_arithmetic import Arithmetic
    from bot.classifiers.detoxify.graph_nodes import Graph
    from bot.classifiers.detoxify.loading import Loaded
    from bot.core.labels import Label

FP32_WITHIN = 1e-4
# No exact number: a network that whole numbers suit stays far below, one that they ruin is far above.
INT8_MEAN_WITHIN = 0.02
MAX_CHANGED = 0.005
# Where no rule asks for a label: what people usually write.
USUAL_THRESHOLDS = (0.5, 0.8, 0.9)
_ARITHMETIC: dict[Precision, Callable[[Graph], Arithmetic]] = {"fp32": Exact, "int8": EightBits}
_PACKAGES = ("takt", "detoxify", "torch", "transformers", "tokenizers", "onnx", "onnxruntime", "numpy")


@dataclass(frozen=True, slots=True)
class Sample:
    """The operator's own texts, the thresholds that count for them, and the share of decisions that may change."""

    texts: Sequence[str] = ()
    thresholds: Mapping[Label, Sequence[float]] | None = None
    max_changed: float = MAX_CHANGED


@dataclass(frozen=True, slots=True)
class Report:
    """What was written, and how near it is. `fp32` and `int8`: against torch on TEXTS; `sample`: int8 against fp32."""

    name: str
    folder: Path
    sizes: Mapping[str, int]
    fp32: Measured
    int8: Measured
    sample: Measured | None

    def as_record(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {**asdict(self), "folder": str(self.folder)}


def export(
    loaded: Loaded, folder: Path, sample: Sample | None = None, watch: Callable[[str], None] | None = None
) -> Report:
    """Write the network in both precisions with tokenizer and manifest into `folder`: all of it, or nothing.

    `watch` hears how far it is. Raises RefusedExportError where scores differ too much, UnusableModelError where this
    kind of network or tokenizer can't be exported, OSError where the files can't be written.
    """
    say = watch or (lambda _: None)
    asked = sample or Sample()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True) as place:
        made = Path(place) / folder.name
        made.mkdir()
        manifest = _write(loaded, made, say)
        report = _measure(loaded, made, manifest, asked, say)
        _refuse_if_far(report, asked.max_changed)
        manifest.model_copy(update={"parity": _parity(report, asked)}).write(made)
        _put_in_place(made, folder, Path(place) / "before")
    return replace(report, folder=folder)


def _write(loaded: Loaded, made: Path, say: Callable[[str], None]) -> Manifest:
    detoxify = loaded.detoxify
    labels = {index: label for index, label in enumerate(labels_of(detoxify.class_names)) if label}
    network = read_network(detoxify.model, list(labels))
    for precision, arithmetic in _ARITHMETIC.items():
        say(f"Writing {precision}")
        onnx.save(network_graph(network, arithmetic), made / network_file(precision))
    (made / TOKENIZER).write_text(_tokenizer(detoxify.tokenizer), encoding="utf-8")
    manifest = Manifest(
        classifier=f"detoxify:{loaded.variant.name}",
        name=DetoxifyModel(loaded).name,
        labels=tuple(labels.values()),
        max_tokens=detoxify.tokenizer.model_max_length,
        padding=network.padding,
        files={each.name: _digest(each) for each in sorted(made.iterdir())},
        source={"sha256": loaded.digest, "published": loaded.published},
        made_by={each: version(each) for each in _PACKAGES},
    )
    manifest.write(made)
    return manifest


def _tokenizer(tokenizer: Any) -> str:  # noqa: ANN401 - transformers' tokenizers share no type that says this
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise UnusableModelError("This tokenizer runs in Python only and can't be served without transformers.")
    return str(backend.to_str())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _measure(loaded: Loaded, made: Path, manifest: Manifest, asked: Sample, say: Callable[[str], None]) -> Report:
    labels = manifest.labels
    thresholds = asked.thresholds if asked.thresholds is not None else {}
    if not any(label in thresholds for label in labels):
        thresholds = dict.fromkeys(labels, USUAL_THRESHOLDS)
    say(f"Comparing with torch on {len(TEXTS)} texts")
    expected = table_of(DetoxifyModel(loaded), TEXTS, labels)
    models = {precision: ExportedModel.load(made, precision) for precision in _ARITHMETIC}
    fixed = {
        precision: compare(expected, table_of(model, TEXTS, labels), labels, thresholds)
        for precision, model in models.items()
    }
    own = None
    if asked.texts:
        before, after = (
            table_of(models[each], asked.texts, labels, _counter(each, asked, say)) for each in _ARITHMETIC
        )
        own = compare(before, after, labels, thresholds)
    sizes = {each.name: each.stat().st_size for each in sorted(made.iterdir())}
    return Report(manifest.name, made, sizes, fixed["fp32"], fixed["int8"], own)


def _counter(precision: Precision, asked: Sample, say: Callable[[str], None]) -> Callable[[int], None]:
    return lambda done: say(f"Scoring your sample, {precision}: {done:,} of {len(asked.texts):,}")


def _refuse_if_far(report: Report, max_changed: float) -> None:
    if not report.fp32.largest <= FP32_WITHIN:
        raise RefusedExportError(
            f"The exported network's scores differ from torch's by up to {report.fp32.largest:.2g}, over "
            f"{FP32_WITHIN:g}: it is not the same network. Nothing was put in place."
        )
    label, worst = max(report.int8.drift.items(), key=lambda each: each[1].mean)
    if not worst.mean <= INT8_MEAN_WITHIN:
        raise RefusedExportError(
            f"In eight bits the scores for {label} differ by {worst.mean:.3f} on average, over {INT8_MEAN_WITHIN:g}: "
            "this network does not bear it. Nothing was put in place."
        )
    if report.sample and report.sample.share > max_changed:
        raise RefusedExportError(
            f"In eight bits {report.sample.changed:,} of your {report.sample.texts:,} texts "
            f"({report.sample.share:.2%}) would be judged otherwise, over {max_changed:.2%}. Nothing was put in place. "
            "Allow more with --max-changed, or measure on a larger sample."
        )


def _parity(report: Report, asked: Sample) -> dict[str, Any]:
    """Return what the manifest keeps; where nothing was measured on the operator's texts, it says so."""
    own = {**asdict(report.sample), "max_changed": asked.max_changed} if report.sample else None
    return {"fp32": asdict(report.fp32), "int8": asdict(report.int8), "own_texts": own}


def _put_in_place(made: Path, folder: Path, before: Path) -> None:
    if folder.exists():
        folder.rename(before)
    try:
        made.rename(folder)
    except OSError:
        if before.exists():
            before.rename(folder)
        raise
