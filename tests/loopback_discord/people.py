"""A member of a guild as tests use one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_discord.automod import block
from tests.loopback_discord.moderating import Moderator
from tests.loopback_discord.using import BotUser
from tests.loopback_discord.writing import Writer

if TYPE_CHECKING:
    from tests.loopback_discord.model import AutoModRule, Channel


class Person(Writer, Moderator, BotUser):
    """A member who writes, uses the bot and, with the roles for it, moderates."""

    async def is_blocked(self, channel: Channel, content: str, rule: AutoModRule) -> None:
        """Try to write what Discord's own AutoMod stops by the rule."""
        block(self.world, self.member, channel, content, rule)
        await self._done()
