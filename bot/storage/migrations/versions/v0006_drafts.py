"""The tables of what moderators choose, and of replies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.migrations.pieces import big_number, index, moment, number, of_community, row_number, sealed, text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "choice",
        *(text("community"), text("name"), text("value")),
        sa.PrimaryKeyConstraint("community", "name"),
        of_community(),
    )
    op.create_table(
        "draft",
        row_number(),
        text("community"),
        number("case_number"),
        *(text("channel"), text("message_id"), text("member")),
        big_number("revision"),
        *(moment("written"), moment("made_at"), moment("changed_at")),
        text("state"),
        sealed("sealed", optional=True),
        *(text("drafter"), text("approved_by"), text("reason"), text("effect"), text("posted")),
        sa.PrimaryKeyConstraint("id"),
        of_community(),
    )
    index("draft_of_message", "draft", "community", "channel", "message_id")
    index("draft_of_member", "draft", "community", "member")
    index("draft_of_effect", "draft", "community", "effect")
    index("draft_changed", "draft", "community", "changed_at")
