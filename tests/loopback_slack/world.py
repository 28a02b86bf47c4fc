"""The whole state of the loopback Slack, how things in it are found, and how a change is told to who listens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.loopback_slack.errors import SlackError
from tests.loopback_slack.ids import Ids
from tests.loopback_slack.model import Channel, Message, Team, Token, TokenKind, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.loopback_slack.app import App
    from tests.loopback_slack.interaction import Interaction
    from tests.loopback_slack.model import Json
    from tests.loopback_slack.views import View
    from tests.loopback_slack.web_apps import Code


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the Events API. `channel`: the conversation that it is of, which the bot has to be in."""

    team: Team
    data: Json
    channel: Channel | None = None

    @property
    def kind(self) -> str:
        """Return its type."""
        return str(self.data["type"])


@dataclass(frozen=True, slots=True)
class Ping:
    """A mass mention that the bot sent: what it says and the arguments of the request."""

    method: str
    mention: str
    args: Json


@dataclass(eq=False)
class World:
    """All there is. `interactions` by their trigger_id; `listeners` are told each event, `interact` each interaction.

    `modals` that are open (the topmost last) and `homes` by user id; `tickets` for websockets; `codes` of installers;
    `trigger_seconds`: how long a trigger_id lives.
    """

    app: App
    ids: Ids = field(default_factory=Ids)
    teams: dict[str, Team] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    response_urls: dict[str, Interaction] = field(default_factory=dict)
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    interact: Callable[[Interaction], None] = lambda _made: None
    pinged: list[Ping] = field(default_factory=list)
    modals: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    codes: dict[str, Code] = field(default_factory=dict)
    trigger_seconds: float = 3.0
    base_url: str = ""

    def publish(self, event: Event) -> None:
        """Tell all who listen."""
        for listener in self.listeners:
            listener(event)

    def issue(self, kind: TokenKind, scopes: Iterable[str], user: User | None = None) -> Token:
        """Make a token that acts for the user."""
        prefix = {"bot": "xoxb", "user": "xoxp", "app": "xapp"}[kind]
        value = f"{prefix}-loopback-{secrets.token_hex(12)}"
        made = Token(value, kind, set(scopes), user.team if user else None, user)
        self.tokens[value] = made
        return made

    def bot_token(self, team: Team) -> Token | None:
        """Return the bot's token in the workspace, None where the app is not installed."""
        found = [each for each in self.tokens.values() if each.kind == "bot" and each.team is team and not each.revoked]
        return found[-1] if found else None

    def dm(self, team: Team, *users: User) -> Channel:
        """Return the direct conversation of exactly these users, new where there was none."""
        wanted = {user.id for user in users}
        for channel in team.channels.values():
            if channel.kind in ("im", "mpim") and set(channel.members) == wanted:
                return channel
        kind, prefix = ("im", "D") if len(wanted) <= 2 else ("mpim", "C")
        made = Channel(self.ids.new(prefix), team, "-".join(user.name for user in users), kind)  # type: ignore[arg-type]
        made.members = {user.id: user for user in users}
        team.channels[made.id] = made
        return made


def user_in(team: Team, user_id: str) -> User:
    """Find a user, or refuse as Slack does."""
    if user_id not in team.users:
        raise SlackError("user_not_found")
    return team.users[user_id]


def message_in(channel: Channel, ts: str) -> Message:
    """Find a message, or refuse as Slack does."""
    found = channel.timeline.get(ts)
    if found is None or found.subtype == "tombstone":
        raise SlackError("message_not_found")
    return found
