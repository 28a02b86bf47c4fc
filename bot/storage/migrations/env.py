"""Runs migrations on the connection that `bot.storage.migrate` gives. Alembic loads this file by its path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import context
from sqlmodel import SQLModel

import bot.storage.tables
import bot.storage.tables_feedback
import bot.storage.tables_outbox
import bot.storage.tables_replies  # noqa: F401 - importing it enters its tables in the metadata

if TYPE_CHECKING:
    from sqlalchemy.sql.schema import SchemaItem


def _is_ours(_: SchemaItem, name: str | None, kind: str, reflected: bool, compare_to: SchemaItem | None) -> bool:  # noqa: FBT001 - alembic calls it so
    """Leave alone what others keep in the same database."""
    del name
    return not (kind == "table" and reflected and compare_to is None)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    include_object=_is_ours,
)
with context.begin_transaction():
    context.run_migrations()
