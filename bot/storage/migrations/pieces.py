"""What the migrations are made of: columns of each kind, and indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from datetime import datetime


def index(name: str, table: str, *columns: str, unique: bool = False, where: str | None = None) -> None:
    """Make an index, over the rows that `where` names if given."""
    only = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=only, postgresql_where=only)


def of_community() -> sa.ForeignKeyConstraint:
    """Tie every row to its community."""
    return sa.ForeignKeyConstraint(["community"], ["community.id"])


def row_number() -> sa.Column[int]:
    """Return the column `id`, which counts by itself. SQLite does so only where it is declared INTEGER."""
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def text(name: str, *, optional: bool = False) -> sa.Column[str]:
    """Return a column of text."""
    return sa.Column(name, sa.String(), nullable=optional)


def long_text(name: str, *, optional: bool = False) -> sa.Column[str]:
    """Return a column of text that may be long, such as JSON."""
    return sa.Column(name, sa.Text(), nullable=optional)


def number(name: str, *, optional: bool = False) -> sa.Column[int]:
    """Return a column of whole numbers."""
    return sa.Column(name, sa.Integer(), nullable=optional, autoincrement=False)


def big_number(name: str, *, optional: bool = False) -> sa.Column[int]:
    """Return a column of whole numbers above two thousand million."""
    return sa.Column(name, sa.BigInteger(), nullable=optional, autoincrement=False)


def moment(name: str, *, optional: bool = False) -> sa.Column[datetime]:
    """Return a column of moments."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def sealed(name: str, *, optional: bool = False) -> sa.Column[bytes]:
    """Return a column of what `Vault.seal` made."""
    return sa.Column(name, sa.LargeBinary(), nullable=optional)


def flag(name: str, *, optional: bool = False) -> sa.Column[bool]:
    """Return a column of yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=optional)
