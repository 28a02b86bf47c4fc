"""The weights of a Detoxify network by what they do, whichever of the four kinds of network it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from bot.classifiers.errors import UnusableModelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import transformers
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]


class Activation(StrEnum):
    """What bends the wide layer, as configurations call it."""

    GELU = "gelu"
    GELU_BY_TANH = "gelu_new"


@dataclass(frozen=True, slots=True)
class Dense:
    """Rows times weights plus bias. `weights`: inputs x outputs."""

    weights: Vector
    bias: Vector


@dataclass(frozen=True, slots=True)
class Norm:
    """A layer normalisation's scale and bias."""

    scale: Vector
    bias: Vector


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: attention, a levelling `between`, the dense pair `wide` and `narrow`, a levelling `after`."""

    query: Dense
    key: Dense
    value: Dense
    out: Dense
    between: Norm
    wide: Dense
    narrow: Dense
    after: Norm

    @property
    def attention_bias(self) -> Vector:
        """Return the bias of query, key and value in one."""
        return np.concatenate([each.bias for each in (self.query, self.key, self.value)])


@dataclass(frozen=True, slots=True)
class Network:
    """A whole network. `words`: pieces x size. `places`: places x size, with the kind of a text's only segment added.

    `widened`: from the size of the tables to that of the layers, where they differ. `padding`: the id that takes no
    place of its own, where the network counts places so; the first place is then the one after it.
    """

    words: Vector
    places: Vector
    embedded: Norm
    widened: Dense | None
    layers: tuple[Layer, ...]
    pooler: Dense
    head: Dense
    heads: int
    epsilon: float
    activation: Activation
    padding: int | None

    @property
    def width(self) -> int:
        """Return the size of a token's row in the layers."""
        return len(self.layers[0].between.scale)


_BERT_LAYER = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "between": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "after": "output.LayerNorm",
}
_ALBERT_LAYER = {
    "query": "attention.query",
    "key": "attention.key",
    "value": "attention.value",
    "out": "attention.dense",
    "between": "attention.LayerNorm",
    "wide": "ffn",
    "narrow": "ffn_output",
    "after": "full_layer_layer_norm",
}


def read_network(model: transformers.PreTrainedModel, outputs: Sequence[int]) -> Network:
    """Return the weights of a BERT, RoBERTa, XLM-R or ALBERT classifier, its head for these outputs only.

    Raises UnusableModelError for any other network.
    """
    config = model.config
    weights = _Weights({name: value.float().numpy() for name, value in model.state_dict().items()})
    match config.model_type:
        case "bert":
            body, layers, pooler, head = "bert", _many(weights, "bert", config), "bert.pooler.dense", "classifier"
        case "roberta" | "xlm-roberta":
            body, layers = "roberta", _many(weights, "roberta", config)
            pooler, head = "classifier.dense", "classifier.out_proj"
        case "albert" if config.num_hidden_groups == config.inner_group_num == 1:
            body, layers, pooler, head = "albert", _one_layer(weights, config), "albert.pooler", "classifier"
        case other:
            raise UnusableModelError(f"A network of the kind {other} can't be exported.")
    last = weights.dense(head)
    return Network(
        words=weights[f"{body}.embeddings.word_embeddings.weight"],
        places=weights[f"{body}.embeddings.position_embeddings.weight"]
        + weights[f"{body}.embeddings.token_type_embeddings.weight"][0],
        embedded=weights.norm(f"{body}.embeddings.LayerNorm"),
        widened=weights.dense("albert.encoder.embedding_hidden_mapping_in") if body == "albert" else None,
        layers=layers,
        pooler=weights.dense(pooler),
        head=Dense(np.ascontiguousarray(last.weights[:, outputs]), last.bias[outputs]),
        heads=config.num_attention_heads,
        epsilon=config.layer_norm_eps,
        activation=Activation(config.hidden_act),
        padding=config.pad_token_id if body == "roberta" else None,
    )


class _Weights:
    def __init__(self, arrays: Mapping[str, Vector]) -> None:
        self._arrays = arrays

    def __getitem__(self, name: str) -> Vector:
        return self._arrays[name]

    def dense(self, name: str) -> Dense:
        return Dense(np.ascontiguousarray(self[f"{name}.weight"].T), self[f"{name}.bias"])

    def norm(self, name: str) -> Norm:
        return Norm(self[f"{name}.weight"], self[f"{name}.bias"])

    def layer(self, place: str, names: Mapping[str, str]) -> Layer:
        path = {part: f"{place}.{name}" for part, name in names.items()}
        return Layer(
            query=self.dense(path["query"]),
            key=self.dense(path["key"]),
            value=self.dense(path["value"]),
            out=self.dense(path["out"]),
            between=self.norm(path["between"]),
            wide=self.dense(path["wide"]),
            narrow=self.dense(path["narrow"]),
            after=self.norm(path["after"]),
        )


def _many(weights: _Weights, body: str, config: transformers.PretrainedConfig) -> tuple[Layer, ...]:
    return tuple(
        weights.layer(f"{body}.encoder.layer.{number}", _BERT_LAYER) for number in range(config.num_hidden_layers)
    )


def _one_layer(weights: _Weights, config: transformers.PretrainedConfig) -> tuple[Layer, ...]:
    """Return the layers of an ALBERT, which are one and the same again and again."""
    shared = weights.layer("albert.encoder.albert_layer_groups.0.albert_layers.0", _ALBERT_LAYER)
    return (shared,) * int(config.num_hidden_layers)
