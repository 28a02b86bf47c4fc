"""Tables of what goes out and comes in, and of the journal. Every row belongs to one community; bytes are sealed."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.columns import RowNumber, UtcDateTime

# What a query has to say, word for word, to be answered from the index of open effects.
OPEN = "state IN ('planned', 'claimed')"
# Likewise for cards that do not show all that happened.
CHANGED = "seq > shown"


class EffectRow(SQLModel, table=True):
    """One planned action with its outcome. `lane` and `stage` say what it waits for."""

    __tablename__ = "effect"
    __table_args__ = (
        UniqueConstraint("community", "key", name="effect_key"),
        Index("effect_of_case", "community", "case_number", "batch"),
        Index("effect_of_lane", "community", "lane"),
        Index("effect_of_member", "community", "member"),
        Index("effect_open_lane", "community", "lane", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    community: str = Field(foreign_key="community.id")
    key: str
    case_number: int
    batch: int
    kind: str
    channel: str
    message_id: str
    member: str
    lane: str
    stage: int
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    notice: int | None = Field(default=None, sa_type=BigInteger)
    route: str | None = None
    reverses: str | None = None
    state: str
    reason: str = ""
    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    unknown: bool = False
    cancelled: bool = False
    delay: int | None = None
    before: int | None = None


class NoticeRow(SQLModel, table=True):
    """One statement of reasons; `sealed` is the text as the member got it."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("notice_of_case", "community", "case_number", "batch"),
        Index("notice_of_member", "community", "member"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    community: str = Field(foreign_key="community.id")
    case_number: int
    batch: int
    member: str
    channel: str
    message_id: str
    kind: str
    language: str
    rule: str
    title: str
    explanation: str
    made_at: datetime = Field(sa_type=UtcDateTime)
    detected: bool
    decided: bool
    warning: bool
    pleads: bool
    late: bool
    appeal_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    state: str
    reason: str = ""
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)


class AppealRow(SQLModel, table=True):
    """A member's appeal, one per case."""

    __tablename__ = "appeal"
    __table_args__ = (Index("appeal_in_state", "community", "state"), Index("appeal_of_member", "community", "member"))

    community: str = Field(primary_key=True, foreign_key="community.id")
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    member: str
    sealed: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=UtcDateTime)
    state: str
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReportRow(SQLModel, table=True):
    """That a member reported a message."""

    __tablename__ = "report"
    __table_args__ = (Index("report_of_reporter", "community", "reporter"),)

    community: str = Field(primary_key=True, foreign_key="community.id")
    channel: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    reporter: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)


class UnscoredState(StrEnum):
    """What became of a message whose scores were missing."""

    WAITING = "waiting"
    SCORED = "scored"
    LOST = "lost"


class UnscoredRow(SQLModel, table=True):
    """A message whose scores are missing, or were until `due`. `case_number` is 0 for no case."""

    __tablename__ = "unscored"
    __table_args__ = (
        Index("unscored_due", "community", "state", "due"),
        Index("unscored_of_member", "community", "member"),
    )

    community: str = Field(primary_key=True, foreign_key="community.id")
    channel: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    member: str
    revision: int = Field(sa_type=BigInteger)
    since: datetime = Field(sa_type=UtcDateTime)
    due: datetime = Field(sa_type=UtcDateTime)
    tries: int
    state: str
    case_number: int


class CursorRow(SQLModel, table=True):
    """How far a channel was read."""

    __tablename__ = "cursor"

    community: str = Field(primary_key=True, foreign_key="community.id")
    channel: str = Field(primary_key=True)
    position: str
    at: datetime = Field(sa_type=UtcDateTime)


class AlertRow(SQLModel, table=True):
    """What moderators were told once, or are still to be told."""

    __tablename__ = "alert"

    community: str = Field(primary_key=True, foreign_key="community.id")
    key: str = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    raised_at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    told: bool = False


class CardRow(SQLModel, table=True):
    """Where moderators see a case. `seq`: its latest journal entry; `shown`: the latest that its card shows, or 0."""

    __tablename__ = "card"
    __table_args__ = (
        Index("card_changed", "community", "seq", sqlite_where=text(CHANGED), postgresql_where=text(CHANGED)),
    )

    community: str = Field(primary_key=True, foreign_key="community.id")
    case_number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(sa_type=BigInteger)
    shown: int = Field(sa_type=BigInteger)
    place: str


class CardMarkRow(SQLModel, table=True):
    """How far a community's journal was looked through for cases whose cards have to change."""

    __tablename__ = "card_mark"

    community: str = Field(primary_key=True, foreign_key="community.id")
    seq: int = Field(sa_type=BigInteger)


class ChoiceRow(SQLModel, table=True):
    """What moderators chose for their community, by name."""

    __tablename__ = "choice"

    community: str = Field(primary_key=True, foreign_key="community.id")
    name: str = Field(primary_key=True)
    value: str


class JournalRow(SQLModel, table=True):
    """One entry of the chain, just as it was hashed. `sealed`: its private part with salt, gone where erased."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("journal_of_case", "community", "case_number"),
        Index("journal_of_kind", "community", "kind", "seq"),
    )

    community: str = Field(primary_key=True, foreign_key="community.id")
    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    case_number: int
    kind: str
    at: str
    actor: str
    facts: str = Field(sa_type=Text)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    commitment: str
    previous: str
    hash: str


class JournalPersonRow(SQLModel, table=True):
    """Whom an entry's private part is about or who acted, by mark, so that erasing finds it. No part of the chain."""

    __tablename__ = "journal_person"

    community: str = Field(primary_key=True, foreign_key="community.id")
    mark: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
