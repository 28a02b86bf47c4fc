"""The servers that are served: a community each, with its workers."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import discord

from bot.core.asked import asks_automod
from bot.core.content import Message, Part
from bot.core.effects import EffectKind
from bot.core.fault_words import fault_words
from bot.pipeline import enforce, rescore
from bot.pipeline.alarm import keep_telling
from bot.pipeline.by_hand import enter
from bot.pipeline.catch_up import begin_at, catch_up
from bot.pipeline.gone import gone
from bot.pipeline.intake import flag, take
from bot.pipeline.names import given, take_name
from bot.pipeline.panel import keep_showing
from bot.pipeline.retain import keep_retaining
from bot.pipeline.steer import serve_as_chosen
from bot.pipeline.warm_up import warm_up
from bot.platforms.discord.automod import Executions
from bot.platforms.discord.by_hand import Deletions, act_of, given_name
from bot.platforms.discord.doctor import complaints
from bot.platforms.discord.enforcer import DiscordEnforcer
from bot.platforms.discord.room import DiscordRoom
from bot.platforms.discord.source import DiscordHistory
from bot.platforms.discord.titles import Titles
from bot.platforms.discord.translate import community_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from datetime import datetime
    from typing import Any

    from bot.core.content import Content
    from bot.core.policy import Retention
    from bot.pipeline.community import Community
    from bot.pipeline.screen import Screener
    from bot.ports import Enforcer, ModeratorRoom

    # Makes the community of an id, served by these.
    Found = Callable[[str, Enforcer, ModeratorRoom], Community]
    # Chooses servers by id.
    Which = Callable[[int], bool]

log = logging.getLogger(__name__)
# A worker that broke down, such as on a full disk, begins again after so many seconds.
_AGAIN = 5.0
# A server that takes longer to open than this many seconds has lost its messages of that time to its history.
_OPENS_WITHIN = 60.0
# Discord gives three seconds to answer a press.
_PATIENCE = 2.0


@dataclass(slots=True)
class Server:
    """One server. `lost`: the channels whose cursor moved before the connection was lost."""

    community: Community
    room: DiscordRoom
    history: DiscordHistory
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    def complaints(self) -> list[str]:
        """Return a sentence for each thing that the policy wants and the server does not allow."""
        guild = self.history.server()
        return complaints(guild, self.community.policy, self.room) if guild else ["The server is out of reach."]


class PolicyFile(Protocol):
    """The policy file that all servers are served by."""

    async def check(self) -> str:
        """Say what is wrong with it as it is saved now, or that it is good."""
        ...

    async def reload(self, servers: Servers) -> str:
        """Put it in force as it is saved now; a broken one changes nothing. Say what came of it."""
        ...


class Servers:
    """All servers. `found` makes a community; `reach` gives a server as the gateway last described it."""

    def __init__(self, found: Found, reach: Callable[[int], discord.Guild | None]) -> None:
        self._found = found
        self._reach = reach
        self._servers: dict[int, Server] = {}
        self._opening: dict[int, asyncio.Lock] = {}
        self._opened: dict[int, asyncio.Event] = {}
        self._since = discord.utils.utcnow()
        self.titles = Titles()
        self._executions = Executions()
        self._deletions = Deletions()

    def community(self, guild: int) -> Community | None:
        """Return the community of a server, None for one that is not served."""
        server = self._servers.get(guild)
        return server.community if server else None

    async def served(self, guild: int) -> Community | None:
        """Return the community of a server, and wait a little for one that is being opened; None for another."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._begun(guild).wait(), _PATIENCE)
        return self.community(guild)

    def communities(self) -> list[Community]:
        """Return the communities of all servers that are served."""
        return [each.community for each in self._servers.values()]

    def get(self, guild: int) -> Server | None:
        """Return a server that is served."""
        return self._servers.get(guild)

    async def open(self, guild: discord.Guild, *, is_new: bool = False) -> None:
        """Serve a server, and read what was missed in it. A second time it is read again, and no worker is doubled.

        `is_new`: the bot was just invited.
        """
        since = discord.utils.utcnow() if is_new else self._since
        async with self._opening.setdefault(guild.id, asyncio.Lock()):
            server = self._servers.get(guild.id) or await self._begin(guild, since)
            await catch_up(server.community, server.history)
            for each in [each for each in guild.threads if each.created_at and each.created_at > since]:
                if (title := await self.titles.opened(each, each.name)) is not None:
                    await self.take(guild.id, title, "")

    async def close(self, guild: int) -> None:
        """End the workers of a server; what is under way is finished, what waits stays in the ledger."""
        server = self._servers.pop(guild, None)
        if server is None:
            return
        server.ending.set()
        server.community.work.set()
        for each in server.tasks[1:]:
            each.cancel()
        await asyncio.wait(server.tasks)

    async def close_all(self) -> None:
        """End them all."""
        await asyncio.gather(*(self.close(each) for each in list(self._servers)))

    async def take(self, guild: int, content: Content, position: str) -> None:
        """Take in a message; one that comes while its server is being opened waits for that."""
        await asyncio.wait_for(self._begun(guild).wait(), _OPENS_WITHIN)
        community = self.community(guild)
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

    async def gone(self, guild: int, channel: int, messages: Iterable[int]) -> None:
        """Let go of messages that were deleted."""
        community = self.community(guild)
        if community is not None:
            gone_now = [Message(str(channel), str(each)) for each in messages]
            self._deletions.note(gone_now)
            for each in gone_now:
                await gone(community, each)

    async def flagged(self, execution: discord.AutoModAction) -> None:
        """Take in what Discord's own AutoMod did, where the policy asks for it."""
        community, server = self.community(execution.guild_id), self._reach(execution.guild_id)
        if community is None or server is None or not asks_automod(community.policy):
            return
        content = await self._executions.content_of(execution, server)
        if content is not None:
            await flag(community, content)

    async def by_hand(self, entry: discord.AuditLogEntry) -> None:
        """Enter what a moderator did by hand."""
        community = self.community(entry.guild.id)
        if community is None:
            return
        if (named := given_name(entry)) is not None:
            given(community, *named)
        act = await act_of(entry)
        if act is not None and act.kind is EffectKind.HIDE:
            act = await self._deletions.completed(act, entry, community)
        if act is not None:
            await enter(community, act)

    async def adopt(self, screener: Screener, retention: Retention) -> None:
        """Put a changed policy in force everywhere; what is under way ends under the old one."""
        for server in self._servers.values():
            community = server.community
            community.adopt(screener.fresh())
            community.retention = retention
            await warm_up(community)
            await self.examine(server)

    async def tell(self, key: str, text: str) -> None:
        """Let moderators of every server hear something once."""
        for server in self._servers.values():
            await _tell(server.community, key, text)

    async def examine(self, server: Server) -> None:
        """Tell moderators what the policy wants and the server does not allow, once as long as it is the same."""
        found = server.complaints()
        if found:
            text = "\n".join(("Some of the policy can't be done here:", *(f"- {each}" for each in found)))
            await _tell(server.community, f"doctor {hashlib.sha256(text.encode()).hexdigest()[:16]}", text)

    async def changed(self, guild: int) -> None:
        """Look again after roles or permissions were changed."""
        server = self._servers.get(guild)
        if server is not None:
            await self.examine(server)

    def begins(self, guild: int, channel: int) -> None:
        """Note that a channel is new: its first message is the first that there is."""
        community = self.community(guild)
        if community is not None:
            community.caught_up.add(str(channel))

    def lost(self, which: Which) -> None:
        """Move no cursor of these until it is known what was missed."""
        for server in self._those(which):
            server.lost |= server.community.caught_up
            server.community.caught_up.clear()

    def resumed(self, which: Which) -> None:
        """Nothing was missed: cursors of these may move again."""
        for server in self._those(which):
            server.community.caught_up |= server.lost
            server.lost.clear()

    def begin_anew(self, which: Which) -> None:
        """Move no cursor of these until their history was read: no event will say what was missed."""
        for server in self._those(which):
            server.community.caught_up.clear()
            server.lost.clear()

    def _those(self, which: Which) -> list[Server]:
        return [server for guild, server in self._servers.items() if which(guild)]

    def _begun(self, guild: int) -> asyncio.Event:
        return self._opened.setdefault(guild, asyncio.Event())

    async def _begin(self, guild: discord.Guild, since: datetime) -> Server:
        number = guild.id

        def reached() -> discord.Guild | None:
            return self._reach(number)

        room = DiscordRoom(reached, lambda: community.policy)
        community = self._found(community_of(number), DiscordEnforcer(reached), room)
        await serve_as_chosen(community)
        await warm_up(community)
        history = DiscordHistory(reached, since)
        await begin_at(community, await history.channels(), history.beginning, since)
        server = Server(community, room, history)
        work: tuple[Callable[[], Coroutine[Any, Any, None]], ...] = (
            lambda: enforce.work(community, server.ending),
            lambda: rescore.work(community),
            lambda: keep_telling(community),
            lambda: keep_retaining(community),
            lambda: keep_showing(community, room),
        )
        server.tasks.extend(asyncio.create_task(_steadily(each, server.ending)) for each in work)
        self._servers[number] = server
        self._begun(number).set()
        await self.examine(server)
        return server


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
