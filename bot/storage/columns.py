"""Column types of the tables. Every LargeBinary column holds what `Vault` sealed, or nothing: rotation relies on it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer
from sqlmodel import UTCDateTime as UtcDateTime

__all__ = ["RowNumber", "UtcDateTime"]

# SQLite numbers rows by itself only where the key is declared INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")
