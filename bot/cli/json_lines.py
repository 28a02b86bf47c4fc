"""Objects with a `text`, a line each, as commands read them from a stream."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_BATCH = 32
_CHUNK_BYTES = 1 << 16


def batches(source: int) -> Iterator[list[bytes]]:
    """Yield a file descriptor's lines as they come, some at a time: who waits for the answer to one line gets it."""
    pending = bytearray()
    while chunk := os.read(source, _CHUNK_BYTES):
        ended, newline, begun = chunk.rpartition(b"\n")
        pending += ended
        if newline:
            lines = bytes(pending).split(b"\n")
            yield from (lines[at : at + _BATCH] for at in range(0, len(lines), _BATCH))
            pending.clear()
        pending += begun
    if pending:
        yield [bytes(pending)]


def parsed(line: bytes) -> tuple[str, dict[str, Any] | None]:
    """Return what is wrong with a line, or its object, which has a `text`."""
    if not line.strip():
        return "empty", None
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        return f"not JSON ({error.msg} at character {error.pos + 1})", None
    except (ValueError, RecursionError) as error:
        return f"not JSON ({error})", None
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        return "not an object with a `text` string", None
    return "", item
