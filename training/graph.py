"""ONNX graphs by hand: nodes and constants gathered one after the other, and the pieces that both stages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from training.calibrate import KNOTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from training.calibrate import Calibration

Value = tuple[int, list[str]]

CONTRIB = "com.microsoft"
_OPSET = 17
_IR_VERSION = 9


class Graph:
    """Nodes and constants; every value has a name."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, NDArray[np.generic]] = {}

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Add a constant and return its name."""
        self._constants[name] = np.ascontiguousarray(value)
        return name

    def add(self, operator: str, inputs: Sequence[str], *outputs: str, domain: str = "", **attributes: Any) -> str:
        """Add a node and return the name of its first output."""
        self._nodes.append(helper.make_node(operator, inputs, outputs, domain=domain, **attributes))
        return outputs[0]

    def serialise(
        self, inputs: Mapping[str, Value], outputs: Mapping[str, Value], metadata: Mapping[str, str]
    ) -> bytes:
        """Return the checked model file; inputs and outputs are name to type and axes."""
        given, made = (
            [helper.make_tensor_value_info(name, kind, axes) for name, (kind, axes) in values.items()]
            for values in (inputs, outputs)
        )
        tensors = [numpy_helper.from_array(value, name) for name, value in self._constants.items()]
        graph = helper.make_graph(self._nodes, "takt-embedded", given, made, tensors)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(CONTRIB, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="takt")
        helper.set_model_props(model, dict(metadata))
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString(deterministic=True))


def constant_of(model: bytes, name: str) -> NDArray[np.generic]:
    """Return one constant of a model file."""
    tensors = onnx.load_from_string(model).graph.initializer
    return np.asarray(numpy_helper.to_array(next(tensor for tensor in tensors if tensor.name == name)))


def metadata_of(model: bytes) -> dict[str, str]:
    """Return what a model file says of itself."""
    return {each.key: each.value for each in onnx.load_from_string(model).metadata_props}


def add_bend(graph: Graph, raw: str, group: str, calibrations: Sequence[Sequence[Calibration]]) -> str:
    """Add the rising lines, one per group and head, and the squash; `raw` is messages x heads, `group` messages."""
    low, high = np.array(KNOTS[:-1]), np.array(KNOTS[1:])
    slopes = np.array([[each.slopes for each in heads] for heads in calibrations], np.float32)
    intercepts = np.array([[each.intercept for each in heads] for heads in calibrations], np.float32)
    graph.constant("low", low.astype(np.float32))
    graph.constant("high", high.astype(np.float32))
    graph.constant("from_zero", (np.maximum(low, 0) + np.minimum(high, 0)).astype(np.float32))
    graph.constant("slopes", slopes)
    graph.constant("intercepts", intercepts)
    graph.constant("last", np.array([-1], np.int64))
    graph.add("Unsqueeze", [raw, "last"], "raw_pieces")
    graph.add("Max", ["raw_pieces", "low"], "above")
    graph.add("Min", ["above", "high"], "within")
    graph.add("Sub", ["within", "from_zero"], "reach")
    graph.add("Gather", ["slopes", group], "group_slopes")
    graph.add("Gather", ["intercepts", group], "group_intercepts")
    graph.add("Mul", ["reach", "group_slopes"], "bent")
    graph.add("ReduceSum", ["bent", "last"], "line", keepdims=0)
    graph.add("Add", ["line", "group_intercepts"], "logit")
    return graph.add("Sigmoid", ["logit"], "probabilities")
