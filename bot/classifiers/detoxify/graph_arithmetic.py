"""Two ways to multiply rows with weights in a graph: exactly, and in whole numbers of eight bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from bot.classifiers.detoxify.graph_nodes import FUSED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.classifiers.detoxify.graph_nodes import Graph
    from bot.classifiers.detoxify.graph_weights import Dense

    Vector = NDArray[np.float32]

_TABLE_STEPS = 127
# Signed weights times unsigned rows is what processors multiply fastest. Older ones add two such products in 16 bits:
# 2 x 255 x 63 fits, with all of a weight's 127 steps it would be cut off and scores would differ between machines.
_WEIGHT_STEPS = 63
_MIDDLE = 128
_LEAST = 1e-9


class Ready(NamedTuple):
    """Rows as a product takes them, each row's step, and what number stands for zero in them."""

    rows: str
    step: str = ""
    zero: int = 0
    lowest: float = 0.0


class Arithmetic(Protocol):
    """How rows are multiplied with weights."""

    def rows_of(self, table: Vector, which: str) -> str:
        """Return rows of a table."""
        ...

    def ready(self, rows: str, lowest: float | None = None) -> Ready:
        """Return rows for products, which may share them; `lowest` where none of their numbers is below."""
        ...

    def first_of(self, ready: Ready) -> Ready:
        """Return each text's first row."""
        ...

    def product(self, ready: Ready, dense: Dense, *, with_bias: bool = False) -> str:
        """Return the rows times the weights."""
        ...


class Exact:
    """Floating point."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def rows_of(self, table: Vector, which: str) -> str:
        """Look rows up."""
        return self._graph.add("Gather", self._graph.constant(table), which)

    def ready(self, rows: str, lowest: float | None = None) -> Ready:
        """Return the rows as they are."""
        return Ready(rows)

    def first_of(self, ready: Ready) -> Ready:
        """Return each text's first row."""
        return Ready(self._graph.add("Gather", ready.rows, "first"))

    def product(self, ready: Ready, dense: Dense, *, with_bias: bool = False) -> str:
        """Multiply."""
        made = self._graph.add("MatMul", ready.rows, self._graph.constant(dense.weights))
        return self._graph.add("Add", made, self._graph.constant(dense.bias)) if with_bias else made


class EightBits:
    """Whole numbers: a step for each row, measured as it comes, and one for each column of the weights.

    The usual dynamic quantisation has one step for all rows, which ties a text's scores to those it is scored with, and
    a row of small numbers to the largest number of all.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def rows_of(self, table: Vector, which: str) -> str:
        """Look rows up in a table of bytes with a step for each row."""
        graph = self._graph
        steps, size = in_steps(table, axis=1, most=_TABLE_STEPS)
        rows = graph.add("Gather", graph.constant(steps), which)
        return graph.add("DequantizeLinear", rows, graph.add("Gather", graph.constant(size), which), axis=0)

    def ready(self, rows: str, lowest: float | None = None) -> Ready:
        """Measure each row's step; from -127 to 127 of them, or 255 upwards from `lowest`."""
        graph = self._graph
        if lowest is None:
            lowest, zero, above = 0.0, _MIDDLE, graph.add("Abs", rows)
        else:
            zero, above = 0, graph.add("Add", rows, graph.number(-lowest, np.float32))
            rows = above
        largest = graph.add("ReduceMax", above, axes=[-1], keepdims=1)
        step = graph.add(
            "Mul",
            graph.add("Max", largest, graph.number(_LEAST, np.float32)),
            graph.number(1 / (255 - zero), np.float32),
        )
        flat = graph.add("Reshape", step, graph.numbers(-1))
        zeros = graph.add("Expand", graph.number(zero, np.uint8), graph.add("Shape", flat))
        return Ready(graph.add("QuantizeLinear", rows, flat, zeros, axis=0), step, zero, lowest)

    def first_of(self, ready: Ready) -> Ready:
        """Return each text's first row, and its step."""
        rows, step = (self._graph.add("Gather", each, "first") for each in (ready.rows, ready.step))
        return ready._replace(rows=rows, step=step)

    def product(self, ready: Ready, dense: Dense, *, with_bias: bool = False) -> str:
        """Multiply in whole numbers, then by both steps."""
        graph = self._graph
        steps, size = in_steps(dense.weights, axis=0, most=_WEIGHT_STEPS)
        made = graph.add(
            "MatMulIntegerToFloat",
            ready.rows,
            graph.constant(steps),
            graph.number(1, np.float32),
            graph.constant(size),
            graph.number(ready.zero, np.uint8),
            graph.constant(np.zeros(len(size), np.int8)),
            domain=FUSED,
        )
        scaled = graph.add("Mul", made, ready.step)
        if not with_bias:
            return scaled
        moved = dense.bias + np.float32(ready.lowest) * (steps.astype(np.float32).sum(axis=0) * size)
        return graph.add("Add", scaled, graph.constant(moved))


def in_steps(values: Vector, axis: int, most: int) -> tuple[NDArray[np.int8], Vector]:
    """Return values as signed bytes of at most `most`, and the size of a step for each slice that `axis` runs along."""
    size = np.maximum(np.abs(values).max(axis=axis, keepdims=True), _LEAST) / np.float32(most)
    return np.rint(values / size).astype(np.int8), size.squeeze(axis).astype(np.float32)
