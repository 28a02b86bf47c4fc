"""A workspace as tests use one: making channels, people and user groups, and looking at what is in it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.loopback_slack import membership
from tests.loopback_slack.app import ADMIN_SCOPES
from tests.loopback_slack.installing import install, revoke, uninstall
from tests.loopback_slack.model import Channel, Message, Team, User, UserGroup
from tests.loopback_slack.payloads import group_json, user_json
from tests.loopback_slack.people import Person
from tests.loopback_slack.posting import Draft, post
from tests.loopback_slack.world import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.loopback_slack.model import Json
    from tests.loopback_slack.world import World


class Workspace:
    """A workspace. `owner` is a person in it, `general` the channel that all are in."""

    def __init__(self, world: World, team: Team) -> None:
        self.world = world
        self.team = team
        domain = team.domain.split("-")[0]
        self.owner = Person(world, self._new_user(f"owner-of-{domain}", f"Owner of {team.name}"))
        self.owner.user.is_owner = self.owner.user.is_admin = True
        self.general = Channel(world.ids.new("C"), team, "general", creator=self.owner.id, is_general=True)
        self.general.members[self.owner.id] = self.owner.user
        team.channels[self.general.id] = self.general

    @property
    def id(self) -> str:
        """Return the team's id."""
        return self.team.id

    @property
    def name(self) -> str:
        """Return the workspace's name."""
        return self.team.name

    @property
    def bot(self) -> Person:
        """Return the app's bot as a person, to be invited, kicked and such."""
        if self.team.bot is None:
            raise AssertionError(f"the app is not in {self.name}")
        return Person(self.world, self.team.bot)

    @property
    def bot_token(self) -> str:
        """Return the bot's token."""
        token = self.world.bot_token(self.team)
        if token is None:
            raise AssertionError(f"the app is not in {self.name}")
        return token.value

    @property
    def channels(self) -> list[Channel]:
        """Return the channels, public and private."""
        return [each for each in self.team.channels.values() if each.kind in ("channel", "group")]

    def install(self, scopes: Iterable[str] | None = None) -> str:
        """Put the app into the workspace and its general channel; return the bot's token."""
        token = install(self.world, self.team, self.world.app.scopes if scopes is None else scopes)
        self.general.members[self.bot.id] = self.bot.user
        return token.value

    def uninstall(self) -> None:
        """Take the app out: its tokens are worthless, and it is told so."""
        uninstall(self.world, self.team)

    def set_bot_scopes(self, *scopes: str) -> None:
        """Let the bot's token have exactly these scopes."""
        self.world.tokens[self.bot_token].scopes = set(scopes)

    def user_token(self, person: Person, scopes: Iterable[str] = ADMIN_SCOPES) -> str:
        """Let a person give the app a token that acts for them."""
        return self.world.issue("user", scopes, person.user).value

    def revoke(self, *tokens: str) -> None:
        """Make tokens worthless, and tell the app."""
        revoke(self.world, *(self.world.tokens[each] for each in tokens))

    def new_channel(
        self, name: str, *, private: bool = False, members: Iterable[Person] | None = None, bot: bool = True
    ) -> Channel:
        """Make a channel with these members, else with all who are there; the bot too, unless it is not to."""
        channel = Channel(self.world.ids.new("C"), self.team, name, "group" if private else "channel", self.owner.id)
        every = [each for each in self.team.users.values() if not each.is_bot]
        inside = every if members is None else [each.user for each in members]
        channel.members = {each.id: each for each in inside}
        if bot and self.team.bot is not None:
            channel.members[self.bot.id] = self.bot.user
        return membership.create(self.world, channel)

    def rename_channel(self, channel: Channel, name: str) -> None:
        """Give a channel another name."""
        membership.rename(self.world, channel, name)

    def archive(self, channel: Channel, *, undone: bool = False) -> None:
        """Archive a channel, or take that back."""
        membership.archive(self.world, channel, self.owner.user, undone=undone)

    def new_person(
        self, name: str, *, admin: bool = False, locale: str = "en-US", groups: Iterable[UserGroup] = (), **more: str
    ) -> Person:
        """Let somebody be there, in all public channels. `more`: display_name, real_name, title."""
        user = self._new_user(name, more.pop("real_name", name.capitalize()))
        user.is_admin, user.locale = admin, locale
        user.display_name, user.title = more.get("display_name", name), more.get("title", "")
        for channel in self.team.channels.values():
            if channel.kind == "channel":
                channel.members[user.id] = user
        for group in groups:
            group.members.append(user.id)
        return Person(self.world, user)

    def _new_user(self, name: str, real_name: str) -> User:
        user = User(self.world.ids.new("U"), self.team, name, real_name)
        self.team.users[user.id] = user
        return user

    def change(self, person: Person, **fields: str | bool) -> None:
        """Change what is known of a person (display_name, is_admin, locale, deleted ...), and tell the app."""
        for name, value in fields.items():
            setattr(person.user, name, value)
        person.user.updated = time.time()
        data = {"type": "user_change", "user": user_json(person.user, locale=True), "cache_ts": int(time.time())}
        self.world.publish(Event(self.team, {**data, "event_ts": self.world.ids.ts()}))

    def new_group(self, handle: str, *members: Person, name: str = "") -> UserGroup:
        """Make a user group."""
        ids = [each.id for each in members]
        group = UserGroup(self.world.ids.new("S"), self.team, name or handle.capitalize(), handle, ids, self.owner.id)
        self.team.groups[group.id] = group
        self._tell_of_group("subteam_created", group)
        return group

    def set_members(self, group: UserGroup, *members: Person) -> None:
        """Let a user group have exactly these members, and tell the app."""
        before, group.members = group.members, [each.id for each in members]
        added = [each for each in group.members if each not in before]
        removed = [each for each in before if each not in group.members]
        previous, group.updated = group.updated, time.time()
        changed: Json = {"type": "subteam_members_changed", "subteam_id": group.id, "team_id": self.id}
        changed |= {"date_previous_update": int(previous), "date_update": int(group.updated)}
        changed |= {"added_users": added, "added_users_count": len(added)}
        changed |= {"removed_users": removed, "removed_users_count": len(removed), "event_ts": self.world.ids.ts()}
        self.world.publish(Event(self.team, changed))
        self._tell_of_group("subteam_updated", group)

    def rename_group(self, group: UserGroup, handle: str, name: str = "") -> None:
        """Give a user group another handle and name, and tell the app."""
        group.handle, group.name = handle, name or handle.capitalize()
        self._tell_of_group("subteam_updated", group)

    def _tell_of_group(self, kind: str, group: UserGroup) -> None:
        data = {"type": kind, "subteam": group_json(group, users=True), "event_ts": self.world.ids.ts()}
        self.world.publish(Event(self.team, data))

    def post_as_other_app(self, channel: Channel, text: str, name: str = "Deploys", **more: object) -> Message:
        """Let another app's bot post, of which there is no user. `more`: in Slack's form, such as attachments."""
        bot_id, app_id = self.world.ids.new("B"), self.world.ids.new("A")
        parts: Json = {"username": name, "icons": {"emoji": ":gear:"}, "bot_id": bot_id, "app_id": app_id, **more}
        return post(self.world, Draft(channel=channel, user=None, text=text, subtype="bot_message", parts=parts))

    def find_messages(self, *, by: Person | None = None, containing: str = "") -> list[Message]:
        """Return the messages in all conversations by the person and with the text, the oldest first."""
        every = [message for channel in self.team.channels.values() for message in channel.timeline]
        found = [each for each in every if by is None or each.user is by.user]
        return sorted((each for each in found if containing in each.read), key=lambda message: message.ts)
