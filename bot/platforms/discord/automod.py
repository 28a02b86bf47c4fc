"""What Discord's own AutoMod did, put together per message: it tells of it once per action and rule."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

import discord

from bot.platforms.discord.source import members_of
from bot.platforms.discord.titles import who
from bot.platforms.discord.translate import blocked, content_of

if TYPE_CHECKING:
    from bot.core.content import Content

# All about one message comes within moments; who tries the same words again within a minute is not counted twice.
_TOGETHER = 60.0
# A rule that was given another name is known by it after so long.
_NAMED_FOR = 300.0
_MOST = 1_000
_WITHIN_A_MILLISECOND = 1 << 22
_Key = tuple[int, int, int | str]


@dataclass(slots=True)
class _Message:
    """One message that AutoMod met. `act`: what it goes by where it was never posted; `rules`: those told of."""

    act: str
    until: float
    rules: set[int] = field(default_factory=set)


class Executions:
    """The executions of AutoMod's rules in all servers."""

    def __init__(self) -> None:
        self._met: OrderedDict[_Key, _Message] = OrderedDict()
        self._count = count()
        self._names: dict[int, tuple[float, str]] = {}

    async def content_of(self, execution: discord.AutoModAction, guild: discord.Guild) -> Content | None:
        """Return what was stopped or flagged, with the rule that did it; None for what was told before.

        Nor is there content in what AutoMod does about a member's profile, or in a message that is gone.
        """
        met = self._message(execution)
        if met is None or execution.rule_id in met.rules:
            return None
        met.rules.add(execution.rule_id)
        content = await (self._flagged if execution.message_id else self._blocked)(execution, guild, met)
        return content and replace(content, automod=frozenset({await self._name(execution)}))

    def _message(self, execution: discord.AutoModAction) -> _Message | None:
        if execution.channel_id is None:
            return None
        now = time.monotonic()
        key = (execution.channel_id, execution.user_id, execution.message_id or execution.content)
        met = self._met.get(key)
        if met is None or met.until < now:
            act = discord.utils.time_snowflake(discord.utils.utcnow()) + next(self._count) % _WITHIN_A_MILLISECOND
            met = self._met[key] = _Message(str(act), now + _TOGETHER)
            self._met.move_to_end(key)
        while len(self._met) > _MOST:
            self._met.popitem(last=False)
        return met

    async def _blocked(self, execution: discord.AutoModAction, guild: discord.Guild, met: _Message) -> Content | None:
        if execution.channel_id is None:
            return None
        author, now = await who(guild, execution.user_id), discord.utils.utcnow()
        return blocked(execution.content, execution.channel_id, guild, author, now, met.act)

    async def _flagged(self, execution: discord.AutoModAction, guild: discord.Guild, _: _Message) -> Content | None:
        place = guild.get_channel_or_thread(execution.channel_id or 0)
        if not isinstance(place, discord.abc.Messageable) or execution.message_id is None:
            return None
        try:
            message = await place.fetch_message(execution.message_id)
        except discord.NotFound:
            return None
        members = await members_of(guild, [message])
        return content_of(message, guild, members.get(message.author.id))

    async def _name(self, execution: discord.AutoModAction) -> str:
        """Return what admins call the rule."""
        now = time.monotonic()
        until, name = self._names.get(execution.rule_id, (0.0, ""))
        if until < now:
            try:
                name = (await execution.fetch_rule()).name
            except (discord.NotFound, discord.Forbidden):
                name = str(execution.rule_id)
            self._names[execution.rule_id] = (now + _NAMED_FOR, name)
        return name
