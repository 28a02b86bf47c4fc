"""The table of what platforms handed over when somebody let the bot in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.migrations.pieces import sealed, text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make it."""
    op.create_table(
        "installation",
        *(text("platform"), text("workspace")),
        sealed("sealed"),
        sa.PrimaryKeyConstraint("platform", "workspace"),
    )
