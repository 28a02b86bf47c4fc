"""ONNX nodes and constants, gathered one after the other."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

FUSED = "com.microsoft"
_OPSET = 17
_IR_VERSION = 9


class Graph:
    """Nodes and constants; equal constants are kept once."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._tensors: dict[object, onnx.TensorProto] = {}

    def constant(self, value: NDArray[np.generic]) -> str:
        """Add a constant and return its name."""
        laid = np.ascontiguousarray(value).reshape(value.shape)
        key = laid.dtype, laid.shape, hashlib.blake2b(laid.data).digest()
        if key not in self._tensors:
            self._tensors[key] = numpy_helper.from_array(laid, f"c{len(self._tensors)}")
        return str(self._tensors[key].name)

    def number(self, value: float, kind: type[np.generic]) -> str:
        """Add one number and return its name."""
        return self.constant(np.array(value, kind))

    def numbers(self, *values: int) -> str:
        """Add a row of whole numbers, such as a shape, and return its name."""
        return self.constant(np.array(values, np.int64))

    def add(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Add a node and return the name of its output."""
        name = f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def model(self, inputs: Iterable[onnx.ValueInfoProto], output: onnx.ValueInfoProto, made: str) -> onnx.ModelProto:
        """Return the model whose output is what the node `made` gives."""
        nodes = [*self._nodes, helper.make_node("Identity", [made], [output.name])]
        graph = helper.make_graph(nodes, "detoxify", list(inputs), [output], list(self._tensors.values()))
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="takt")
