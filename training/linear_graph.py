"""Writes the linear stage as one ONNX graph: ids of a batch in; logits, languages, doubts and probabilities out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto

from training.graph import Graph, add_bend
from training.languages import FOLD_BITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from training.calibrate import Calibration
    from training.fit import LinearHead
    from training.languages import LanguageHead

_STEPS = 32_767


def quantise(weights: NDArray[np.float32]) -> tuple[NDArray[np.int16], float]:
    """Return weights in steps of the scale, and the scale; whole numbers add up the same in any order."""
    scale = float(np.abs(weights).max()) / _STEPS
    return np.rint(weights / scale).astype(np.int16), scale


def linear_graph(
    heads: Sequence[LinearHead],
    languages: LanguageHead,
    calibrations: Sequence[Sequence[Calibration]],
    doubtful: NDArray[np.float64],
    metadata: Mapping[str, str],
) -> bytes:
    """Return the model file: inputs `ids`, `starts`, `ends` (see `features`).

    Outputs per message: `raw` and `probabilities` x heads, `group`, and `doubt`: whether a raw logit is over
    `doubtful` (groups x heads), so that the encoder should be asked.
    """
    graph = Graph()
    graph.constant("row", np.array(0, np.int64))
    graph.constant("one", np.array(1, np.int64))
    graph.constant("column", np.array([-1], np.int64))
    graph.add("Sub", ["ends", "starts"], "features_each")
    graph.add("Max", ["features_each", "one"], "at_least_one")
    graph.add("Cast", ["at_least_one"], "count", to=TensorProto.FLOAT)
    graph.add("Sqrt", ["count"], "root")
    graph.add("Unsqueeze", ["root", "column"], "root_column")
    weights = np.stack([head.weights for head in heads], axis=1)
    _add_sums(graph, "raw", weights, np.array([head.bias for head in heads]), "ids")
    graph.constant("fold", np.array(1 << FOLD_BITS, np.int32))
    graph.add("Div", ["ids", "fold"], "folded_ids")
    _add_sums(graph, "language", languages.weights, languages.bias, "folded_ids")
    graph.add("ArgMax", ["language"], "group", axis=1, keepdims=0)
    graph.constant("doubtful", doubtful.astype(np.float32))
    graph.add("Gather", ["doubtful", "group"], "group_doubtful")
    graph.add("Sub", ["raw", "group_doubtful"], "over")
    graph.add("ReduceMax", ["over"], "most", axes=[1], keepdims=0)
    graph.constant("none", np.array(0, np.float32))
    graph.add("Greater", ["most", "none"], "doubt")
    add_bend(graph, "raw", "group", calibrations)
    inputs = {
        "ids": (TensorProto.INT32, ["features"]),
        "starts": (TensorProto.INT64, ["messages"]),
        "ends": (TensorProto.INT64, ["messages"]),
    }
    outputs = {
        "probabilities": (TensorProto.FLOAT, ["messages", "heads"]),
        "raw": (TensorProto.FLOAT, ["messages", "heads"]),
        "group": (TensorProto.INT64, ["messages"]),
        "doubt": (TensorProto.BOOL, ["messages"]),
    }
    return graph.serialise(inputs, outputs, metadata)


def _add_sums(graph: Graph, name: str, weights: NDArray[np.float32], bias: NDArray[np.float32], ids: str) -> None:
    """Sum each message's rows as differences of running sums of whole numbers, scale, divide by the root, add bias."""
    tables = [quantise(column) for column in weights.T]
    graph.constant(f"{name}_table", np.stack([table for table, _ in tables], axis=1))
    graph.constant(f"{name}_scale", np.array([scale for _, scale in tables], np.float32))
    graph.constant(f"{name}_bias", np.asarray(bias, np.float32))
    graph.constant(f"{name}_none", np.zeros((1, len(tables)), np.int64))
    graph.add("Gather", [f"{name}_table", ids], f"{name}_rows")
    graph.add("Cast", [f"{name}_rows"], f"{name}_whole", to=TensorProto.INT64)
    graph.add("CumSum", [f"{name}_whole", "row"], f"{name}_running")
    graph.add("Concat", [f"{name}_none", f"{name}_running"], f"{name}_sums", axis=0)
    graph.add("Gather", [f"{name}_sums", "ends"], f"{name}_until_end")
    graph.add("Gather", [f"{name}_sums", "starts"], f"{name}_until_start")
    graph.add("Sub", [f"{name}_until_end", f"{name}_until_start"], f"{name}_total")
    graph.add("Cast", [f"{name}_total"], f"{name}_total_float", to=TensorProto.FLOAT)
    graph.add("Mul", [f"{name}_total_float", f"{name}_scale"], f"{name}_scaled")
    graph.add("Div", [f"{name}_scaled", "root_column"], f"{name}_mean")
    graph.add("Add", [f"{name}_mean", f"{name}_bias"], name)
