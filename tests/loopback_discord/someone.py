"""A member as a test holds one: who they are, what they see, and what came to them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from typing_extensions import override

from tests.loopback_discord.model import Channel
from tests.loopback_discord.permissions import in_channel, is_timed_out, outranks, sees, writes

if TYPE_CHECKING:
    from tests.loopback_discord.model import Guild, Member, Message, User
    from tests.loopback_discord.permissions import Permission
    from tests.loopback_discord.world import World


class Someone:
    """A user in one guild. What Discord's client would not let them do raises an AssertionError that says so."""

    def __init__(self, world: World, member: Member) -> None:
        self.world = world
        self._last = member
        self.user: User = member.user
        self.guild: Guild = member.guild

    @override
    def __repr__(self) -> str:
        return f"<{self.name} in {self.guild.name}>"

    @property
    def member(self) -> Member:
        """Return the membership, or the last one of who has left."""
        return self.guild.members.get(self.user.id, self._last)

    @property
    def id(self) -> int:
        """Return the user's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """Return the user's name."""
        return self.user.name

    @property
    def mention(self) -> str:
        """Return the text that mentions them."""
        return f"<@{self.user.id}>"

    @property
    def present(self) -> bool:
        """Tell whether they are in the guild."""
        return self.user.id in self.guild.members

    @property
    def banned(self) -> bool:
        """Tell whether the guild has banned them."""
        return self.user.id in self.guild.bans

    @property
    def timed_out(self) -> bool:
        """Tell whether a time-out of theirs runs now."""
        return is_timed_out(self.member)

    @property
    def timed_out_until(self) -> float | None:
        """Return when the last time-out ends, in seconds after 1970."""
        return self.member.timed_out_until

    @property
    def inbox(self) -> list[Message]:
        """Return what is in their direct conversation with the bot, from both, the oldest first."""
        found = [each for each in self.world.channels.values() if each.recipient is self.user]
        return [message for channel in found for _, message in sorted(channel.messages.items())]

    @property
    def private_messages(self) -> list[Message]:
        """Return what only they saw in channels (ephemeral), the oldest first, without what was deleted."""
        mine = [each for each in self.world.seen_by_one.values() if each.seen_by == self.user.id]
        return sorted(mine, key=lambda message: message.id)

    def sees(self, what: Message | Channel) -> bool:
        """Tell whether they can see the message or channel now."""
        if isinstance(what, Channel):
            private = what.recipient is not None
            return what.recipient is self.user if private else self.present and sees(self.member, what)
        return self.sees(what.channel) and not what.deleted and what.seen_by in (None, self.user.id)

    def can_write(self, channel: Channel) -> bool:
        """Tell whether Discord would take a post of theirs in the channel now."""
        if channel.recipient is not None:
            return channel.recipient is self.user
        return self.present and writes(self.member, channel)

    def may(self, permission: Permission, channel: Channel) -> bool:
        """Tell whether they have the permission in the channel."""
        return self.present and in_channel(self.member, channel) & permission == permission

    def _need(self, *, may: bool, what: str) -> None:
        if not may:
            raise AssertionError(f"Discord would not let {self.name} {what}")

    def _need_rank_over(self, other: Someone) -> None:
        self._need(may=not other.present or outranks(self.member, other.member), what=f"touch {other.name}")

    async def _done(self) -> None:
        # Lets the gateway send what was told.
        await asyncio.sleep(0)
