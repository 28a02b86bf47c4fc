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


def gap_words(gap: Gap) -> str:
    """Say a channel's time away in one line: how much was read late, and what was not seen."""
    since = f"since {gap.since:%Y-%m-%d %H:%M} UTC" if gap.since else "from its beginning"
    read = f"{gap.read} message{'s' if gap.read != 1 else ''} read late, {since}"
    return f"#{gap.channel}: {read}" + (f"; not all was seen: {gap.unseen}" if gap.unseen else "")
