"""After time away: reads what was missed, channel by channel, and says what could not be seen.

A platform may let it read slowly. It goes on at that pace, and moderators hear of it at once; where it breaks off, the
next look goes on from there and reports all of it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.core.gaps import Gap, gap_words, slowed_words
from bot.core.journal import Event, EventKind
from bot.pipeline.intake import take
from bot.pipeline.tally import keep, missed_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from bot.core.content import Content
    from bot.core.gaps import Page, Slowed
    from bot.core.journal import Fact
    from bot.pipeline.community import Community
    from bot.pipeline.tally import Missed
    from bot.ports import MessageSource

_PAGE = 100
# Whoever gives fewer messages a minute, or where that is not known lets wait so many seconds, is slow.
_SLOW = 1000
_LONG = 10.0
# How many gaps one report tells of at most; the journal has them all.
_TOLD = 100
_REPORT = "gaps told"


async def catch_up(
    community: Community, source: MessageSource, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> Sequence[Gap]:
    """Read every channel from where it was left; return one entry per channel that had something, or hid it.

    Old messages are decided in late mode by `take` itself, and each counts once however often it is read. It may be
    cancelled at any time: the next look goes on where this one was.
    """
    look = _Look(community, source, sleep, community.now(), community.caught_up)
    source.begin(look.wait)
    channels = await source.channels()
    look.waiting.extend(channels)
    gaps = []
    for each in channels:
        gaps.append(await look.channel(each))
        look.waiting.remove(each)
    await _tell(community, look.began)
    return [each for each in gaps if each.read or each.unseen]


async def begin_at(community: Community, channels: Iterable[str], position: str, at: datetime) -> None:
    """Let the channels that were never read be read from here on, also where this process ends before it reads them."""
    async with community.begin() as uow:
        for channel in channels:
            if await uow.cursors.get(channel) is None:
                await uow.cursors.move(channel, position, at)


async def past_gaps(community: Community, limit: int = 50) -> Sequence[Gap]:
    """Return what was missed in earlier times away, the latest first."""
    async with community.begin() as uow:
        return [_gap(each) for each in await uow.journal.recent([EventKind.GAP], limit)]


@dataclass(slots=True)
class _Look:
    """One look at everything that was missed. `waiting`: the channels that are still to be read.

    `caught_up`: those that were read. Where the connection is lost meanwhile there is another set, which this look says
    nothing of: not even its last channel may count as read for what is told again later.
    """

    community: Community
    source: MessageSource
    sleep: Callable[[float], Awaitable[None]]
    began: datetime
    caught_up: set[str]
    waiting: list[str] = field(default_factory=list)
    said: set[bool] = field(default_factory=set)

    async def wait(self, slowed: Slowed) -> None:
        """Wait as the platform wants it, and tell moderators where that means that reading takes long."""
        known = slowed.a_minute > 0
        is_slow = slowed.a_minute < _SLOW if known else slowed.seconds >= _LONG
        if is_slow and known not in self.said:
            self.said.add(known)
            now = self.community.now()
            async with self.community.begin() as uow:
                key = f"slow history {self.began.isoformat()} {known}"
                await uow.alerts.raise_once(key, slowed_words(slowed, self.waiting), now, now)
        await self.sleep(slowed.seconds)

    async def channel(self, channel: str) -> Gap:
        """Read a channel from where it was left to its end."""
        community = self.community
        async with community.begin() as uow:
            cursor, missed = await uow.cursors.get(channel), await missed_in(uow, channel)
        self.caught_up.discard(channel)
        unseen = await self._changes(channel, cursor, missed) if cursor else ""
        position = cursor[0] if cursor else ""
        while True:
            try:
                page = await self.source.read_after(channel, position, _PAGE)
            except OSError as error:
                unseen = _unread(error)
                break
            await self._page(page, missed)
            if cursor is None and not page.contents and page.position != position:
                await begin_at(community, [channel], page.position, community.now())
            unseen = page.unseen or unseen
            position = page.position
            if not page.more:
                if not community.is_deaf:
                    self.caught_up.add(channel)
                break
        return await self._note(missed, unseen)

    async def _changes(self, channel: str, cursor: tuple[str, datetime], missed: Missed) -> str:
        """Take in what happened to earlier messages; return why some of it could not be seen."""
        try:
            changed = await self.source.changed_before(channel, *cursor)
        except OSError as error:
            return _unread(error)
        for each in sorted(changed, key=_at):
            await take(self.community, each, missed=missed)
        return ""

    async def _page(self, page: Page, missed: Missed) -> None:
        """Take in a page; the cursor moves with each message, so that a crash loses none and repeats few."""
        for each, position in page.in_order():
            await take(self.community, each, position=position, missed=missed)

    async def _note(self, missed: Missed, unseen: str) -> Gap:
        """Write down what was read late, and begin to count anew in the same moment."""
        gap = Gap(missed.channel, missed.since, self.community.now(), missed.read, unseen)
        if gap.read or gap.unseen:
            async with self.community.begin() as uow:
                await keep(uow, missed, 0)
                await uow.journal.append(_event(gap))
            self.community.meter.missed(gap)
        return gap


async def _tell(community: Community, began: datetime) -> None:
    """Let moderators hear of every gap that they were not told of, those of a look that broke off among them."""
    now = community.now()
    async with community.begin() as uow:
        told = await uow.cursors.get(_REPORT)
        gaps = await uow.journal.recent([EventKind.GAP], _TOLD)
        untold = [each for each in gaps if (each.seq > int(told[0]) if told else each.at >= began)]
        if untold:
            words = ". ".join(gap_words(_gap(each)) for each in reversed(untold))
            await uow.alerts.raise_once(f"gap {gaps[0].seq}", f"I was away. {words}.", now, now)
        if gaps:
            await uow.cursors.move(_REPORT, str(gaps[0].seq), now)


def _at(content: Content) -> datetime:
    return content.at


def _unread(error: OSError) -> str:
    return f"the channel could not be read ({type(error).__name__})"


def _gap(event: Event) -> Gap:
    facts = event.facts
    since = datetime.fromisoformat(str(facts["since"])) if facts["since"] else None
    return Gap(str(facts["channel"]), since, event.at, int(str(facts["read"])), str(facts["unseen"]))


def _event(gap: Gap) -> Event:
    facts: dict[str, Fact] = {
        "channel": gap.channel,
        "since": gap.since.isoformat() if gap.since else "",
        "read": gap.read,
        "unseen": gap.unseen,
    }
    return Event(EventKind.GAP, gap.until, facts=facts)
