"""What a moderator does by hand, past the bot; Discord notes it in the audit log and tells the bot."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.loopback_discord import on_members
from tests.loopback_discord.on_channels import add_to_thread
from tests.loopback_discord.on_messages import delete, delete_many
from tests.loopback_discord.permissions import Permission, in_guild
from tests.loopback_discord.someone import Someone

if TYPE_CHECKING:
    from tests.loopback_discord.model import Channel, Message, Role


class Moderator(Someone):
    """One who moderates, if their roles let them."""

    async def deletes_by_hand(self, *messages: Message) -> None:
        """Delete others' messages; several are deleted together, as Discord's own tools do."""
        channel = messages[0].channel
        self._need(may=self.may(Permission.MANAGE_MESSAGES, channel), what="delete others' messages")
        if len(messages) > 1:
            delete_many(self.world, channel, messages, self.user)
        else:
            delete(self.world, messages[0], self.user)
        await self._done()

    async def times_out(self, other: Someone, seconds: float, reason: str | None = None) -> None:
        """Silence a member for so long."""
        self._need_power(Permission.MODERATE_MEMBERS, other)
        on_members.time_out(self.world, other.member, time.time() + seconds, self.user, reason)
        await self._done()

    async def lifts_time_out(self, other: Someone, reason: str | None = None) -> None:
        """Let a member speak again."""
        self._need_power(Permission.MODERATE_MEMBERS, other)
        on_members.time_out(self.world, other.member, None, self.user, reason)
        await self._done()

    async def kicks(self, other: Someone, reason: str | None = None) -> None:
        """Throw a member out."""
        self._need_power(Permission.KICK_MEMBERS, other)
        on_members.kick(self.world, other.member, self.user, reason)
        await self._done()

    async def bans(self, other: Someone, reason: str | None = None, *, delete_seconds: int = 0) -> None:
        """Ban a member; `delete_seconds`: how far back their messages go too."""
        self._need_power(Permission.BAN_MEMBERS, other)
        on_members.ban(self.world, self.guild, other.user, self.user, reason)
        if delete_seconds:
            on_members.purge(self.world, self.guild, other.user, delete_seconds, self.user)
        await self._done()

    async def unbans(self, other: Someone, reason: str | None = None) -> None:
        """Lift a ban."""
        self._need_power(Permission.BAN_MEMBERS, other)
        on_members.unban(self.world, self.guild, other.user, self.user, reason)
        await self._done()

    async def gives(self, other: Someone, *roles: Role) -> None:
        """Give a member these roles beside those they have."""
        self._need_power(Permission.MANAGE_ROLES, other)
        on_members.set_roles(self.world, other.member, [*other.member.roles, *roles], self.user)
        await self._done()

    async def takes(self, other: Someone, *roles: Role) -> None:
        """Take these roles from a member."""
        self._need_power(Permission.MANAGE_ROLES, other)
        kept = [each for each in other.member.roles if each not in roles]
        on_members.set_roles(self.world, other.member, kept, self.user)
        await self._done()

    async def renames(self, other: Someone, nick: str | None) -> None:
        """Give a member, or themselves, another nickname."""
        if other.user is not self.user:
            self._need_power(Permission.MANAGE_NICKNAMES, other)
        on_members.rename(self.world, other.member, nick, self.user)
        await self._done()

    async def adds_to_thread(self, other: Someone, thread: Channel) -> None:
        """Let a member into a thread."""
        self._need(may=self.sees(thread), what=f"add to #{thread.name}")
        add_to_thread(self.world, thread, other.user)
        await self._done()

    async def leaves(self) -> None:
        """Leave the guild."""
        on_members.leave(self.world, self.member)
        await self._done()

    async def comes_back(self) -> None:
        """Join the guild again, without roles; who is banned cannot."""
        self._need(may=not self.banned and not self.present, what="join")
        on_members.join(self.world, self.guild, self.user, [])
        await self._done()

    def _need_power(self, permission: Permission, other: Someone) -> None:
        self._need(may=self.present and bool(in_guild(self.member) & permission), what=f"do that to {other.name}")
        self._need_rank_over(other)
