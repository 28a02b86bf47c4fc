"""Texts as a tokenizer can take them, and batches of texts that are about equally long."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Padding costs as much as text. One more token among eight is less than a call with fewer texts would lose.
_SLACK = 8
_TOKENS_IN_A_CALL = 2048


def readable(text: str) -> str:
    """Return the text without half surrogate pairs, which no tokenizer takes; each becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def tight_batches(lengths: Sequence[int], tokens: int = _TOKENS_IN_A_CALL) -> Iterator[list[int]]:
    """Group indices by length in tokens: no text is padded by over an eighth, no group holds over `tokens` padded."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and _full(lengths[batch[0]], lengths[index], len(batch) + 1, tokens):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _full(shortest: int, longest: int, count: int, tokens: int) -> bool:
    return longest > shortest + shortest // _SLACK or longest * count > tokens
