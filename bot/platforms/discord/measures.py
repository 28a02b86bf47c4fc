"""Slow mode and closing of channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.effects import Applied, EffectKind, Failed
from bot.platforms.discord.audit import entry_of
from bot.platforms.discord.copies import reason_of
from bot.platforms.discord.outcomes import MissingRightError, need
from bot.platforms.discord.rights import IN_THREAD, NEEDED, missing

if TYPE_CHECKING:
    from bot.core.effects import Effect, Order, Outcome

    Channel = discord.abc.GuildChannel | discord.Thread

# What everybody may do in a channel by itself, as the ledger keeps it.
_STATES = {None: 0, True: 1, False: 2}


class Measures:
    """What is done to whole channels of one server."""

    def __init__(self, guild: discord.Guild) -> None:
        self._guild = guild

    async def apply(self, order: Order) -> Outcome:
        """Slow a channel down or close it, or take that back to how it was."""
        channel = await self._channel(order.effect)
        if order.effect.kind in {EffectKind.LOCK, EffectKind.UNLOCK}:
            return await self._lock(channel, order.effect)
        return await self._slow(channel, order.effect)

    async def holds(self, order: Order, key: str) -> Applied | None:
        """Say whether it is so, and from the audit log how slow the channel was before."""
        effect = order.effect
        channel = await self._guild.fetch_channel(int(effect.message.channel))
        if effect.kind in {EffectKind.LOCK, EffectKind.UNLOCK}:
            return Applied() if self._may_write(channel) is _wanted(effect) else None
        if _slowness(channel) != _delay(effect):
            return None
        return Applied(before=await self._before(channel, key) if effect.kind is EffectKind.SLOW_MODE else None)

    async def _before(self, channel: object, key: str) -> int | None:
        actions = discord.AuditLogAction
        action = actions.thread_update if isinstance(channel, discord.Thread) else actions.channel_update
        try:
            entry = await entry_of(self._guild, key, action)
        except MissingRightError:
            return None  # it is so; how it was before nobody can tell, and it will be lifted altogether
        delay: int | None = getattr(entry.before, "slowmode_delay", 0) if entry else None
        return delay

    async def _channel(self, effect: Effect) -> Channel:
        # As it is now: what the gateway said last may be older than what the bot itself did.
        channel = await self._guild.fetch_channel(int(effect.message.channel))
        rights = IN_THREAD if isinstance(channel, discord.Thread) else NEEDED[effect.kind]
        need(missing(channel.permissions_for(self._guild.me), rights))
        return channel

    async def _slow(self, channel: Channel, effect: Effect) -> Outcome:
        before = _slowness(channel)
        if before is None:
            return Failed("nothing there can be slowed down")
        wanted = _delay(effect)
        if before != wanted and not (effect.kind is EffectKind.SLOW_MODE and before > wanted):
            # Each kind of channel has an own method of the library for it; this is what they all do.
            http = self._guild._state.http  # noqa: SLF001 - as above
            await http.edit_channel(channel.id, reason=reason_of(effect), rate_limit_per_user=wanted)
        return Applied(before=before)

    async def _lock(self, channel: Channel, effect: Effect) -> Outcome:
        if isinstance(channel, discord.Thread):
            return Failed("a thread can't be closed so that moderators still write in it")
        before, everybody = self._may_write(channel), self._guild.default_role
        if before is not _wanted(effect):
            allowed = channel.overwrites_for(everybody)
            allowed.update(send_messages=_wanted(effect))
            given = None if allowed.is_empty() else allowed
            await channel.set_permissions(everybody, overwrite=given, reason=reason_of(effect))
        return Applied(before=_STATES[before])

    def _may_write(self, channel: object) -> bool | None:
        if not isinstance(channel, discord.abc.GuildChannel):
            return None
        return channel.overwrites_for(self._guild.default_role).send_messages


def _slowness(channel: object) -> int | None:
    """Return the seconds between two messages of a member; None where nobody writes."""
    delay: int | None = getattr(channel, "slowmode_delay", None)
    return delay


def _delay(effect: Effect) -> int:
    return (effect.delay if effect.kind is EffectKind.SLOW_MODE else effect.before) or 0


def _wanted(effect: Effect) -> bool | None:
    if effect.kind is EffectKind.LOCK:
        return False
    return next((state for state, number in _STATES.items() if number == effect.before), None)
