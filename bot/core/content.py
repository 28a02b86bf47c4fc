"""What members write, one frozen value per revision."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a content, as the platform says."""

    id: str
    name: str
    roles: frozenset[str] = field(default_factory=frozenset)
    is_bot: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """Which message, in whatever revision. Platforms may count ids per channel, so the channel belongs to it."""

    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Content:
    """One message as one revision. `text` stays as written: it is the evidence.

    `at` is aware; `revision` counts edits from 0; `mentions` is how many people the message calls by name;
    `reports` is how many members have reported it. `within`: other names of where it was written, such as the channel's
    name where `channel` is its id, the channel that a thread hangs on, and its category, by id and by name.
    """

    community: str
    channel: str
    id: str
    author: Author
    text: str
    at: datetime
    revision: int = 0
    mentions: int = 0
    reports: int = 0
    within: frozenset[str] = frozenset()

    @property
    def message(self) -> Message:
        """Which message this is a revision of."""
        return Message(self.channel, self.id)

    @property
    def places(self) -> frozenset[str]:
        """Every name of where it was written: that of its channel, and all that it lies within."""
        return self.within | {self.channel}
