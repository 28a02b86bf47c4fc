"""What was written while the bot was away: pages of it, and what of it could not be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.content import Content


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a channel's history, oldest first. `position`: where the next page begins.

    `unseen`: why something of this stretch could not be read, empty where all was.
    """

    contents: tuple[Content, ...]
    position: str
    more: bool = False
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """What happened to one channel's time away. `since`: the last moment seen before, None for a channel never read.

    `read` messages were seen late; `unseen` says why there is more that was not, empty where everything was seen.
    """

    channel: str
    since: datetime | None
    until: datetime
    read: int
    unseen: str = ""
