"""A guild as tests use one: making channels, roles and members, and looking at what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_discord.greeting import GUILDS
from tests.loopback_discord.model import CATEGORY, FORUM, TEXT, AutoModRule, Channel, Guild, Overwrite, Role, User
from tests.loopback_discord.on_channels import add_channel, remove_channel, role_changed, set_overwrite
from tests.loopback_discord.on_members import join
from tests.loopback_discord.on_messages import Draft, post, written_by
from tests.loopback_discord.payloads import guild_create_json
from tests.loopback_discord.people import Person
from tests.loopback_discord.permissions import BOT, EVERYONE, Permission
from tests.loopback_discord.world import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.loopback_discord.model import AuditEntry, Ban, Message
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import World

_BOT_POSITION = 100


class Community:
    """A guild. `owner` and `bot` are people in it, `bot_role` is the role that the bot's permissions come from."""

    def __init__(self, world: World, guild: Guild, owner: User) -> None:
        self.world = world
        self.guild = guild
        self.everyone = Role(guild.id, "@everyone", EVERYONE, 0)
        self.bot_role = Role(world.ids.new(), world.bot.name, BOT, _BOT_POSITION, world.bot.id)
        guild.roles = {role.id: role for role in (self.everyone, self.bot_role)}
        self.bot = Person(world, join(world, guild, world.bot, [self.bot_role]))
        self.owner = Person(world, join(world, guild, owner, []))

    @classmethod
    def founded(cls, world: World, name: str) -> Community:
        """Make a guild with its owner, and tell a bot that is connected."""
        owner = User(world.ids.new(), f"owner-of-{name.lower()}")
        world.users[owner.id] = owner
        guild = Guild(world.ids.new(), name, owner.id)
        made = cls(world, guild, owner)
        world.guilds[guild.id] = guild
        made.tell_of_itself()
        return made

    def tell_of_itself(self) -> None:
        """Send the bot the whole guild, as when it was just invited."""
        data = guild_create_json(self.guild, [], [self.bot.member])
        del data["unavailable"]
        self.world.publish(Event("GUILD_CREATE", data, GUILDS, self.guild.id))

    @property
    def id(self) -> int:
        """Return the guild's id."""
        return self.guild.id

    @property
    def name(self) -> str:
        """Return the guild's name."""
        return self.guild.name

    @property
    def bans(self) -> dict[int, Ban]:
        """Return the bans by the user's id."""
        return self.guild.bans

    @property
    def audit_log(self) -> list[AuditEntry]:
        """Return the audit log, the oldest first."""
        return self.guild.audit_log

    @property
    def channels(self) -> list[Channel]:
        """Return all channels and threads."""
        return list(self.guild.channels.values())

    @property
    def threads(self) -> list[Channel]:
        """Return the threads."""
        return [each for each in self.guild.channels.values() if each.is_thread]

    def new_channel(
        self,
        name: str,
        *,
        only: Iterable[Role | Person] | None = None,
        bot: bool = True,
        kind: int = TEXT,
        parent: Channel | None = None,
    ) -> Channel:
        """Make a channel; `only`: nobody else sees it but, with `bot`, the bot."""
        channel = Channel(self.world.ids.new(), name, kind, parent=parent)
        hidden = [] if only is None else [Overwrite(self.guild.id, 0, deny=Permission.VIEW_CHANNEL)]
        shown: list[Role | Person] = [] if only is None else [*only, *([self.bot_role] if bot else [])]
        hidden += [_overwrite(each, allow=Permission.VIEW_CHANNEL) for each in shown]
        if only is None and not bot:
            hidden.append(_overwrite(self.bot_role, deny=Permission.VIEW_CHANNEL))
        channel.overwrites = {each.id: each for each in hidden}
        return add_channel(self.world, self.guild, channel)

    def new_forum(self, name: str) -> Channel:
        """Make a forum."""
        return self.new_channel(name, kind=FORUM)

    def new_category(self, name: str) -> Channel:
        """Make a category; give it as the parent of channels."""
        return self.new_channel(name, kind=CATEGORY)

    def remove_channel(self, channel: Channel) -> None:
        """Delete the channel with all in it."""
        remove_channel(self.world, channel)

    def new_role(
        self, name: str, *, permissions: Permission = Permission.NONE, above_bot: bool = False, position: int = 0
    ) -> Role:
        """Make a role; it is below the bot's unless it is to be above it. `position`: 1 to 99 is below."""
        place = position or len(self.guild.roles) - 1 + (_BOT_POSITION if above_bot else 0)
        role = Role(self.world.ids.new(), name, permissions, place)
        self.guild.roles[role.id] = role
        role_changed(self.world, self.guild, role, "GUILD_ROLE_CREATE")
        return role

    def set_permissions(self, role: Role, permissions: Permission) -> None:
        """Let a role have exactly these permissions; `bot_role` for what the bot may do."""
        role.permissions = permissions
        role_changed(self.world, self.guild, role)

    def set_position(self, role: Role, position: int) -> None:
        """Move a role up or down; the bot's is at 100 at first."""
        role.position = position
        role_changed(self.world, self.guild, role)

    def set_overwrite(
        self,
        channel: Channel,
        who: Role | Person,
        *,
        allow: Permission = Permission.NONE,
        deny: Permission = Permission.NONE,
    ) -> None:
        """Let the owner allow or deny a role or a person things in one channel."""
        set_overwrite(self.world, channel, _overwrite(who, allow, deny), self.owner.user)

    def new_member(self, name: str, *, roles: Iterable[Role] = (), is_bot: bool = False) -> Person:
        """Let somebody new join."""
        user = User(self.world.ids.new(), name, is_bot=is_bot)
        self.world.users[user.id] = user
        return Person(self.world, join(self.world, self.guild, user, list(roles)))

    def joined_by(self, person: Person, *, roles: Iterable[Role] = ()) -> Person:
        """Let somebody who is in another guild join this one too."""
        return Person(self.world, join(self.world, self.guild, person.user, list(roles)))

    def new_automod_rule(
        self, name: str, *keywords: str, alerts: Channel | None = None, stops: bool = True, time_out: int = 0
    ) -> AutoModRule:
        """Make a rule of Discord's own AutoMod: it `stops` messages, alerts in a channel, times out for seconds."""
        actions: list[Json] = [{"type": 1, "metadata": {}}] if stops else []
        if alerts is not None:
            actions.append({"type": 2, "metadata": {"channel_id": str(alerts.id)}})
        if time_out:
            actions.append({"type": 3, "metadata": {"duration_seconds": time_out}})
        rule = AutoModRule(self.world.ids.new(), name, self.owner.user, keywords, actions)
        self.guild.rules[rule.id] = rule
        return rule

    def system_message(self, channel: Channel, kind: int, person: Person) -> Message:
        """Let Discord post about a person: `kind` 7 is that they joined, 6 that they pinned."""
        return post(self.world, Draft(channel=channel, author=written_by(person.user), kind=kind))

    def throw_bot_out(self) -> None:
        """Remove the bot from the guild."""
        self.guild.members.pop(self.world.bot.id, None)
        self.world.publish(Event("GUILD_DELETE", {"id": str(self.guild.id)}, GUILDS, self.guild.id))

    def go_away(self) -> None:
        """Let the guild be unavailable, as in an outage of Discord's; `tell_of_itself` ends it."""
        data = {"id": str(self.guild.id), "unavailable": True}
        self.world.publish(Event("GUILD_DELETE", data, GUILDS, self.guild.id))

    def messages(self, channel: Channel) -> list[Message]:
        """Return what is in the channel, the oldest first."""
        return [message for _, message in sorted(channel.messages.items())]

    def find_messages(self, *, by: Person | None = None, containing: str = "") -> list[Message]:
        """Return the messages in all channels by the person and with the text, the oldest first."""
        every = [message for channel in self.guild.channels.values() for message in channel.messages.values()]
        found = [each for each in every if by is None or each.author.id == by.id]
        return sorted((each for each in found if containing in each.text), key=lambda message: message.id)


def _overwrite(
    who: Role | Person, allow: Permission = Permission.NONE, deny: Permission = Permission.NONE
) -> Overwrite:
    return Overwrite(who.id, 0 if isinstance(who, Role) else 1, allow, deny)
