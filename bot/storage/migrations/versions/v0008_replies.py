"""What drafts hold besides their text, and the table of messages that nobody has answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.migrations.pieces import big_number, flag, index, moment, of_community, sealed, text

revision = "0008"
down_revision = "0007"

_TEXTS = ("thread", "situation", "language", "first_yes", "place")
_UNDECIDED = "state IN ('drafted', 'offered')"
_TO_SHOW = "shown >= 0 AND version > shown"


def upgrade() -> None:
    """Make them. A draft of before that nobody decided on is over: nobody knows its form any more."""
    for name in _TEXTS:
        op.add_column("draft", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("draft", sa.Column("mood", sa.String(), nullable=False, server_default="calm"))
    op.add_column("draft", sa.Column("chosen", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("draft", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("draft", sa.Column("shown", sa.Integer(), nullable=False, server_default="-1"))
    op.add_column("draft", moment("expires_at", optional=True))
    op.add_column("draft", sealed("offer", optional=True))
    op.execute("UPDATE draft SET expires_at = changed_at")
    index("draft_undecided", "draft", "community", "expires_at", where=_UNDECIDED)
    index("draft_to_show", "draft", "community", "id", where=_TO_SHOW)
    op.create_table(
        "unanswered",
        *(text("community"), text("channel"), text("message_id"), text("member")),
        big_number("revision"),
        *(text("thread"), text("situation")),
        moment("at"),
        moment("due", optional=True),
        flag("told"),
        sealed("sealed", optional=True),
        sa.PrimaryKeyConstraint("community", "channel", "message_id"),
        of_community(),
    )
    index("unanswered_due", "unanswered", "community", "due")
    index("unanswered_of_message", "unanswered", "community", "message_id")
    index("unanswered_at", "unanswered", "community", "at")
    index("unanswered_of_member", "unanswered", "community", "member")
