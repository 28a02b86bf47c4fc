"""After time away: reads what was missed, channel by channel, and says what could not be seen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.core.gaps import Gap, gap_words
from bot.core.journal import Event, EventKind
from bot.pipeline.intake import News, take

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.gaps import Page
    from bot.core.journal import Fact
    from bot.pipeline.community import Community
    from bot.ports import MessageSource

_PAGE = 100


async def catch_up(community: Community, source: MessageSource) -> Sequence[Gap]:
    """Read every channel from where it was left; return one entry per channel that had something, or hid it.

    Old messages are decided in late mode by `take` itself, and each counts once however often it is read.
    """
    channels = [await _channel(community, source, each) for each in await source.channels()]
    gaps = [each for each in channels if each.read or each.unseen]
    if gaps:
        now = community.now()
        report = "I was away. " + ". ".join(map(gap_words, gaps)) + "."
        async with community.begin() as uow:
            await uow.alerts.raise_once(f"gap {now.isoformat()}", report, now, now)
    return gaps


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


async def _channel(community: Community, source: MessageSource, channel: str) -> Gap:
    async with community.begin() as uow:
        cursor = await uow.cursors.get(channel)
    community.caught_up.discard(channel)
    position, since = cursor or ("", None)
    read, unseen = await _edits(community, source, channel, cursor)
    while True:
        try:
            page = await source.read_after(channel, position, _PAGE)
        except (OSError, TimeoutError) as error:
            unseen = f"the channel could not be read ({type(error).__name__})"
            break
        read += await _page(community, page)
        if cursor is None and not page.contents and page.position != position:
            await _begin(community, channel, page.position)
        unseen = page.unseen or unseen
        position = page.position
        if not page.more:
            community.caught_up.add(channel)
            break
    gap = Gap(channel, since, community.now(), read, unseen)
    if gap.read or gap.unseen:
        await _note(community, gap)
        community.meter.missed(gap)
    return gap


async def _edits(
    community: Community, source: MessageSource, channel: str, cursor: tuple[str, datetime] | None
) -> tuple[int, str]:
    """Take in what was edited meanwhile; return how many were new, and why some could not be seen."""
    try:
        edited = await source.edited_before(channel, *cursor) if cursor else ()
    except (OSError, TimeoutError) as error:
        return 0, f"the channel could not be read ({type(error).__name__})"
    taken = [await take(community, each) for each in edited]
    return sum(each.news is News.NEW for each in taken), ""


async def _page(community: Community, page: Page) -> int:
    """Take in a page; the cursor moves with each message, so that a crash loses none and repeats few."""
    taken = [await take(community, each, position=each.id, missed=True) for each in page.contents]
    return sum(each.news is not News.SEEN for each in taken)


async def _begin(community: Community, channel: str, position: str) -> None:
    """Note where a channel that nothing was read of begins, so that a restart before its first message misses none."""
    async with community.begin() as uow:
        await uow.cursors.move(channel, position, community.now())


def _gap(event: Event) -> Gap:
    facts = event.facts
    since = datetime.fromisoformat(str(facts["since"])) if facts["since"] else None
    return Gap(str(facts["channel"]), since, event.at, int(str(facts["read"])), str(facts["unseen"]))


async def _note(community: Community, gap: Gap) -> None:
    facts: dict[str, Fact] = {
        "channel": gap.channel,
        "since": gap.since.isoformat() if gap.since else "",
        "read": gap.read,
        "unseen": gap.unseen,
    }
    async with community.begin() as uow:
        await uow.journal.append(Event(EventKind.GAP, gap.until, facts=facts))
