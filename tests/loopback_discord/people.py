"""A member of a guild as tests use one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_discord.automod import block, flag
from tests.loopback_discord.moderating import Moderator
from tests.loopback_discord.using import BotUser
from tests.loopback_discord.writing import Writer

if TYPE_CHECKING:
    from tests.loopback_discord.model import AutoModRule, Channel, Message


class Person(Writer, Moderator, BotUser):
    """A member who writes, uses the bot and, with the roles for it, moderates."""

    async def is_blocked(self, channel: Channel, content: str, rule: AutoModRule) -> None:
        """Try to write what Discord's own AutoMod stops by the rule."""
        block(self.world, self.member, channel, content, rule)
        await self._done()

    async def is_flagged(self, channel: Channel, content: str, rule: AutoModRule) -> Message:
        """Write what Discord's own AutoMod lets through and flags by the rule."""
        message = await self.writes(channel, content)
        flag(self.world, self.member, message, rule)
        await self._done()
        return message
