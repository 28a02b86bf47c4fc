"""A member of a workspace as tests use one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_slack import membership
from tests.loopback_slack.authorizing import approve, cancel
from tests.loopback_slack.using import AppUser
from tests.loopback_slack.writing import Writer

if TYPE_CHECKING:
    from tests.loopback_slack.model import Channel


class Person(Writer, AppUser):
    """A member who writes, uses the app, and goes in and out of channels."""

    def approves(self, address: str) -> str:
        """Agree on Slack's authorize page that an app comes in; return where the browser is sent, with a code."""
        self._need(may=not self.user.is_guest, what="install an app")
        return approve(self.world, self.user, address)

    def declines(self, address: str) -> str:
        """Decline on Slack's authorize page; return where the browser is sent."""
        return cancel(address)

    async def joins(self, channel: Channel) -> None:
        """Go into a public channel."""
        self._need(may=channel.kind == "channel" and self.id not in channel.members, what=f"join #{channel.name}")
        membership.join(self.world, channel, self.user)
        await self._done()

    async def leaves(self, channel: Channel) -> None:
        """Go out of a channel."""
        self._need(may=self.id in channel.members and not channel.is_general, what=f"leave #{channel.name}")
        membership.leave(self.world, channel, self.user)
        await self._done()

    async def invites(self, other: Person, channel: Channel) -> None:
        """Let somebody else, or the bot, into a channel."""
        self._need(may=self.id in channel.members and other.id not in channel.members, what="invite them")
        membership.join(self.world, channel, other.user, self.user)
        await self._done()

    async def kicks(self, other: Person, channel: Channel) -> None:
        """Take somebody else, or the bot, out of a channel."""
        may = self.id in channel.members and other.id in channel.members and not channel.is_general
        self._need(may=may, what="take them out")
        membership.leave(self.world, channel, other.user, self.user)
        await self._done()
