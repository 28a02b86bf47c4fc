"""Taking members out of a channel and letting them in again, with the token of an admin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.effects import Applied, EffectKind, Failed
from bot.platforms.slack.client import RefusedError
from bot.platforms.slack.lookups import is_member, user_at
from bot.platforms.slack.outcomes import NO_MEMBER

if TYPE_CHECKING:
    from bot.core.effects import Effect, Outcome
    from bot.platforms.slack.workspace import Workspace


class Access:
    """Who is in the channels of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def apply(self, effect: Effect) -> Outcome:
        """Remove a member from the channel, or let them in again."""
        if self._workspace.admin is None:
            return Failed("the bot's token alone does not reach so far")
        return await (self._remove if effect.kind is EffectKind.REMOVE else self._readmit)(effect)

    async def holds(self, effect: Effect) -> bool:
        """Tell whether it is so."""
        inside = await is_member(self._workspace.bot, effect.message.channel, effect.member)
        if effect.kind is EffectKind.READMIT:
            return inside
        return not inside and await user_at(self._workspace.bot, effect.member) is not None

    async def _remove(self, effect: Effect) -> Outcome:
        admin, channel = self._workspace.admin, effect.message.channel
        try:
            if admin is not None:
                await admin.conversations_kick(channel=channel, user=effect.member)
        except RefusedError as error:
            # Slack says so too where it is the admin who is not in the channel.
            if error.code != "not_in_channel" or await is_member(self._workspace.bot, channel, effect.member):
                raise
            return Applied("the member was not in the channel any more")
        return Applied()

    async def _readmit(self, effect: Effect) -> Outcome:
        admin = self._workspace.admin
        try:
            if admin is not None:
                await admin.conversations_invite(channel=effect.message.channel, users=effect.member)
        except RefusedError as error:
            if error.code == "user_disabled":
                return NO_MEMBER
            if error.code != "already_in_channel":
                raise
        return Applied()
