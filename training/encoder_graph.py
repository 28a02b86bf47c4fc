"""The fine-tuned encoder as an ONNX graph of whole-number products: one text's token ids in, raw logits out.

Written node by node: what an exporter and an optimiser would make of the same network, without their versions' moods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from onnx import TensorProto

from training.graph import CONTRIB, Graph, add_bend

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from training.calibrate import Calibration
    from training.stack import Stack

    Weights = Mapping[str, NDArray[np.float32]]

_STEPS = 127
# Products are added up in pairs in 16 bits where a processor has no better way: seven bits can't overflow there, so
# every machine gives the same sums.
_PRODUCT_STEPS = 63


class Shape(NamedTuple):
    """What the weights do not say of the network."""

    longest: int
    layers: int
    attention_heads: int
    epsilon: float


def in_steps(weights: NDArray[np.float32], axis: int, most: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return weights as signed bytes and the size of a step, one for each slice that `axis` runs through."""
    scale = np.maximum(np.abs(weights).max(axis=axis, keepdims=True), 1e-12) / most
    return np.rint(weights / scale).astype(np.int8), scale.squeeze(axis).astype(np.float32)


def encoder_graph(
    weights: Weights,
    shape: Shape,
    stack: Stack,
    calibrations: Sequence[Sequence[Calibration]],
    metadata: Mapping[str, str],
) -> bytes:
    """Return the model file: inputs `ids` of one text's tokens, `raw` and `group` of the linear stage, one row each.

    Outputs `probabilities` x heads, and `encoder_raw`, the encoder's own logits.
    """
    graph = Graph()
    add_encoder(graph, weights, shape)
    graph.constant("stack_weights", stack.weights.astype(np.float32))
    graph.constant("stack_bias", stack.bias.astype(np.float32))
    graph.add("Concat", ["raw", "encoder_raw"], "both", axis=1)
    graph.constant("middle", np.array([1], np.int64))
    graph.add("Unsqueeze", ["both", "middle"], "both_row")
    graph.add("Gather", ["stack_weights", "group"], "group_weights")
    graph.add("Gather", ["stack_bias", "group"], "group_bias")
    graph.add("MatMul", ["both_row", "group_weights"], "weighed_row")
    graph.add("Squeeze", ["weighed_row", "middle"], "weighed")
    graph.add("Add", ["weighed", "group_bias"], "stacked")
    add_bend(graph, "stacked", "group", calibrations)
    inputs = {
        "ids": (TensorProto.INT64, ["tokens"]),
        "raw": (TensorProto.FLOAT, ["one", "heads"]),
        "group": (TensorProto.INT64, ["one"]),
    }
    outputs = {name: (TensorProto.FLOAT, ["one", "heads"]) for name in ("probabilities", "encoder_raw")}
    return graph.serialise(inputs, outputs, metadata)


def add_encoder(graph: Graph, weights: Weights, shape: Shape) -> str:
    """Add the network on input `ids`; return the name of its raw logits, 1 x heads."""
    state = _embedded(graph, weights, shape)
    for number in range(shape.layers):
        layer = {key.removeprefix(f"bert.encoder.layer.{number}."): value for key, value in weights.items()}
        state = _layer(graph, f"layer{number}", layer, state, shape)
    graph.add("ReduceMean", [state], "mean", axes=[1], keepdims=0)
    graph.constant("head_weights", np.ascontiguousarray(weights["heads.weight"].T))
    graph.constant("head_bias", weights["heads.bias"])
    return graph.add("Gemm", ["mean", "head_weights", "head_bias"], "encoder_raw")


def _embedded(graph: Graph, weights: Weights, shape: Shape) -> str:
    """Look words up in a table of bytes with a step per word, add places, and level."""
    table, scale = in_steps(weights["bert.embeddings.word_embeddings.weight"], 1, _STEPS)
    places = weights["bert.embeddings.position_embeddings.weight"][: shape.longest]
    kinds = weights["bert.embeddings.token_type_embeddings.weight"]
    graph.constant("words", table)
    graph.constant("word_scale", scale[:, None])
    graph.constant("places", places + kinds[0])
    graph.constant("zero", np.array([0], np.int64))
    graph.add("Gather", ["words", "ids"], "word_rows")
    graph.add("Cast", ["word_rows"], "word_steps", to=TensorProto.FLOAT)
    graph.add("Gather", ["word_scale", "ids"], "word_row_scale")
    graph.add("Mul", ["word_steps", "word_row_scale"], "word_vectors")
    graph.add("Shape", ["ids"], "count")
    graph.add("Slice", ["places", "zero", "count", "zero"], "place_vectors")
    graph.add("Unsqueeze", ["word_vectors", "zero"], "words_3d")
    graph.add("Unsqueeze", ["place_vectors", "zero"], "places_3d")
    level = {key: weights[f"bert.embeddings.LayerNorm.{key}"] for key in ("weight", "bias")}
    return _levelled(graph, "embedded", "words_3d", "places_3d", level, shape.epsilon)


def _layer(graph: Graph, name: str, layer: Weights, state: str, shape: Shape) -> str:
    """Add attention and the two dense products, each levelled together with what went in."""
    parts = ("query", "key", "value")
    matrix = np.concatenate([layer[f"attention.self.{part}.weight"] for part in parts]).T
    bias = np.concatenate([layer[f"attention.self.{part}.bias"] for part in parts])
    seen = _attention(graph, f"{name}.attention", matrix, bias, state, shape.attention_heads)
    out = _product(graph, f"{name}.out", layer, "attention.output.dense", seen)
    level = {key: layer[f"attention.output.LayerNorm.{key}"] for key in ("weight", "bias")}
    state = _levelled(graph, f"{name}.between", out, state, level, shape.epsilon)
    wide = _product(graph, f"{name}.wide", layer, "intermediate.dense", state)
    graph.add("Gelu", [wide], f"{name}.bent", domain=CONTRIB)
    narrow = _product(graph, f"{name}.narrow", layer, "output.dense", f"{name}.bent")
    level = {key: layer[f"output.LayerNorm.{key}"] for key in ("weight", "bias")}
    return _levelled(graph, name, narrow, state, level, shape.epsilon)


def _attention(
    graph: Graph, name: str, matrix: NDArray[np.float32], bias: NDArray[np.float32], state: str, heads: int
) -> str:
    steps, scale = in_steps(matrix, 0, _PRODUCT_STEPS)
    inputs = [f"{name}.{part}" for part in ("in", "matrix", "bias", "in_scale", "scale")]
    graph.constant(inputs[1], steps)
    graph.constant(inputs[2], bias)
    graph.constant(inputs[4], scale)
    graph.constant(f"{name}.zero", np.zeros(len(scale), np.int8))
    graph.add("DynamicQuantizeLinear", [state], inputs[0], inputs[3], f"{name}.in_zero")
    inputs += ["", f"{name}.in_zero", f"{name}.zero"]
    return graph.add("QAttention", inputs, name, domain=CONTRIB, num_heads=heads)


def _product(graph: Graph, name: str, layer: Weights, key: str, state: str) -> str:
    steps, scale = in_steps(layer[f"{key}.weight"].T, 0, _PRODUCT_STEPS)
    graph.constant(f"{name}.matrix", steps)
    graph.constant(f"{name}.scale", scale)
    graph.constant(f"{name}.bias", layer[f"{key}.bias"])
    inputs = [state, f"{name}.matrix", f"{name}.scale", "", f"{name}.bias"]
    return graph.add("DynamicQuantizeMatMul", inputs, name, domain=CONTRIB)


def _levelled(graph: Graph, name: str, value: str, skip: str, level: Weights, epsilon: float) -> str:
    # The fused operator for both is slower.
    graph.add("Add", [value, skip], f"{name}.sum")
    graph.constant(f"{name}.gamma", level["weight"])
    graph.constant(f"{name}.beta", level["bias"])
    inputs = [f"{name}.sum", f"{name}.gamma", f"{name}.beta"]
    return graph.add("LayerNormalization", inputs, f"{name}.level", epsilon=epsilon, axis=-1)
