"""The whole state of the loopback Discord, how things in it are found, and how a change is told to who listens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from tests.loopback_discord.errors import unknown
from tests.loopback_discord.model import DM, Channel, Guild, Member, Message, User, Webhook
from tests.loopback_discord.permissions import sees
from tests.loopback_discord.snowflakes import Snowflakes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.loopback_discord.interaction import Interaction
    from tests.loopback_discord.texts import Json

Thing = TypeVar("Thing")
NONCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Event:
    """A gateway event. `intents`: it goes to who has one of these bits, 0: to all.

    `without_content`: what those get who have not the intent for the content of messages.
    """

    name: str
    data: Json
    intents: int = 0
    guild_id: int | None = None
    without_content: Json | None = None


@dataclass(eq=False)
class World:
    """All there is. `commands`: the bot's application commands by guild id, global ones under None.

    `shards`: into how many connections Discord recommends to split the guilds.
    """

    bot: User
    application_id: int
    ids: Snowflakes = field(default_factory=Snowflakes)
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    webhooks: dict[int, Webhook] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    commands: dict[int | None, list[Json]] = field(default_factory=dict)
    files: dict[int, bytes] = field(default_factory=dict)
    nonces: dict[tuple[int, str], tuple[float, Message]] = field(default_factory=dict)
    seen_by_one: dict[int, Message] = field(default_factory=dict)
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    base_url: str = ""
    shards: int = 1

    def __post_init__(self) -> None:
        self.users[self.bot.id] = self.bot

    def publish(self, event: Event) -> None:
        """Tell all who listen, unless it is of a guild that the bot is not in."""
        if event.guild_id is not None and event.name != "GUILD_DELETE":
            guild = self.guilds.get(event.guild_id)
            if guild is None or self.bot.id not in guild.members:
                return
        for listener in self.listeners:
            listener(event)

    def user(self, user_id: int) -> User:
        """Find a user, or refuse as Discord does."""
        return _found(self.users, user_id, "user")

    def guild(self, guild_id: int) -> Guild:
        """Find a guild that the bot is in, or refuse as Discord does."""
        guild = _found(self.guilds, guild_id, "guild")
        if self.bot.id not in guild.members:
            raise unknown("guild")
        return guild

    def channel(self, channel_id: int) -> Channel:
        """Find a channel or thread, or refuse as Discord does."""
        return _found(self.channels, channel_id, "channel")

    def webhook(self, webhook_id: int) -> Webhook:
        """Find a webhook, or refuse as Discord does."""
        return _found(self.webhooks, webhook_id, "webhook")

    def dm_with(self, user: User) -> Channel:
        """Return the bot's direct-message channel with the user, new where there was none."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        made = Channel(self.ids.new(), user.name, DM, recipient=user)
        self.channels[made.id] = made
        return made

    def bot_sees(self, channel: Channel) -> bool:
        """Tell whether events of the channel reach the bot."""
        if channel.guild is None:
            return True
        member = channel.guild.members.get(self.bot.id)
        return member is not None and sees(member, channel)

    def bot_in(self, guild: Guild) -> Member:
        """Return the bot's own membership."""
        return member_of(guild, self.bot.id)


def member_of(guild: Guild, user_id: int) -> Member:
    """Find a member, or refuse as Discord does."""
    return _found(guild.members, user_id, "member")


def message_in(channel: Channel, message_id: int) -> Message:
    """Find a message, or refuse as Discord does."""
    return _found(channel.messages, message_id, "message")


def _found(things: Mapping[int, Thing], wanted: int, what: str) -> Thing:
    if wanted not in things:
        raise unknown(what)
    return things[wanted]
