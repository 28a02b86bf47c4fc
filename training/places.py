"""Places that depend on nothing but a text, for splits and samples that stay the same."""

from __future__ import annotations

import zlib


def hashed_place(salt: str, key: str) -> float:
    """Return a place from 0 to 1 that depends on nothing but salt and key."""
    return zlib.crc32(f"takt-1:{salt}:{key}".encode("utf-8", "surrogatepass")) / 2**32
