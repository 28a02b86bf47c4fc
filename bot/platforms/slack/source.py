"""The port MessageSource on one workspace: what was written while the bot was away.

A reply stands in its thread alone, so that a channel's cursor says nothing of it. Threads are read whose first message
is read or was among the latest before, or that were told of in the channel.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.gaps import Page
from bot.core.loose import inner, objects, words
from bot.platforms.slack.asking import DeclinedError
from bot.platforms.slack.backlog import LIMIT, Backlog, at
from bot.platforms.slack.moments import beginning, is_beginning, micros, stamp
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.translate import read

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.core.content import Content
    from bot.core.gaps import Slowed
    from bot.core.loose import Object
    from bot.platforms.slack.reading import Reader
    from bot.platforms.slack.translate import Said

_RECENT = 100
# Of so many messages at a time it is asked who wrote them.
_LOOKUPS = 10
# Slack's events are out of order by so many microseconds at most: what came last may not be the last.
_UNORDERED = 10 * 1_000_000
_REFUSALS = {
    "channel_not_found": "the channel is gone, or I am not in it",
    "not_in_channel": "I am not in the channel",
    "missing_scope": "my token may not read its history",
}


@dataclass(slots=True)
class _Channel:
    """A channel that is being read: from `since` on, and by now `until`, in microseconds. `threads`: those read."""

    backlog: Backlog
    since: int
    until: int
    threads: set[str] = field(default_factory=set)


class SlackHistory:
    """Reads the channels that the bot is in. What was written before `since` is not the bot's business.

    `own`: the bot's ids as user and as bot; what it wrote itself was missed by nobody. `history`, `replies`: how fast
    these may be read.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        reader: Reader,
        own: frozenset[str],
        since: datetime,
        *,
        history: Pace | None = None,
        replies: Pace | None = None,
    ) -> None:
        self._client = client
        self._reader = reader
        self._own = own
        self._history, self._replies_pace = history or Pace(), replies or Pace()
        self._lookups = asyncio.Semaphore(_LOOKUPS)
        self._read: dict[str, _Channel] = {}
        self.beginning = beginning(since)

    def begin(self, wait: Callable[[Slowed], Awaitable[None]]) -> None:
        """Begin a look at what was missed."""
        self._wait = wait
        self._read.clear()

    async def channels(self) -> Sequence[str]:
        """Return the channels that the bot is in, public and private ones. Raises OSError without an answer."""
        return await self._reader.channels.joined()

    async def read_after(self, channel: str, position: str, limit: int) -> Page:
        """Return the messages after a timestamp, oldest first, about as many as Slack gives at once.

        A channel never read is read from the moment that is the bot's beginning. Raises OSError without an answer.
        """
        del limit
        position = position or self.beginning
        try:
            here = await self._opened(channel, position)
            messages, here.until, more = await here.backlog.next(here.until)
            replies = await self._in_threads(channel, here, messages)
        except DeclinedError as error:
            return Page((), position, unseen=_REFUSALS.get(error.code, f"Slack says {error.code}"))
        said = await self._contents(channel, messages)
        aside = await self._contents(channel, replies)
        in_channel = tuple(content for what, content in said if not (what.title or what.in_thread))
        beside = tuple(content for what, content in (*said, *aside) if what.title or what.in_thread)
        return Page(in_channel, stamp(here.until), more=more, aside=beside)

    async def changed_before(self, channel: str, position: str, since: datetime) -> Sequence[Content]:
        """Return the latest hundred messages that were edited since a moment, and what was replied to them meanwhile.

        Where Slack gives fewer than a hundred at once, it is as many. Raises OSError without an answer.
        """
        try:
            here = await self._opened(channel, position)
            latest = await here.backlog.before(micros(position) or 0, _RECENT)
            replies = await self._in_threads(channel, here, latest)
        except DeclinedError:
            return ()  # whoever reads on from there is told why
        edited = [each for each in latest if (_edited(each) or 0) >= int(since.timestamp()) * 1_000_000]
        return [content for _, content in await self._contents(channel, (*edited, *replies))]

    async def _opened(self, channel: str, position: str) -> _Channel:
        """Return a channel that is being read; what is newest in it was asked for first."""
        here = self._read.get(channel)
        if here is None:
            backlog = Backlog(lambda oldest, latest, limit: self._messages(channel, oldest, latest, limit))
            await backlog.open()
            since = (micros(position) or 0) - (0 if is_beginning(position) else _UNORDERED)
            here = _Channel(backlog, since, since)
            self._read[channel] = here
        return here

    async def _messages(self, channel: str, oldest: str, latest: str, limit: int) -> tuple[Sequence[Object], bool]:
        """Return a channel's newest messages between two timestamps, newest first, and whether there are older ones."""
        cursor = ""
        while True:
            page = await self._history.ask(
                lambda cursor=cursor: self._client.conversations_history(  # type: ignore[misc]
                    channel=channel, oldest=oldest, latest=latest, limit=limit, cursor=cursor
                ),
                self._wait,
            )
            messages, more = objects(page, "messages"), bool(page.get("has_more"))
            self._history.gave(len(messages))
            cursor = words(inner(page, "response_metadata"), "next_cursor")
            if messages or not (more and cursor):
                return messages, more and bool(messages)

    async def _in_threads(self, channel: str, here: _Channel, messages: Iterable[Object]) -> list[Object]:
        """Return what was replied in the threads that messages begin or tell of, each thread once."""
        found: list[Object] = []
        for each in messages:
            thread, last = words(each, "thread_ts"), micros(words(each, "latest_reply"))
            is_old = last is not None and last <= here.since
            if thread and thread not in here.threads and not is_old:
                found.extend(await self._replies(channel, thread, here.since))
                here.threads.add(thread)
        return found

    async def _replies(self, channel: str, thread: str, since: int) -> list[Object]:
        found: list[Object] = []
        cursor = ""
        while True:
            try:
                page = await self._replies_pace.ask(
                    lambda cursor=cursor: self._client.conversations_replies(  # type: ignore[misc]
                        channel=channel, ts=thread, oldest=stamp(since), limit=LIMIT, cursor=cursor
                    ),
                    self._wait,
                )
            except DeclinedError as error:
                if error.code != "thread_not_found":
                    raise
                return found  # it is gone
            replies = [each for each in objects(page, "messages") if words(each, "ts") != thread and at(each) > since]
            self._replies_pace.gave(len(replies))
            found.extend(replies)
            cursor = words(inner(page, "response_metadata"), "next_cursor")
            if not cursor:
                return found

    async def _contents(self, channel: str, messages: Iterable[Object]) -> list[tuple[Said, Content]]:
        """Return what others said in messages, with the content that it is."""
        said = [each for each in (read(message, channel) for message in messages) if each and not self._is_own(each)]
        return list(zip(said, await asyncio.gather(*(self._content(each) for each in said)), strict=True))

    async def _content(self, said: Said) -> Content:
        async with self._lookups:
            return await self._reader.content(said)

    def _is_own(self, said: Said) -> bool:
        return bool({said.user, words(said.message, "bot_id")} & self._own)


def _edited(message: Object) -> int | None:
    return micros(words(inner(message, "edited"), "ts"))
