"""The tables of wishes and complaints, and of how much of it there is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.migrations.pieces import (
    big_number,
    index,
    long_text,
    moment,
    number,
    of_community,
    sealed,
    text,
)

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "feedback",
        text("community"),
        number("number"),
        *(text("channel"), text("message_id"), text("member"), text("situation"), text("language")),
        *(moment("at"), moment("changed_at")),
        big_number("revision"),
        sealed("sealed", optional=True),
        *(text("state"), long_text("note"), text("forwarded_to"), text("posted")),
        number("version"),
        sa.PrimaryKeyConstraint("community", "number"),
        sa.UniqueConstraint("community", "channel", "message_id", name="feedback_message"),
        of_community(),
    )
    index("feedback_at", "feedback", "community", "at")
    index("feedback_of_member", "feedback", "community", "member")
    index("feedback_changed", "feedback", "community", "changed_at")
    index("feedback_left", "feedback", "community", "number", where="sealed IS NULL AND posted <> ''")
    op.create_table(
        "pulse",
        text("community"),
        *(moment("slot"), moment("hour")),
        *(number("messages"), number("complaints"), number("toxic")),
        sa.PrimaryKeyConstraint("community", "slot"),
        of_community(),
    )
