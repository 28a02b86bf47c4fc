"""Hashed n-grams of the model view: the one function that training and serving share.

A feature is a span of the stream of words: 2 to 5 characters inside a word (its blanks count), one word, two words.
Spans are hashed by prefix sums in 64-bit arithmetic, so an id is the same in every process and on every machine.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

ID_BITS = 20
BUCKETS = 1 << ID_BITS
SHORTEST, LONGEST = 2, 5

_BASE = 0x9E3779B97F4A7C15
_BASE_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_BLANK, _END = 0x20, 0x0A
_WORD = re.compile(r"@?[^\W_]+(?:[*'’]+[^\W_]+)*")


class Features(NamedTuple):
    """Feature ids of a batch, message after message: `ids[starts[i]:ends[i]]` are sorted, each once."""

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def features(views: Sequence[str]) -> Features:
    """Return the features of model views; a text without words has none."""
    stream = "".join(" ".join(("", *_WORD.findall(view), "\n")) for view in views)
    codes = np.frombuffer(stream.encode("utf-32-le"), dtype=np.uint32)
    message = np.cumsum(codes == _END, dtype=np.int64)
    begins, stops = (np.concatenate(parts) for parts in zip(*_spans(codes), strict=True))
    buckets = _span_hashes(codes, begins, stops) >> np.uint64(64 - ID_BITS)
    keys = _distinct((message[begins] << ID_BITS) | buckets.astype(np.int64))
    bounds = np.searchsorted(keys, np.arange(len(views) + 1, dtype=np.int64) << ID_BITS)
    return Features((keys & (BUCKETS - 1)).astype(np.int32), bounds[:-1], bounds[1:])


def _distinct(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the keys sorted, each once: as `np.unique`, which takes ten times as long over a few hundred."""
    ordered = np.sort(keys)
    is_first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def _spans(codes: NDArray[np.uint32]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Give the begins and stops of all spans, one kind after the other; none crosses the end of a message."""
    blank = codes <= _BLANK
    open_ended = codes != _END
    inside = np.ones(len(codes), dtype=np.bool_)
    for length in range(SHORTEST, LONGEST + 1):
        reach = max(len(codes) - length + 1, 0)
        inside = inside[:reach] & ~blank[length - 2 :][:reach] if length > SHORTEST else inside[:reach]
        begins = np.flatnonzero(inside & open_ended[:reach] & open_ended[length - 1 :])
        yield begins, begins + length
    edges = np.flatnonzero(blank)
    yield from _word_spans(codes, edges)


def _word_spans(
    codes: NDArray[np.uint32], edges: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Give single words and neighbouring pairs, each with the blanks around it."""
    whole = (codes[edges[:-1]] == _BLANK) & (codes[edges[1:]] == _BLANK)
    yield edges[:-1][whole], edges[1:][whole] + 1
    pair = whole[:-1] & whole[1:]
    yield edges[:-2][pair], edges[2:][pair] + 1


def _span_hashes(codes: NDArray[np.uint32], begins: NDArray[np.int64], stops: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Hash each span by its code points alone: the difference of prefix sums, shifted back to position 0."""
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes.astype(np.uint64) * _powers(_BASE, len(codes)), out=sums[1:])
    hashes = (sums[stops] - sums[begins]) * _powers(_BASE_INVERSE, len(codes))[begins]
    hashes ^= hashes >> np.uint64(32)
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(29)
    return hashes * _MIX


def _powers(base: int, count: int) -> NDArray[np.uint64]:
    factors = np.full(count, base, dtype=np.uint64)
    factors[:1] = 1
    return np.cumprod(factors, dtype=np.uint64)
