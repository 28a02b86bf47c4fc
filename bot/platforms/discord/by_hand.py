"""What moderators do in Discord itself, read from the server's audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.effects import EffectKind
from bot.pipeline.by_hand import ByHand
from bot.platforms.discord.moderators import actor_of

if TYPE_CHECKING:
    from datetime import datetime

_KINDS = {
    discord.AuditLogAction.kick: EffectKind.KICK,
    discord.AuditLogAction.ban: EffectKind.BAN,
    discord.AuditLogAction.unban: EffectKind.UNBAN,
}


async def act_of(entry: discord.AuditLogEntry) -> ByHand | None:
    """Return what a person did to a member; None for what bots did, this one among them, and for all else.

    A message that a moderator deletes is not among it: the log says whose it was, and not which.
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


def _what(entry: discord.AuditLogEntry) -> tuple[EffectKind | None, datetime | None]:
    if entry.action in _KINDS:
        return _KINDS[entry.action], None
    if entry.action is not discord.AuditLogAction.member_update or not hasattr(entry.after, "timed_out_until"):
        return None, None
    until: datetime | None = entry.after.timed_out_until
    return (EffectKind.LIFT_TIME_OUT if until is None else EffectKind.TIME_OUT), until
