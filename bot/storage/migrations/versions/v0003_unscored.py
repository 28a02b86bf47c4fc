"""The table of messages whose scores are missing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.migrations.pieces import big_number, index, moment, number, of_community, text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make it."""
    op.create_table(
        "unscored",
        text("community"),
        text("channel"),
        text("message_id"),
        text("member"),
        big_number("revision"),
        moment("since"),
        moment("due"),
        number("tries"),
        text("state"),
        number("case_number"),
        sa.PrimaryKeyConstraint("community", "channel", "message_id"),
        of_community(),
    )
    index("unscored_due", "unscored", "community", "state", "due")
    index("unscored_of_member", "unscored", "community", "member")
