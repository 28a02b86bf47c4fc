"""What an admin lets be kept of decided drafts to learn from."""

from __future__ import annotations

from alembic import op

from bot.storage.migrations.pieces import index, sealed

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make room for it; of before nothing was kept."""
    op.add_column("draft", sealed("lesson", optional=True))
    index("draft_teaches", "draft", "community", "id", where="lesson IS NOT NULL")
