"""A member as a test holds one: who they are, what they see, and what came to them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from typing_extensions import override

from tests.loopback_slack.model import Channel, Message

if TYPE_CHECKING:
    from tests.loopback_slack.model import Team, User
    from tests.loopback_slack.views import View
    from tests.loopback_slack.world import World


class Someone:
    """A user in one workspace. What Slack's client would not let them do raises an AssertionError that says so."""

    def __init__(self, world: World, user: User) -> None:
        self.world = world
        self.user = user
        self.team: Team = user.team

    @override
    def __repr__(self) -> str:
        return f"<{self.name} in {self.team.name}>"

    @property
    def id(self) -> str:
        """Return the user's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """Return the user's handle."""
        return self.user.name

    @property
    def mention(self) -> str:
        """Return the text that mentions them."""
        return f"<@{self.user.id}>"

    @property
    def channels(self) -> list[Channel]:
        """Return the channels that they are in, without direct conversations."""
        every = self.team.channels.values()
        return [each for each in every if self.id in each.members and each.kind in ("channel", "group")]

    @property
    def dm(self) -> Channel:
        """Return their direct conversation with the bot."""
        if self.team.bot is None:
            raise AssertionError(f"the app is not in {self.team.name}")
        return self.world.dm(self.team, self.team.bot, self.user)

    @property
    def inbox(self) -> list[Message]:
        """Return what is in their direct conversation with the bot, from both, the oldest first."""
        return self.dm.messages

    @property
    def private_messages(self) -> list[Message]:
        """Return what only they see in conversations (ephemeral), the oldest first, without what was deleted."""
        every = [each for channel in self.team.channels.values() for each in channel.ephemeral]
        return sorted((each for each in every if each.seen_by == self.id), key=lambda message: message.ts)

    @property
    def modals(self) -> list[View]:
        """Return the modals that are open, the topmost last."""
        return list(self.world.modals.get(self.id, []))

    @property
    def modal(self) -> View | None:
        """Return the modal that they see, None if none is open."""
        return self.modals[-1] if self.modals else None

    @property
    def home(self) -> View | None:
        """Return what they see of the app's home tab, None if nothing was published for them."""
        return self.world.homes.get(self.id)

    def sees(self, what: Message | Channel) -> bool:
        """Tell whether they can see the message or conversation now."""
        if isinstance(what, Channel):
            return what.kind == "channel" or self.id in what.members
        return self.sees(what.channel) and not what.deleted and what.seen_by in (None, self.id)

    def can_write(self, channel: Channel) -> bool:
        """Tell whether Slack would take a post of theirs in the conversation now."""
        return self.id in channel.members and not channel.is_archived and not self.user.deleted

    def _need(self, *, may: bool, what: str) -> None:
        if not may:
            raise AssertionError(f"Slack would not let {self.name} {what}")

    async def _done(self) -> None:
        # Lets what was told be sent.
        await asyncio.sleep(0)
