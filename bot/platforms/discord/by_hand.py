"""What moderators do in Discord itself, read from the server's audit log."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.core.effects import EffectKind
from bot.pipeline.by_hand import ByHand
from bot.platforms.discord.moderators import actor_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.core.content import Message
    from bot.pipeline.community import Community

_KINDS = {
    discord.AuditLogAction.kick: EffectKind.KICK,
    discord.AuditLogAction.ban: EffectKind.BAN,
    discord.AuditLogAction.unban: EffectKind.UNBAN,
    discord.AuditLogAction.message_delete: EffectKind.HIDE,
}
# The log and the gateway tell of one deletion at most so many seconds apart.
_APART = 2.0
_MOST = 5_000


async def act_of(entry: discord.AuditLogEntry) -> ByHand | None:
    """Return what a person did to a member; None for what bots did, this one among them, and for all else.

    Of a message that was deleted the log says whose it was, and not which: see `Deletions`.
    """
    kind, until = _what(entry)
    target = entry.target
    if kind is None or target is None or entry.user_id is None or entry.user_id == entry.guild.me.id:
        return None
    try:
        who = await entry.guild.fetch_member(entry.user_id)
    except discord.NotFound:
        return None  # whoever did it has left before anybody could ask who they are
    return (
        None if who.bot else ByHand(str(entry.id), actor_of(who), kind, str(target.id), entry.created_at, until=until)
    )


def given_name(entry: discord.AuditLogEntry) -> tuple[str, str] | None:
    """Return to whom somebody else gave which nickname: it says nothing about the member who bears it."""
    name = getattr(entry.after, "nick", None)
    if entry.action is not discord.AuditLogAction.member_update or not name or entry.target is None:
        return None
    return None if entry.user_id == entry.target.id else (str(entry.target.id), name)


class Deletions:
    """Which message it was that a moderator deleted, where only one can be meant.

    The log counts further deletions of the same member's messages silently for some minutes: of those nothing is known.
    """

    def __init__(self) -> None:
        self._gone: deque[tuple[float, Message]] = deque(maxlen=_MOST)

    def note(self, messages: Iterable[Message]) -> None:
        """Note what is not there any more."""
        now = time.monotonic()
        self._gone.extend((now, each) for each in messages)

    async def completed(self, act: ByHand, entry: discord.AuditLogEntry, community: Community) -> ByHand | None:
        """Return a deletion with its message, once all that went at that time is known; None where it may be another.

        It is the one message that went in that channel then and that this member wrote, or whose author nobody knows.
        """
        heard, channel = time.monotonic(), str(getattr(getattr(entry.extra, "channel", None), "id", ""))
        await asyncio.sleep(_APART)
        near = [each for at, each in self._gone if each.channel == channel and abs(at - heard) <= _APART]
        async with community.begin() as uow:
            known = [(each, await uow.contents.latest(each)) for each in near]
        meant = [(each, seen) for each, seen in known if seen is None or seen.member == act.member]
        one = len(meant) == 1 and getattr(entry.extra, "count", 0) == 1 and meant[0][1] is not None
        return replace(act, message=meant[0][0]) if one else None


def _what(entry: discord.AuditLogEntry) -> tuple[EffectKind | None, datetime | None]:
    if entry.action in _KINDS:
        return _KINDS[entry.action], None
    if entry.action is not discord.AuditLogAction.member_update or not hasattr(entry.after, "timed_out_until"):
        return None, None
    until: datetime | None = entry.after.timed_out_until
    return (EffectKind.LIFT_TIME_OUT if until is None else EffectKind.TIME_OUT), until
