"""The tables of what goes out and comes in, and of the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.migrations.pieces import (
    big_number,
    flag,
    index,
    long_text,
    moment,
    number,
    of_community,
    row_number,
    sealed,
    text,
)

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make them."""
    _effect()
    _notice()
    _appeal()
    _report()
    _cursor()
    _alert()
    _journal()
    _journal_person()


def _effect() -> None:
    op.create_table(
        "effect",
        row_number(),
        text("community"),
        text("key"),
        number("case_number"),
        number("batch"),
        text("kind"),
        text("channel"),
        text("message_id"),
        text("member"),
        text("lane"),
        number("stage"),
        moment("until", optional=True),
        big_number("notice", optional=True),
        text("route", optional=True),
        text("reverses", optional=True),
        text("state"),
        text("reason"),
        number("attempts"),
        moment("not_before", optional=True),
        moment("leased_until", optional=True),
        flag("unknown"),
        flag("cancelled"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community", "key", name="effect_key"),
        of_community(),
    )
    index("effect_of_case", "effect", "community", "case_number", "batch")
    index("effect_of_lane", "effect", "community", "lane")
    index("effect_of_member", "effect", "community", "member")
    index("effect_open_lane", "effect", "community", "lane", "id", where="state IN ('planned', 'claimed')")


def _notice() -> None:
    op.create_table(
        "notice",
        row_number(),
        text("community"),
        number("case_number"),
        number("batch"),
        text("member"),
        text("channel"),
        text("message_id"),
        text("kind"),
        text("language"),
        text("rule"),
        text("title"),
        text("explanation"),
        moment("made_at"),
        flag("detected"),
        flag("decided"),
        flag("warning"),
        flag("pleads"),
        flag("late"),
        moment("appeal_until", optional=True),
        text("state"),
        text("reason"),
        sealed("sealed", optional=True),
        sa.PrimaryKeyConstraint("id"),
        of_community(),
    )
    index("notice_of_case", "notice", "community", "case_number", "batch")
    index("notice_of_member", "notice", "community", "member")


def _appeal() -> None:
    op.create_table(
        "appeal",
        text("community"),
        number("case_number"),
        text("member"),
        sealed("sealed"),
        moment("at"),
        text("state"),
        text("decided_by"),
        moment("decided_at", optional=True),
        sa.PrimaryKeyConstraint("community", "case_number"),
        of_community(),
    )
    index("appeal_in_state", "appeal", "community", "state")
    index("appeal_of_member", "appeal", "community", "member")


def _report() -> None:
    op.create_table(
        "report",
        text("community"),
        text("channel"),
        text("message_id"),
        text("reporter"),
        moment("at"),
        sa.PrimaryKeyConstraint("community", "channel", "message_id", "reporter"),
        of_community(),
    )
    index("report_of_reporter", "report", "community", "reporter")


def _cursor() -> None:
    op.create_table(
        "cursor",
        text("community"),
        text("channel"),
        text("position"),
        moment("at"),
        sa.PrimaryKeyConstraint("community", "channel"),
        of_community(),
    )


def _alert() -> None:
    op.create_table(
        "alert",
        text("community"),
        text("key"),
        sealed("sealed"),
        moment("raised_at"),
        moment("until"),
        flag("told"),
        sa.PrimaryKeyConstraint("community", "key"),
        of_community(),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        text("community"),
        big_number("seq"),
        number("case_number"),
        text("kind"),
        text("at"),
        text("actor"),
        long_text("facts"),
        sealed("sealed", optional=True),
        text("commitment"),
        text("previous"),
        text("hash"),
        sa.PrimaryKeyConstraint("community", "seq"),
        of_community(),
    )
    index("journal_of_case", "journal", "community", "case_number")
    index("journal_of_kind", "journal", "community", "kind", "seq")


def _journal_person() -> None:
    op.create_table(
        "journal_person",
        text("community"),
        text("mark"),
        big_number("seq"),
        sa.PrimaryKeyConstraint("community", "mark", "seq"),
        of_community(),
    )
