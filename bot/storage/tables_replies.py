"""Tables of replies: drafts, and the messages that nobody has answered. Bytes are sealed."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from bot.storage.columns import RowNumber, UtcDateTime

# What a query has to say, word for word, to be answered from the index of drafts that wait, or whose card is old.
UNDECIDED = "state IN ('drafted', 'offered')"
TO_SHOW = "shown >= 0 AND version > shown"
TEACHES = "lesson IS NOT NULL"


class DraftRow(SQLModel, table=True):
    """A reply that waits for a moderator's word, or was sent by it.

    `sealed`: its text; `offer`: what else was said; `lesson`: what an admin lets be kept of it to learn from.
    """

    __tablename__ = "draft"
    __table_args__ = (
        Index("draft_of_message", "community", "channel", "message_id"),
        Index("draft_of_member", "community", "member"),
        Index("draft_of_effect", "community", "effect"),
        Index("draft_changed", "community", "changed_at"),
        Index(
            "draft_undecided",
            "community",
            "expires_at",
            sqlite_where=text(UNDECIDED),
            postgresql_where=text(UNDECIDED),
        ),
        Index("draft_to_show", "community", "id", sqlite_where=text(TO_SHOW), postgresql_where=text(TO_SHOW)),
        Index("draft_teaches", "community", "id", sqlite_where=text(TEACHES), postgresql_where=text(TEACHES)),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowNumber)
    community: str = Field(foreign_key="community.id")
    case_number: int
    channel: str
    message_id: str
    member: str
    revision: int = Field(sa_type=BigInteger)
    written: datetime = Field(sa_type=UtcDateTime)
    made_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    state: str
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    drafter: str
    approved_by: str
    reason: str
    effect: str
    posted: str
    thread: str = ""
    situation: str = ""
    language: str = ""
    mood: str = "calm"
    chosen: int = 0
    first_yes: str = ""
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1
    shown: int = -1
    place: str = ""
    offer: bytes | None = Field(default=None, sa_type=LargeBinary)
    lesson: bytes | None = Field(default=None, sa_type=LargeBinary)


class UnansweredRow(SQLModel, table=True):
    """A message that nobody has answered yet. `sealed`: its text, as long as it is due."""

    __tablename__ = "unanswered"
    __table_args__ = (
        Index("unanswered_due", "community", "due"),
        Index("unanswered_of_message", "community", "message_id"),
        Index("unanswered_at", "community", "at"),
        Index("unanswered_of_member", "community", "member"),
    )

    community: str = Field(primary_key=True, foreign_key="community.id")
    channel: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    member: str
    revision: int = Field(sa_type=BigInteger)
    thread: str
    situation: str
    at: datetime = Field(sa_type=UtcDateTime)
    due: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told: bool = False
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
