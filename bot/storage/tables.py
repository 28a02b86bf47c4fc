"""The tables of what was seen and decided. `tables_outbox.py` has those of what goes out and comes in."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, Table, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.core.journal import GENESIS
from bot.storage.columns import RowNumber, UtcDateTime

_HAS_TEXT = text("sealed IS NOT NULL")
_UNDECIDED = text("state IN ('open', 'handled')")


class CommunityRow(SQLModel, table=True):
    """One community: the key of its marks, its last case number, and the head of its journal."""

    __tablename__ = "community"

    id: str = Field(primary_key=True)
    index_key: bytes = Field(sa_type=LargeBinary)
    last_case: int = 0
    journal_seq: int = Field(default=0, sa_type=BigInteger)
    journal_hash: str = GENESIS


class InstallationRow(SQLModel, table=True):
    """What a platform handed over when the bot was let into a workspace, such as tokens. Of no community."""

    __tablename__ = "installation"

    platform: str = Field(primary_key=True)
    workspace: str = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class ContentRow(SQLModel, table=True):
    """One revision of a message. `sealed`: text and author as JSON, None where they are not kept."""

    __tablename__ = "content"
    __table_args__ = (
        UniqueConstraint("community", "channel", "message_id", "revision", name="content_revision"),
        Index("content_at", "community", "at"),
        Index("content_member", "community", "member"),
        Index("content_kept", "community", "at", sqlite_where=_HAS_TEXT, postgresql_where=_HAS_TEXT),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    community: str = Field(foreign_key="community.id")
    channel: str
    message_id: str
    revision: int = Field(sa_type=BigInteger)
    member: str
    at: datetime = Field(sa_type=UtcDateTime)
    mentions: int
    mark: str
    length: int
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)


class DecisionRow(SQLModel, table=True):
    """What was decided, and what asked for it. `case_number` is 0 for no case; `body` is the Decision as JSON."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint(
            "community", "channel", "message_id", "revision", "policy", "trigger", name="decision_trigger"
        ),
        Index("decision_case", "community", "case_number"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    community: str = Field(foreign_key="community.id")
    channel: str
    message_id: str
    revision: int = Field(sa_type=BigInteger)
    policy: str
    trigger: str
    case_number: int
    body: str = Field(sa_type=Text)


class StrikeRow(SQLModel, table=True):
    """A strike against a member."""

    __tablename__ = "strike"
    __table_args__ = (
        Index("strike_member", "community", "member", "expires"),
        Index("strike_case", "community", "case_number"),
        Index("strike_expires", "community", "expires"),
        Index("strike_revoked", "community", "revoked_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    community: str = Field(foreign_key="community.id")
    member: str
    case_number: int
    rule: str
    content_id: str
    at: datetime = Field(sa_type=UtcDateTime)
    expires: datetime = Field(sa_type=UtcDateTime)
    weight: int
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CaseRow(SQLModel, table=True):
    """A case. `rules` and `proposals` are JSON."""

    __tablename__ = "moderation_case"  # CASE is a word of SQL
    __table_args__ = (
        Index("case_message", "community", "channel", "message_id", "number"),
        Index("case_state", "community", "state", "number"),
        Index("case_member", "community", "member", "number"),
        Index("case_changed", "community", "changed_at"),
        Index(
            "case_undecided",
            "community",
            "channel",
            "message_id",
            unique=True,
            sqlite_where=_UNDECIDED,
            postgresql_where=_UNDECIDED,
        ),
    )

    community: str = Field(primary_key=True, foreign_key="community.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    channel: str
    message_id: str
    member: str
    state: str
    severity: int
    rules: str = Field(sa_type=Text)
    proposals: str = Field(sa_type=Text)
    revision: int = Field(sa_type=BigInteger)
    policy: str
    language: str
    opened_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    version: int
    by_hand: bool
    why_open: str
    strike_rule: str
    strike_weight: int
    decided_by: str
    decided_at: datetime | None = Field(sa_type=UtcDateTime)
    claimed_by: str
    claimed_at: datetime | None = Field(sa_type=UtcDateTime)


class ApprovalRow(SQLModel, table=True):
    """That a case's verdict protects what has this mark from a rule."""

    __tablename__ = "approval"
    __table_args__ = (Index("approval_case", "community", "case_number"),)

    community: str = Field(primary_key=True, foreign_key="community.id")
    mark: str = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


def table_of(row: type[SQLModel]) -> Table:
    """Return a row's table: a plain insert into it costs half of one that goes by the class."""
    return SQLModel.metadata.tables[str(row.__tablename__)]
