"""Tables of what members wish for and complain about, and of how much of it there is."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.storage.columns import UtcDateTime

# What a query has to say, word for word, to be answered from the index of what is to be taken away.
LEFT_BEHIND = "sealed IS NULL AND posted <> ''"


class FeedbackRow(SQLModel, table=True):
    """A wish or a complaint, one per message. `sealed`: its text; `note`: a moderator's words on closing it."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("community", "channel", "message_id", name="feedback_message"),
        Index("feedback_at", "community", "at"),
        Index("feedback_of_member", "community", "member"),
        Index("feedback_changed", "community", "changed_at"),
        Index(
            *("feedback_left", "community", "number"),
            sqlite_where=text(LEFT_BEHIND),
            postgresql_where=text(LEFT_BEHIND),
        ),
    )

    community: str = Field(primary_key=True, foreign_key="community.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    channel: str
    message_id: str
    member: str
    situation: str
    language: str
    at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    revision: int = Field(sa_type=BigInteger)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    state: str
    note: str = Field(sa_type=Text)
    forwarded_to: str
    posted: str
    version: int


class PulseRow(SQLModel, table=True):
    """What was counted in one slot of time, which begins at `slot` and lies in the hour that begins at `hour`."""

    __tablename__ = "pulse"

    community: str = Field(primary_key=True, foreign_key="community.id")
    slot: datetime = Field(primary_key=True, sa_type=UtcDateTime)
    hour: datetime = Field(sa_type=UtcDateTime)
    messages: int
    complaints: int
    toxic: int
