"""Fine-tunes the small encoder: the mean over its tokens, and a linear layer with one row per head."""

from __future__ import annotations

import time
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits
from transformers import BertConfig, BertModel

from bot.core.model_view import model_view
from training.corpus import HEADS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from training.corpus import Example

LONGEST = 48
# Served texts are cut earlier: the longest ones are the slowest, and the linear stage reads them whole.
LONGEST_SERVED = 32
_ROWS = 48
_POOL = 64
_STRIDE = 4
RATE, SECOND_RATE = 1.5e-4, 5e-5
_WARM_UP = 0.04
_LARGEST_STEP = 1.0
_REPORT_EVERY = 50


class Encoder(nn.Module):  # type: ignore[misc]  # torch is not there where types are checked
    """Token ids and mask in, one raw logit per head out."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        self.heads = nn.Linear(bert.config.hidden_size, len(HEADS))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return texts x `HEADS` of raw logits."""
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        kept = mask.unsqueeze(-1).to(hidden.dtype)
        logits: torch.Tensor = self.heads((hidden * kept).sum(1) / kept.sum(1))
        return logits


@dataclass(frozen=True, slots=True)
class Rows:
    """Tokenised texts with targets (0 where masked) and weights (0 where masked), texts x heads."""

    ids: list[list[int]]
    targets: NDArray[np.float32]
    weights: NDArray[np.float32]


def pretrained(folder: Path) -> Encoder:
    """Return the pretrained encoder with fresh heads, without dropout: one pass over the data needs none."""
    bert = BertModel.from_pretrained(
        folder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    return Encoder(bert)


def untaught(config: BertConfig) -> Encoder:
    """Return an encoder of any size that has learned nothing yet."""
    return Encoder(BertModel(config, add_pooling_layer=False))


def keep(encoder: Encoder, path: Path) -> None:
    """Write the weights as they are, for comparing and for going on."""
    torch.save({"config": encoder.bert.config.to_dict(), "weights": encoder.state_dict()}, path)


def restored(path: Path) -> Encoder:
    """Return the encoder that was kept."""
    kept = torch.load(path, weights_only=True)
    encoder = untaught(BertConfig(**kept["config"]))
    encoder.load_state_dict(kept["weights"])
    return encoder


def tokenise(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Return each original text's ids, at most `LONGEST`, the marks at both ends among them."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return [encoding.ids for encoding in tokenizer.encode_batch([model_view(text) for text in texts])]


def rows_of(examples: Sequence[Example], tokenizer: Tokenizer) -> Rows:
    """Tokenise examples for training."""
    targets = np.array([[target or 0 for target in example.targets] for example in examples], np.float32)
    known = np.array([[target is not None for target in example.targets] for example in examples], np.float32)
    weights = np.array([example.weights for example in examples], np.float32) * known
    return Rows(tokenise(tokenizer, [example.text for example in examples]), targets, weights)


def fine_tune(
    encoder: Encoder,
    rows: Rows,
    *,
    seed: int,
    rate: float = RATE,
    watch: Callable[[Encoder, float], None] | None = None,
) -> None:
    """Run once over the rows in batches of like length; `watch` is called with the share done now and then.

    `rate`: the highest learning rate, which is reached after a short rise and falls to nothing.
    """
    words = encoder.bert.embeddings.word_embeddings
    # A batch holds some hundred of the 30,000 words: only their vectors are touched.
    words.sparse = True
    others = [parameter for parameter in encoder.parameters() if parameter is not words.weight]
    optimisers = (torch.optim.AdamW(others, lr=rate, fused=True), torch.optim.SparseAdam([words.weight], lr=rate))
    batches = list(_batches(rows.ids, Random(seed)))
    encoder.train()
    started = time.monotonic()
    for step, batch in enumerate(batches):
        _take(optimisers, rate * _rise_and_fall(step / len(batches)))
        loss = _step(encoder, rows, batch, others)
        for optimiser in optimisers:
            optimiser.step()
        if step % _REPORT_EVERY == 0:
            print(f"step {step} of {len(batches)}, loss {loss:.4f}, {time.monotonic() - started:.0f} s", flush=True)
            if watch is not None:
                watch(encoder, step / len(batches))
    words.sparse = False
    encoder.eval()


def encode(encoder: Encoder, ids: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """Return texts x heads of raw logits."""
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    found = np.empty((len(ids), len(HEADS)))
    encoder.eval()
    with torch.inference_mode():
        for start in range(0, len(order), _POOL):
            batch = order[start : start + _POOL]
            found[batch] = encoder(*_padded([ids[index] for index in batch])).double().numpy()
    return found


def _batches(ids: Sequence[Sequence[int]], random: Random) -> Iterator[list[int]]:
    """Shuffle, sort by length within pools of some batches, and shuffle the batches."""
    order = list(range(len(ids)))
    random.shuffle(order)
    pools = [order[start : start + _ROWS * _POOL] for start in range(0, len(order), _ROWS * _POOL)]
    batches = [
        pool[start : start + _ROWS]
        for pool in (sorted(pool, key=lambda index: len(ids[index])) for pool in pools)
        for start in range(0, len(pool), _ROWS)
    ]
    random.shuffle(batches)
    yield from batches


def _step(encoder: Encoder, rows: Rows, batch: list[int], clipped: list[nn.Parameter]) -> float:
    for parameter in encoder.parameters():
        parameter.grad = None
    with torch.autocast("cpu", torch.bfloat16):
        logits = encoder(*_padded([rows.ids[index] for index in batch]))
    targets, weights = torch.from_numpy(rows.targets[batch]), torch.from_numpy(rows.weights[batch])
    losses = binary_cross_entropy_with_logits(logits.float(), targets, weight=weights, reduction="sum")
    loss = losses / len(batch)
    loss.backward()
    nn.utils.clip_grad_norm_(clipped, _LARGEST_STEP)
    return float(loss.detach())


def _padded(ids: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    # Few widths: each new one costs a second of preparation.
    width = -(-max(map(len, ids)) // _STRIDE) * _STRIDE
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in ids])
    return torch.tensor([[*row, *[0] * (width - len(row))] for row in ids]), mask


def _rise_and_fall(done: float) -> float:
    return min(done / _WARM_UP, (1 - done) / (1 - _WARM_UP))


def _take(optimisers: Sequence[torch.optim.Optimizer], rate: float) -> None:
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["lr"] = rate
