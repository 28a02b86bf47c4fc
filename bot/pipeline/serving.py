"""The communities that are served, of whatever platform: each with its workers."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.content import Part
from bot.core.fault_words import fault_words
from bot.pipeline import enforce, rescore
from bot.pipeline.alarm import keep_telling
from bot.pipeline.catch_up import begin_at, catch_up
from bot.pipeline.crisis import keep_watching
from bot.pipeline.draft_panel import keep_showing_drafts
from bot.pipeline.intake import take
from bot.pipeline.names import take_name
from bot.pipeline.offering import keep_offering
from bot.pipeline.panel import keep_showing
from bot.pipeline.retain import keep_retaining
from bot.pipeline.steer import serve_as_chosen
from bot.pipeline.warm_up import warm_up

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
    from datetime import datetime
    from typing import Any

    from bot.core.content import Content
    from bot.core.gaps import Gap
    from bot.core.policy import Policy, Retention
    from bot.pipeline.community import Community
    from bot.pipeline.screen import Screener
    from bot.ports import Enforcer, MessageSource, Room
    from bot.ports.replies import DraftPanel

log = logging.getLogger(__name__)
# A worker that broke down, such as on a full disk, begins again after so many seconds.
_AGAIN = 5.0
# A community that takes longer to open than this many seconds has lost its messages of that time to its history.
_OPENS_WITHIN = 60.0
# Platforms give three seconds to answer a press.
_PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Reach:
    """One community as its platform reaches it.

    `complaints`: says in a sentence each what of a policy can't be done there. What was written before `since`, which
    is the position `beginning` in each channel, is none of the bot's business. `drafts`: where replies are shown before
    they are sent, None where they are not.
    """

    id: str
    enforcer: Enforcer
    room: Room
    source: MessageSource
    complaints: Callable[[Policy], Awaitable[Sequence[str]]]
    since: datetime
    beginning: str
    drafts: DraftPanel | None = None


@dataclass(slots=True)
class Served:
    """One community that is served. `lost`: the channels whose cursor moved before the connection was lost."""

    reach: Reach
    community: Community
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    async def complaints(self) -> Sequence[str]:
        """Return a sentence for each thing that the policy wants and the platform does not allow."""
        return await self.reach.complaints(self.community.policy)


class Communities:
    """All communities that are served. `found` makes one that is reached so."""

    def __init__(self, found: Callable[[Reach], Community]) -> None:
        self._found = found
        self._served: dict[str, Served] = {}
        self._opening: dict[str, asyncio.Lock] = {}
        self._opened: dict[str, asyncio.Event] = {}

    def community(self, name: str) -> Community | None:
        """Return a community by its id, None for one that is not served."""
        served = self._served.get(name)
        return served.community if served else None

    async def awaited(self, name: str) -> Community | None:
        """Return a community, and wait a little for one that is being opened; None for another."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._begun(name).wait(), _PATIENCE)
        return self.community(name)

    def all(self) -> list[Community]:
        """Return all that are served."""
        return [each.community for each in self._served.values()]

    def policy(self, name: str) -> Policy:
        """Return the policy in force in a community. Raises ConnectionError for one that is not served."""
        community = self.community(name)
        if community is None:
            raise ConnectionError("the community is not served")
        return community.policy

    async def complaints(self, name: str) -> Sequence[str]:
        """Return what can't be done in a community that the policy wants."""
        served = self._served.get(name)
        return await served.complaints() if served else ()

    async def open(self, reach: Reach) -> Sequence[Gap]:
        """Serve a community, and read what was missed in it. A second time it is read again by the same workers."""
        async with self._opening.setdefault(reach.id, asyncio.Lock()):
            served = self._served.get(reach.id) or await self._begin(reach)
            return await catch_up(served.community, served.reach.source)

    async def catch_up(self, name: str) -> Sequence[Gap]:
        """Read what was missed in a community that is served; return what it was, as `catch_up` does."""
        async with self._opening.setdefault(name, asyncio.Lock()):
            served = self._served.get(name)
            return await catch_up(served.community, served.reach.source) if served else ()

    async def close(self, name: str) -> None:
        """End the workers of a community; what is under way is finished, what waits stays in the ledger."""
        served = self._served.pop(name, None)
        if served is None:
            return
        served.ending.set()
        served.community.work.set()
        for each in served.tasks[1:]:
            each.cancel()
        await asyncio.wait(served.tasks)

    async def close_all(self) -> None:
        """End them all."""
        await asyncio.gather(*(self.close(each) for each in list(self._served)))

    async def take(self, content: Content, position: str) -> None:
        """Take in a message; one that comes while its community is being opened waits for that."""
        await asyncio.wait_for(self._begun(content.community).wait(), _OPENS_WITHIN)
        community = self.community(content.community)
        if community is None:
            return
        try:
            await take(community, content, position=position)
            if content.message.part is Part.MESSAGE:
                await take_name(community, content)
        except Exception:
            # No later message may move the cursor past this one: the next look into the history finds it.
            community.caught_up.discard(content.channel)
            raise

    async def adopt(self, screener: Screener, retention: Retention) -> None:
        """Put a changed policy in force everywhere; what is under way ends under the old one."""
        for served in list(self._served.values()):
            community = served.community
            community.adopt(screener.fresh())
            community.retention = retention
            await warm_up(community)
        # Platforms are asked only once all go by it, whatever they answer.
        for served in list(self._served.values()):
            await self.examine(served.community.id)

    async def tell(self, key: str, text: str) -> None:
        """Let moderators of every community hear something once."""
        for community in self.all():
            await _tell(community, key, text)

    async def examine(self, name: str) -> None:
        """Tell moderators what the policy wants and the platform does not allow, once as long as it is the same."""
        served = self._served.get(name)
        if served is not None and (found := await served.complaints()):
            text = "\n".join(("Some of the policy can't be done here:", *(f"- {each}" for each in found)))
            await _tell(served.community, f"doctor {hashlib.sha256(text.encode()).hexdigest()[:16]}", text)

    def begins(self, name: str, channel: str) -> None:
        """Note that a channel is new: its first message is the first that there is."""
        community = self.community(name)
        if community is not None:
            community.caught_up.add(channel)

    def lost(self, names: Iterable[str]) -> None:
        """Move no cursor of these until it is known what was missed."""
        for served in self._those(names):
            served.lost |= served.community.caught_up
            served.community.caught_up = set()

    def resumed(self, names: Iterable[str]) -> None:
        """Nothing was missed: cursors of these may move again."""
        for served in self._those(names):
            served.community.caught_up |= served.lost
            served.lost.clear()

    def begin_anew(self, names: Iterable[str]) -> None:
        """Move no cursor of these until their history was read: no event will say what was missed."""
        for served in self._those(names):
            served.community.caught_up = set()
            served.lost.clear()

    def _those(self, names: Iterable[str]) -> list[Served]:
        return [self._served[each] for each in names if each in self._served]

    def _begun(self, name: str) -> asyncio.Event:
        return self._opened.setdefault(name, asyncio.Event())

    async def _begin(self, reach: Reach) -> Served:
        community = self._found(reach)
        await serve_as_chosen(community)
        await warm_up(community)
        await begin_at(community, await reach.source.channels(), reach.beginning, reach.since)
        served = Served(reach, community)
        work: tuple[Callable[[], Coroutine[Any, Any, None]], ...] = (
            lambda: enforce.work(community, served.ending),
            lambda: rescore.work(community),
            lambda: keep_telling(community),
            lambda: keep_retaining(community),
            lambda: keep_offering(community),
            lambda: keep_watching(community),
            lambda: keep_showing(community, reach.room),
        )
        if (drafts := reach.drafts) is not None:
            work = (*work, lambda: keep_showing_drafts(community, drafts))
        served.tasks.extend(asyncio.create_task(_steadily(each, served.ending)) for each in work)
        self._served[reach.id] = served
        self._begun(reach.id).set()
        await self.examine(reach.id)
        return served


async def _tell(community: Community, key: str, text: str) -> None:
    now = community.now()
    async with community.begin() as uow:
        await uow.alerts.raise_once(key, text, now, now)


async def _steadily(work: Callable[[], Coroutine[Any, Any, None]], ending: asyncio.Event) -> None:
    """Work until told to end; a worker that breaks down, such as on a full disk, begins again."""
    while not ending.is_set():
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - what is to be done is in the ledger and is tried again
            log.error("a worker begins again: %s", fault_words(error))  # noqa: TRY400 - no message's words
            with suppress(TimeoutError):
                async with asyncio.timeout(_AGAIN):
                    await ending.wait()
