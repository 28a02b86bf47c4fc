"""Every command there is."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.platforms.discord.case_commands import case, queue, strikes, undo, why, why_message
from bot.platforms.discord.crisis_commands import crisis
from bot.platforms.discord.member_commands import appeal_case, my_notices, report_by_link, report_message, rules
from bot.platforms.discord.reply_commands import draft, draft_reply
from bot.platforms.discord.server_commands import doctor, mode, policy, stats

COMMANDS: tuple[app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu, ...] = (
    *(case, queue, why, undo, strikes, why_message),
    *(draft, draft_reply, crisis),
    *(policy, doctor, mode, stats),
    *(rules, my_notices, appeal_case, report_message, report_by_link),
)
