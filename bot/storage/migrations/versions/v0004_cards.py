"""The tables of where moderators see cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.migrations.pieces import big_number, index, number, of_community, text

revision = "0004"
down_revision = "0003"

# What happened before is no news, but what a moderator has to look at still waits for one.
_LOOKED_THROUGH = sa.text("INSERT INTO card_mark (community, seq) SELECT id, journal_seq FROM community")
_STILL_WAITING = sa.text(
    "INSERT INTO card (community, case_number, seq, shown, place) "
    "SELECT moderation_case.community, moderation_case.number, "
    "  COALESCE((SELECT MAX(journal.seq) FROM journal WHERE journal.community = moderation_case.community "
    "  AND journal.case_number = moderation_case.number), 1), 0, '' "
    "FROM moderation_case WHERE moderation_case.state = 'open' OR EXISTS (SELECT 1 FROM appeal "
    "  WHERE appeal.community = moderation_case.community AND appeal.case_number = moderation_case.number "
    "  AND appeal.state = 'waiting')"
)


def upgrade() -> None:
    """Make them; of the cases that are there, only those that wait for a moderator are to be shown."""
    op.create_table(
        "card",
        text("community"),
        number("case_number"),
        big_number("seq"),
        big_number("shown"),
        text("place"),
        sa.PrimaryKeyConstraint("community", "case_number"),
        of_community(),
    )
    index("card_changed", "card", "community", "seq", where="seq > shown")
    op.create_table(
        "card_mark", text("community"), big_number("seq"), sa.PrimaryKeyConstraint("community"), of_community()
    )
    op.execute(_LOOKED_THROUGH)
    op.execute(_STILL_WAITING)
