"""What the bot itself did, found in the server's audit log by the effect's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.platforms.discord.outcomes import need
from bot.platforms.discord.rights import TO_SEE_HANDS, missing

if TYPE_CHECKING:
    import discord

_RECENT = 50


async def entry_of(guild: discord.Guild, key: str, action: discord.AuditLogAction) -> discord.AuditLogEntry | None:
    """Return the entry of an effect, None where there is none. Raises MissingRightError where the log is closed."""
    need(missing(guild.me.guild_permissions, (TO_SEE_HANDS,)))
    entries = guild.audit_logs(limit=_RECENT, action=action, user=guild.me)
    return next((each for each in [entry async for entry in entries] if key in (each.reason or "")), None)
