"""Writes a Detoxify network as an ONNX graph, node by node, for texts that lie one after the other without padding.

All that is done token by token, which is nearly everything, sees one long row of tokens. Only attention sees texts as
texts: there they are laid out in a rectangle as wide as the text's own length asks for, so that a text's scores are the
same in any company. The last layer is computed for the first token alone, the only one that the head reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onnx import TensorProto, helper

from bot.classifiers.detoxify.graph_nodes import FUSED, Graph
from bot.classifiers.detoxify.graph_weights import Activation

if TYPE_CHECKING:
    from collections.abc import Callable

    import onnx

    from bot.classifiers.detoxify.graph_arithmetic import Arithmetic
    from bot.classifiers.detoxify.graph_weights import Dense, Layer, Network, Norm

_INPUTS = (
    ("ids", TensorProto.INT64, ["tokens"]),
    ("places", TensorProto.INT64, ["tokens"]),
    # Where each token lies in the rectangle, and which token lies where in it; what lies nowhere is masked.
    ("slots", TensorProto.INT64, ["tokens"]),
    ("rectangle", TensorProto.INT64, ["texts", "width"]),
    ("mask", TensorProto.INT32, ["texts", "width"]),
    ("first", TensorProto.INT64, ["texts"]),
)
_BENDS = {Activation.GELU: "BiasGelu", Activation.GELU_BY_TANH: "FastGelu"}
# Both bends have their lowest point here, rounded down.
_LOWEST_BENT = -0.1701


def network_graph(network: Network, arithmetic: Callable[[Graph], Arithmetic]) -> onnx.ModelProto:
    """Return the network as a model: token ids in, one probability per text and label out."""
    graph = Graph()
    scores = _Writer(graph, network, arithmetic(graph)).write()
    output = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["texts", "labels"])
    return graph.model([helper.make_tensor_value_info(*each) for each in _INPUTS], output, scores)


class _Writer:
    def __init__(self, graph: Graph, network: Network, arithmetic: Arithmetic) -> None:
        self._graph = graph
        self._network = network
        self._arithmetic = arithmetic

    def write(self) -> str:
        network, graph = self._network, self._graph
        state = self._embedded()
        for layer in network.layers[:-1]:
            attended = graph.add("Gather", self._attended(layer, state, last=False), "slots")
            state = self._fed(layer, attended, state)
        attended = self._attended(network.layers[-1], state, last=True)
        first = self._fed(network.layers[-1], attended, graph.add("Gather", state, "first"))
        pooled = graph.add("Tanh", self._exact(network.pooler, first))
        return graph.add("Sigmoid", self._exact(network.head, pooled))

    def _embedded(self) -> str:
        network, graph = self._network, self._graph
        words = self._arithmetic.rows_of(network.words, "ids")
        places = graph.add("Gather", graph.constant(network.places), "places")
        state = self._levelled(graph.add("Add", words, places), network.embedded)
        return self._exact(network.widened, state) if network.widened else state

    def _attended(self, layer: Layer, state: str, *, last: bool) -> str:
        """Return what each token (of the last layer each first token) takes from its text, a row each."""
        graph, arithmetic = self._graph, self._arithmetic
        ready = arithmetic.ready(state)
        if last:
            asked = arithmetic.product(arithmetic.first_of(ready), layer.query)
            query = graph.add("Unsqueeze", asked, graph.numbers(1))
        else:
            query = graph.add("Gather", arithmetic.product(ready, layer.query), "rectangle")
        key, value = (
            graph.add("Gather", arithmetic.product(ready, each), "rectangle") for each in (layer.key, layer.value)
        )
        bias = graph.constant(layer.attention_bias)
        heads = self._network.heads
        taken = graph.add("MultiHeadAttention", query, key, value, bias, "mask", domain=FUSED, num_heads=heads)
        return graph.add("Reshape", taken, graph.numbers(-1, self._network.width))

    def _fed(self, layer: Layer, attended: str, state: str) -> str:
        """Return the layer's result from what attention gave and what went into the layer."""
        graph, arithmetic = self._graph, self._arithmetic
        out = arithmetic.product(arithmetic.ready(attended), layer.out, with_bias=True)
        state = self._levelled(graph.add("Add", out, state), layer.between)
        wide = arithmetic.product(arithmetic.ready(state), layer.wide)
        bent = graph.add(_BENDS[self._network.activation], wide, graph.constant(layer.wide.bias), domain=FUSED)
        narrow = arithmetic.product(arithmetic.ready(bent, _LOWEST_BENT), layer.narrow, with_bias=True)
        return self._levelled(graph.add("Add", narrow, state), layer.after)

    def _levelled(self, rows: str, norm: Norm) -> str:
        # Faster than the fused SkipLayerNormalization, where onnxruntime adds up one number after the other.
        scale, bias = self._graph.constant(norm.scale), self._graph.constant(norm.bias)
        return self._graph.add("LayerNormalization", rows, scale, bias, axis=-1, epsilon=self._network.epsilon)

    def _exact(self, dense: Dense, rows: str) -> str:
        """Return a product in floating point: small, and at the ends of the network, where an error counts most."""
        return self._graph.add("Gemm", rows, self._graph.constant(dense.weights), self._graph.constant(dense.bias))
