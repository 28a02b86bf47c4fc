"""The tables of what was seen and decided."""

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

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    _community()
    _content()
    _decision()
    _strike()
    _moderation_case()
    _moderation_case_indexes()
    _approval()


def _community() -> None:
    op.create_table(
        "community",
        text("id"),
        sealed("index_key"),
        number("last_case"),
        big_number("journal_seq"),
        text("journal_hash"),
        sa.PrimaryKeyConstraint("id"),
    )


def _content() -> None:
    op.create_table(
        "content",
        row_number(),
        text("community"),
        text("channel"),
        text("message_id"),
        big_number("revision"),
        text("member"),
        moment("at"),
        number("mentions"),
        text("mark"),
        number("length"),
        sealed("sealed", optional=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community", "channel", "message_id", "revision", name="content_revision"),
        of_community(),
    )
    index("content_at", "content", "community", "at")
    index("content_kept", "content", "community", "at", where="sealed IS NOT NULL")
    index("content_member", "content", "community", "member")


def _decision() -> None:
    op.create_table(
        "decision",
        row_number(),
        text("community"),
        text("channel"),
        text("message_id"),
        big_number("revision"),
        text("policy"),
        text("trigger"),
        number("case_number"),
        long_text("body"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(
            "community", "channel", "message_id", "revision", "policy", "trigger", name="decision_trigger"
        ),
        of_community(),
    )
    index("decision_case", "decision", "community", "case_number")


def _strike() -> None:
    op.create_table(
        "strike",
        row_number(),
        text("community"),
        text("member"),
        number("case_number"),
        text("rule"),
        text("content_id"),
        moment("at"),
        moment("expires"),
        number("weight"),
        moment("revoked_at", optional=True),
        sa.PrimaryKeyConstraint("id"),
        of_community(),
    )
    index("strike_case", "strike", "community", "case_number")
    index("strike_expires", "strike", "community", "expires")
    index("strike_member", "strike", "community", "member", "expires")
    index("strike_revoked", "strike", "community", "revoked_at")


def _moderation_case() -> None:
    op.create_table(
        "moderation_case",
        text("community"),
        number("number"),
        text("channel"),
        text("message_id"),
        text("member"),
        text("state"),
        number("severity"),
        long_text("rules"),
        long_text("proposals"),
        big_number("revision"),
        text("policy"),
        text("language"),
        moment("opened_at"),
        moment("changed_at"),
        number("version"),
        flag("by_hand"),
        text("why_open"),
        text("strike_rule"),
        number("strike_weight"),
        text("decided_by"),
        moment("decided_at", optional=True),
        text("claimed_by"),
        moment("claimed_at", optional=True),
        sa.PrimaryKeyConstraint("community", "number"),
        of_community(),
    )


def _moderation_case_indexes() -> None:
    index("case_changed", "moderation_case", "community", "changed_at")
    index("case_member", "moderation_case", "community", "member", "number")
    index("case_message", "moderation_case", "community", "channel", "message_id", "number")
    index("case_state", "moderation_case", "community", "state", "number")
    index(
        "case_undecided",
        "moderation_case",
        "community",
        "channel",
        "message_id",
        unique=True,
        where="state IN ('open', 'handled')",
    )


def _approval() -> None:
    op.create_table(
        "approval",
        text("community"),
        text("mark"),
        text("rule"),
        number("case_number"),
        sa.PrimaryKeyConstraint("community", "mark", "rule", "case_number"),
        of_community(),
    )
    index("approval_case", "approval", "community", "case_number")
