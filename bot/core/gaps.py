"""What was written while the bot was away: pages of it, and what of it could not be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.core.content import Content


# A sentence names so many channels at most.
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a channel's history, oldest first. `position`: where the next page begins.

    `unseen`: why something of this stretch could not be read, empty where all was. `aside`: what hangs on the stretch
    and is not in the channel's own order, such as replies in threads: it says nothing of how far the channel was read.
    """

    contents: tuple[Content, ...]
    position: str
    more: bool = False
    unseen: str = ""
    aside: tuple[Content, ...] = ()

    def in_order(self) -> Iterator[tuple[Content, str]]:
        """Yield what is in it, each with how far the channel was read by it, empty for what is aside.

        That comes first: once the channel was read past a message, nobody might find again what hangs on it.
        """
        yield from ((each, "") for each in sorted(self.aside, key=lambda each: each.at))
        yield from ((each, each.id) for each in self.contents)


@dataclass(frozen=True, slots=True)
class Slowed:
    """That a platform gives nothing more for so many `seconds`. `platform`: its name for moderators.

    `a_minute`: how many messages of its history it gives in one, 0 where that is not known yet.
    """

    seconds: float
    platform: str
    a_minute: int = 0


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


def slowed_words(slowed: Slowed, waiting: Sequence[str]) -> str:
    """Say that a platform lets the bot read only slowly, and which channels wait for that."""
    pace = (
        f"lets me read only about {slowed.a_minute} older messages a minute"
        if slowed.a_minute
        else f"makes me wait {slowed.seconds:.0f} seconds before I may read on"
    )
    named = ", ".join(f"#{each}" for each in waiting[:_NAMED])
    more = f" and {len(waiting) - _NAMED} more" if len(waiting) > _NAMED else ""
    return (
        f"{slowed.platform} {pace}, so what I missed is read late: {named or 'all channels'}{more} still to be read. "
        "I go on reading meanwhile, also after a restart, and what is written now is seen as ever."
    )
