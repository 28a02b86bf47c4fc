"""One request to the API as its handler sees it, and what the handler may ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.loopback_discord.errors import ApiError, invalid_form, missing_access, missing_permissions, unknown
from tests.loopback_discord.model import Guild
from tests.loopback_discord.permissions import Permission, in_channel, in_guild, outranks
from tests.loopback_discord.world import member_of, message_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_discord.model import Channel, Member, Message, User
    from tests.loopback_discord.spec import Operation
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import World


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer: the status and JSON, None for no body."""

    status: int = 204
    body: object = None


def ok(body: object) -> Answer:
    """Return 200 with the body."""
    return Answer(200, body)


@dataclass(frozen=True, slots=True)
class Call:
    """A request. `reason`: for the audit log, decoded; `uploads` by their place in the attachments."""

    world: World
    operation: Operation
    query: Mapping[str, str]
    body: Any
    reason: str | None = None
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    interaction_seconds: float = 3.0

    @property
    def bot(self) -> User:
        """Return the bot's account, in whose name the request is."""
        return self.world.bot

    @property
    def json(self) -> Json:
        """Return the body that is an object, empty where there is none."""
        return self.body if isinstance(self.body, dict) else {}

    def id(self, name: str) -> int:
        """Return the id in the path; one that is no number is Discord's 400."""
        value = self.operation.values[name]
        if value == "@me":
            return self.bot.id
        if not value.isdecimal():
            raise invalid_form(**{name: f'Value "{value}" is not snowflake.'})
        return int(value)

    def number(self, name: str, default: int, most: int) -> int:
        """Return a number from the query, 1 to `most`."""
        value = self.query.get(name, str(default))
        if not value.isdecimal() or not 1 <= int(value) <= most:
            raise invalid_form(**{name: f"int value should be between 1 and {most}."})
        return int(value)

    @property
    def guild(self) -> Guild:
        """Return the guild in the path."""
        return self.world.guild(self.id("guild_id"))

    @property
    def member(self) -> Member:
        """Return the member in the path; an unknown user is another refusal than one who is not in the guild."""
        self.world.user(self.id("user_id"))
        return member_of(self.guild, self.id("user_id"))

    @property
    def channel(self) -> Channel:
        """Return the channel in the path, which the bot must see."""
        return self.seen(self.world.channel(self.id("channel_id")))

    def seen(self, channel: Channel) -> Channel:
        """Return the channel if the bot sees it."""
        if channel.guild is not None and self.bot.id not in channel.guild.members:
            raise unknown("channel")
        if not self.world.bot_sees(channel):
            raise missing_access()
        return channel

    @property
    def message(self) -> Message:
        """Return the message in the path."""
        return message_in(self.channel, self.id("message_id"))

    def may(self, permission: Permission, where: Guild | Channel) -> bool:
        """Tell whether the bot has the permission in the guild or channel."""
        if isinstance(where, Guild):
            bits = in_guild(self.world.bot_in(where))
        elif where.guild is None:
            return False
        else:
            bits = in_channel(self.world.bot_in(where.guild), where)
        return bits & permission == permission

    def need(self, permission: Permission, where: Guild | Channel) -> None:
        """Refuse if the bot lacks the permission."""
        if not self.may(permission, where):
            raise missing_permissions()

    def need_rank_over(self, member: Member | None) -> None:
        """Refuse if the bot's highest role is not above the member's."""
        if member is not None and not outranks(self.world.bot_in(member.guild), member):
            raise missing_permissions()

    def need_guild(self, channel: Channel) -> Guild:
        """Return the channel's guild; what needs one is refused in direct messages."""
        if channel.guild is None:
            raise ApiError(400, 50003, "Cannot execute action on a DM channel")
        return channel.guild
