"""What members write, one frozen value per revision."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
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


class Part(StrEnum):
    """What members write. All but a message say so at the head of their id, which no platform gives to a message.

    title: that of a thread · name: what a member goes by · blocked: what the platform's own filter did not let through.
    """

    MESSAGE = "message"
    TITLE = "title"
    NAME = "name"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """Which message, in whatever revision. Platforms may count ids per channel, so the channel belongs to it."""

    channel: str
    id: str

    @property
    def part(self) -> Part:
        """What it is, if no message."""
        head, _, rest = self.id.partition("-")
        return Part(head) if rest and head in _NO_MESSAGE else Part.MESSAGE


_NO_MESSAGE = frozenset(Part) - {Part.MESSAGE}


@dataclass(frozen=True, slots=True)
class Content:
    """One message as one revision. `text` stays as written: it is the evidence.

    `at` is aware; `revision` counts edits from 0; `mentions` is how many people the message calls by name;
    `reports` is how many members have reported it. `within`: other names of where it was written, such as the channel's
    name where `channel` is its id, the channel that a thread hangs on, and its category, by id and by name.
    `thread`: the id of the thread that it stands in, which is that of its first message where it hangs on one.
    `answers`: the id of the message in its channel that it is a reply to, where the platform says so.
    `automod`: the rules of the platform's own filter that stopped or flagged it. An author without an id is unknown.
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
    automod: frozenset[str] = frozenset()
    thread: str = ""
    answers: str = ""

    @property
    def message(self) -> Message:
        """Which message this is a revision of."""
        return Message(self.channel, self.id)

    @property
    def places(self) -> frozenset[str]:
        """Every name of where it was written: that of its channel, and all that it lies within."""
        return self.within | {self.channel}


# How platforms number their channels: Discord's snowflakes, Slack's ids. Nobody is told such a number.
_NUMBERED = re.compile(r"\d{15,20}|[CDG][A-Z0-9]{7,}")


def named(channel: str) -> str:
    """Return a channel that goes by a name, empty where all that is known is its number."""
    return "" if _NUMBERED.fullmatch(channel) else channel
