"""Lays tokenised texts out as an exported network takes them: all tokens in one row, and a rectangle for attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

# A rectangle's width follows from a text's own length, never from its neighbours': adding up a row of another width, be
# it by zeros, gives other last digits, which whole-number steps would make larger.
WIDTHS = (16, 32, 48, 64, 96, 128, 192, 256, 384, 512)
# Enough rows to keep the processor busy; with more, what is between two products no longer fits into its cache.
_TOKENS_IN_A_CALL = 1024


def width_for(length: int) -> int:
    """Return the width of the rectangle for a text of so many tokens."""
    return next((each for each in WIDTHS if each >= length), length)


def batches(lengths: Sequence[int], tokens: int = _TOKENS_IN_A_CALL) -> Iterator[list[int]]:
    """Group indices of texts that share a width; no group of more than one text holds over `tokens`."""
    batch: list[int] = []
    width = held = 0
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (lengths[index] > width or held + lengths[index] > tokens):
            yield batch
            batch, held = [], 0
        if not batch:
            width = width_for(lengths[index])
        batch.append(index)
        held += lengths[index]
    if batch:
        yield batch


def places_of(ids: Integers, padding: int | None) -> Integers:
    """Return each token's place: counted from 0, or from after `padding`, which itself takes no place."""
    if padding is None:
        return np.arange(len(ids))
    counted = (ids != padding).astype(np.int64)
    places: Integers = np.cumsum(counted) * counted + padding
    return places


def laid_out(texts: Sequence[Integers], padding: int | None) -> dict[str, NDArray[np.generic]]:
    """Return the inputs of the graph for texts that share a width."""
    lengths = np.array([len(each) for each in texts])
    width = width_for(int(lengths.max()))
    mask = np.arange(width) < lengths[:, None]
    slots = np.flatnonzero(mask)
    rectangle = np.zeros(mask.shape, np.int64)
    rectangle[mask] = np.arange(len(slots))
    return {
        "ids": np.concatenate(texts),
        "places": np.concatenate([places_of(each, padding) for each in texts]),
        "slots": slots,
        "rectangle": rectangle,
        "mask": mask.astype(np.int32),
        "first": np.cumsum(lengths) - lengths,
    }
