"""Discord's servers: what the gateway tells of each, handed on to the community that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.asked import asks_automod
from bot.core.content import Message
from bot.core.effects import EffectKind
from bot.pipeline.by_hand import enter
from bot.pipeline.gone import gone
from bot.pipeline.intake import flag
from bot.pipeline.names import given
from bot.pipeline.serving import Reach
from bot.platforms.discord.automod import Executions
from bot.platforms.discord.by_hand import Deletions, act_of, given_name
from bot.platforms.discord.doctor import complaints
from bot.platforms.discord.enforcer import DiscordEnforcer
from bot.platforms.discord.room import DiscordRoom
from bot.platforms.discord.source import DiscordHistory
from bot.platforms.discord.titles import Titles
from bot.platforms.discord.translate import community_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from bot.core.policy import Policy
    from bot.pipeline.community import Community
    from bot.pipeline.serving import Communities

    # Chooses servers by id.
    Which = Callable[[int], bool]


class Servers:
    """All servers among the communities. `reach` gives a server as the gateway last described it."""

    def __init__(self, communities: Communities, reach: Callable[[int], discord.Guild | None]) -> None:
        self.communities = communities
        self._reach = reach
        self._known: set[int] = set()
        self._since = discord.utils.utcnow()
        self.titles = Titles()
        self._executions = Executions()
        self._deletions = Deletions()

    def community(self, guild: int) -> Community | None:
        """Return the community of a server, None for one that is not served."""
        return self.communities.community(community_of(guild))

    async def served(self, guild: int) -> Community | None:
        """Return the community of a server, and wait a little for one that is being opened; None for another."""
        return await self.communities.awaited(community_of(guild))

    async def open(self, guild: discord.Guild, *, is_new: bool = False) -> None:
        """Serve a server, and read what was missed in it. `is_new`: the bot was just invited."""
        since = discord.utils.utcnow() if is_new else self._since
        self._known.add(guild.id)
        await self.communities.open(self._reached(guild.id, since))
        for each in [each for each in guild.threads if each.created_at and each.created_at > since]:
            if (title := await self.titles.opened(each, each.name)) is not None:
                await self.communities.take(title, "")

    async def close(self, guild: int) -> None:
        """End the service of a server."""
        self._known.discard(guild)
        await self.communities.close(community_of(guild))

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

    async def changed(self, guild: int) -> None:
        """Look again after roles or permissions were changed."""
        await self.communities.examine(community_of(guild))

    def begins(self, guild: int, channel: int) -> None:
        """Note that a channel is new: its first message is the first that there is."""
        self.communities.begins(community_of(guild), str(channel))

    def lost(self, which: Which) -> None:
        """Move no cursor of these until it is known what was missed."""
        self.communities.lost(self._those(which))

    def resumed(self, which: Which) -> None:
        """Nothing was missed: cursors of these may move again."""
        self.communities.resumed(self._those(which))

    def begin_anew(self, which: Which) -> None:
        """Move no cursor of these until their history was read: no event will say what was missed."""
        self.communities.begin_anew(self._those(which))

    def _those(self, which: Which) -> list[str]:
        return [community_of(each) for each in self._known if which(each)]

    def _reached(self, number: int, since: datetime) -> Reach:
        name = community_of(number)

        def reached() -> discord.Guild | None:
            return self._reach(number)

        room = DiscordRoom(reached, lambda: self.communities.policy(name))

        async def complain(policy: Policy) -> Sequence[str]:
            guild = reached()
            return complaints(guild, policy, room) if guild else ["The server is out of reach."]

        history = DiscordHistory(reached, since)
        return Reach(name, DiscordEnforcer(reached), room, history, complain, since, history.beginning, room)
