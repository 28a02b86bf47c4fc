"""What slow mode and lock of a channel need to be known by, and to be taken back to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add them; no effect that is there has any."""
    op.add_column("effect", sa.Column("delay", sa.Integer(), nullable=True))
    op.add_column("effect", sa.Column("before", sa.Integer(), nullable=True))
