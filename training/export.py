"""Writes the heads as one ONNX graph: ids of a batch in, calibrated probabilities out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.calibrate import KNOTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from bot.core.labels import Label
    from training.calibrate import Calibration
    from training.fit import LinearHead

_OPSET = 17
_IR_VERSION = 9
_STEPS = 32_767


def quantise(weights: NDArray[np.float32]) -> tuple[NDArray[np.int16], float]:
    """Return weights in steps of the scale, and the scale; whole numbers add up the same in any order."""
    scale = float(np.abs(weights).max()) / _STEPS
    return np.rint(weights / scale).astype(np.int16), scale


def export(labels: Sequence[Label], heads: Sequence[LinearHead], calibrations: Sequence[Calibration]) -> bytes:
    """Return the model file: inputs `ids`, `starts`, `ends` (see `features`), output messages x labels."""
    quantised = [quantise(head.weights) for head in heads]
    low, high = np.array(KNOTS[:-1]), np.array(KNOTS[1:])
    constants = {
        "table": np.stack([table for table, _ in quantised], axis=1),
        "scale": np.array([scale for _, scale in quantised], np.float32),
        "bias": np.array([head.bias for head in heads], np.float32),
        "low": low.astype(np.float32),
        "high": high.astype(np.float32),
        "from_zero": (np.maximum(low, 0) + np.minimum(high, 0)).astype(np.float32),
        "slopes": np.stack([calibration.slopes for calibration in calibrations]).astype(np.float32),
        "intercepts": np.array([calibration.intercept for calibration in calibrations], np.float32),
        "none": np.zeros((1, len(heads)), np.int64),
        "one": np.array(1, np.int64),
        "row": np.array(0, np.int64),
        "last": np.array([-1], np.int64),
    }
    return _serialise(constants, {"labels": ",".join(labels)})


def _nodes() -> list[onnx.NodeProto]:
    """Sum each message's rows as differences of running sums, scale, bend, squash."""
    node = helper.make_node
    return [
        node("Gather", ["table", "ids"], ["rows"]),
        node("Cast", ["rows"], ["whole"], to=TensorProto.INT64),
        node("CumSum", ["whole", "row"], ["running"]),
        node("Concat", ["none", "running"], ["sums"], axis=0),
        node("Gather", ["sums", "ends"], ["until_end"]),
        node("Gather", ["sums", "starts"], ["until_start"]),
        node("Sub", ["until_end", "until_start"], ["total"]),
        node("Cast", ["total"], ["total_float"], to=TensorProto.FLOAT),
        node("Sub", ["ends", "starts"], ["count"]),
        node("Max", ["count", "one"], ["at_least_one"]),
        node("Cast", ["at_least_one"], ["count_float"], to=TensorProto.FLOAT),
        node("Sqrt", ["count_float"], ["root"]),
        node("Unsqueeze", ["root", "last"], ["root_column"]),
        node("Mul", ["total_float", "scale"], ["scaled"]),
        node("Div", ["scaled", "root_column"], ["mean"]),
        node("Add", ["mean", "bias"], ["raw"]),
        node("Unsqueeze", ["raw", "last"], ["raw_pieces"]),
        node("Max", ["raw_pieces", "low"], ["above"]),
        node("Min", ["above", "high"], ["within"]),
        node("Sub", ["within", "from_zero"], ["reach"]),
        node("Mul", ["reach", "slopes"], ["bent"]),
        node("ReduceSum", ["bent", "last"], ["line"], keepdims=0),
        node("Add", ["line", "intercepts"], ["logit"]),
        node("Sigmoid", ["logit"], ["probabilities"]),
    ]


def _serialise(constants: Mapping[str, NDArray[np.generic]], metadata: Mapping[str, str]) -> bytes:
    info = helper.make_tensor_value_info
    inputs = [
        info("ids", TensorProto.INT32, ["features"]),
        info("starts", TensorProto.INT64, ["messages"]),
        info("ends", TensorProto.INT64, ["messages"]),
    ]
    outputs = [info("probabilities", TensorProto.FLOAT, ["messages", "labels"])]
    tensors = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(_nodes(), "takt-embedded", inputs, outputs, tensors)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION, producer_name="takt"
    )
    helper.set_model_props(model, dict(metadata))
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))
