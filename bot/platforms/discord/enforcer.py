"""The port Enforcer on one Discord server."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

import discord

from bot.core.effects import ON_CHANNEL, ON_FEEDBACK, Applied, EffectKind, Failed
from bot.pipeline.passing_on import pass_to
from bot.platforms.discord.audit import entry_of
from bot.platforms.discord.bulk import BulkDeleter
from bot.platforms.discord.copies import Copies, reason_of
from bot.platforms.discord.forwards import Forwards
from bot.platforms.discord.measures import Measures
from bot.platforms.discord.outcomes import NO_MEMBER, MissingRightError, need, outcome_of
from bot.platforms.discord.replies import Replies
from bot.platforms.discord.rights import BEYOND, NEEDED, can_do, missing
from bot.platforms.discord.telling import Telling

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.core.effects import Effect, Order, Outcome

# Discord keeps times to the millisecond, the ledger to the microsecond.
_ALIKE = timedelta(seconds=1)


class DiscordEnforcer:
    """Does effects on a server. `server` gives it as the gateway last described it, None while it is out of reach."""

    def __init__(self, server: Callable[[], discord.Guild | None]) -> None:
        self._server = server
        self._deleter = BulkDeleter()

    @property
    def _guild(self) -> discord.Guild:
        guild = self._server()
        if guild is None or guild.unavailable:
            raise ConnectionError("the server is out of reach")
        return guild

    @property
    def _copies(self) -> Copies:
        return Copies(self._guild, self._deleter)

    @property
    def capabilities(self) -> frozenset[EffectKind]:
        """What the bot's roles allow in the whole server; nothing is ruled out while the server is out of reach."""
        guild = self._server()
        return frozenset(EffectKind) - BEYOND if guild is None else can_do(guild.me.guild_permissions)

    async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
        """Do one order."""
        return await outcome_of(self._do(order, idempotency_key))

    async def look(self, order: Order, *, idempotency_key: str) -> Applied | None:
        """Say whether it is so already. Raises OSError or TimeoutError without an answer."""
        try:
            return await self._found(order, idempotency_key)
        except (discord.NotFound, MissingRightError):
            return None
        except discord.HTTPException as error:
            raise ConnectionError(f"Discord answered {error.status}") from error

    async def _found(self, order: Order, key: str) -> Applied | None:
        if order.effect.kind in ON_CHANNEL:
            return await Measures(self._guild).holds(order, key)
        if order.effect.kind in {EffectKind.REPLY, EffectKind.RETRACT}:
            return await Replies(self._guild).find(order)
        if order.effect.kind in ON_FEEDBACK:
            return await Forwards(self._guild).find(order)
        return Applied() if await self._holds(order, key) else None

    async def _do(self, order: Order, key: str) -> Outcome:
        effect, guild = order.effect, self._guild
        match effect.kind:
            case EffectKind.HIDE | EffectKind.RESTORE | EffectKind.SUPPRESS_EMBEDS | EffectKind.RESTORE_EMBEDS:
                return await self._on_message(order)
            case EffectKind.NOTIFY | EffectKind.REPLY | EffectKind.RETRACT | EffectKind.FORWARD | EffectKind.WITHDRAW:
                return await self._say(order, key)
            case EffectKind.SLOW_MODE | EffectKind.LIFT_SLOW_MODE | EffectKind.LOCK | EffectKind.UNLOCK:
                return await Measures(guild).apply(order)
            case EffectKind.REMOVE | EffectKind.READMIT:
                return Failed("Discord knows no removal from a single channel")
            case _ if not effect.member.isdecimal():
                return NO_MEMBER
            case EffectKind.TIME_OUT | EffectKind.LIFT_TIME_OUT | EffectKind.KICK:
                return await self._on_member(order, key)
            case EffectKind.BAN | EffectKind.UNBAN:
                return await self._ban(order)
            case _:
                assert_never(effect.kind)

    async def _say(self, order: Order, key: str) -> Outcome:
        if order.effect.kind is EffectKind.NOTIFY:
            return await Telling(self._guild).tell(order, key)
        if order.effect.kind in ON_FEEDBACK:
            return await pass_to(Forwards(self._guild), order, key)
        return await Replies(self._guild).do(order, key)

    async def _on_message(self, order: Order) -> Outcome:
        copies, kind = self._copies, order.effect.kind
        if kind is EffectKind.HIDE:
            return await copies.hide(order)
        if kind is EffectKind.RESTORE:
            return Applied() if await self._message_is_so(order.effect) else await copies.restore(order)
        return await copies.show_embeds(order, shown=kind is EffectKind.RESTORE_EMBEDS)

    async def _message_is_so(self, effect: Effect) -> bool:
        copies = self._copies
        if effect.kind in {EffectKind.HIDE, EffectKind.RESTORE}:
            seen = await copies.is_seen(await copies.channel(effect), effect)
            return seen == (effect.kind is EffectKind.RESTORE)
        message = await copies.message(effect)
        return message.flags.suppress_embeds is (effect.kind is EffectKind.SUPPRESS_EMBEDS)

    async def _on_member(self, order: Order, key: str) -> Outcome:
        effect, guild = order.effect, self._guild
        need(missing(guild.me.guild_permissions, NEEDED[effect.kind]))
        member = await _member(guild, effect.member)
        if member is None:
            kicked = effect.kind is EffectKind.KICK and await _membership_is_so(guild, effect, key)
            return Applied() if kicked else NO_MEMBER
        if why := above(member, guild):
            return Failed("the bot's role is too low", permission=why)
        if effect.kind is EffectKind.KICK:
            await member.kick(reason=reason_of(effect))
        elif not _alike(member.timed_out_until, effect.until):
            await member.edit(timed_out_until=effect.until, reason=reason_of(effect))
        return Applied()

    async def _ban(self, order: Order) -> Outcome:
        effect, guild = order.effect, self._guild
        need(missing(guild.me.guild_permissions, NEEDED[effect.kind]))
        user = discord.Object(int(effect.member))
        if effect.kind is EffectKind.UNBAN:
            with suppress(discord.NotFound):  # whoever is not banned need not be unbanned
                await guild.unban(user, reason=reason_of(effect))
            return Applied()
        member = await _member(guild, effect.member)
        if member is not None and (why := above(member, guild)):
            return Failed("the bot's role is too low", permission=why)
        # What they wrote before stays: only what a case is about is ever hidden.
        await guild.ban(user, reason=reason_of(effect), delete_message_seconds=0)
        return Applied()

    async def _holds(self, order: Order, key: str) -> bool:
        effect, guild = order.effect, self._guild
        match effect.kind:
            case EffectKind.HIDE | EffectKind.RESTORE | EffectKind.SUPPRESS_EMBEDS | EffectKind.RESTORE_EMBEDS:
                return await self._message_is_so(effect)
            case EffectKind.NOTIFY:
                return await Telling(guild).was_told(order)
            case _ if not effect.member.isdecimal():
                return False
            case EffectKind.TIME_OUT | EffectKind.LIFT_TIME_OUT:
                member = await _member(guild, effect.member)
                return member is not None and _alike(member.timed_out_until, effect.until)
            case EffectKind.KICK | EffectKind.BAN | EffectKind.UNBAN:
                return await _membership_is_so(guild, effect, key)
            case EffectKind.REMOVE | EffectKind.READMIT:
                return False
            case (
                EffectKind.REPLY
                | EffectKind.RETRACT
                | EffectKind.FORWARD
                | EffectKind.WITHDRAW
                | EffectKind.SLOW_MODE
                | EffectKind.LIFT_SLOW_MODE
                | EffectKind.LOCK
                | EffectKind.UNLOCK
            ):
                return await self._found(order, key) is not None
            case _:
                assert_never(effect.kind)


def above(member: discord.Member, guild: discord.Guild) -> str:
    """Say why the bot can't touch a member although it has the right; empty where it can."""
    if member.id == guild.owner_id:
        return "the member owns the server, and nobody can do that to its owner"
    if member.guild_permissions.administrator:
        return "the member is an administrator, to whom no bot can do that"
    if member.top_role >= guild.me.top_role:
        return f"my highest role must stand above “{member.top_role.name}” in the server's list of roles"
    return ""


async def _member(guild: discord.Guild, member: str) -> discord.Member | None:
    try:
        return await guild.fetch_member(int(member))
    except discord.NotFound:
        return None


async def _is_banned(guild: discord.Guild, member: str) -> bool:
    try:
        await guild.fetch_ban(discord.Object(int(member)))
    except discord.NotFound:
        return False
    return True


async def _membership_is_so(guild: discord.Guild, effect: Effect, key: str) -> bool:
    if effect.kind is EffectKind.KICK:
        return await entry_of(guild, key, discord.AuditLogAction.kick) is not None
    return await _is_banned(guild, effect.member) == (effect.kind is EffectKind.BAN)


def _alike(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < _ALIKE
