"""What there is in the loopback Slack: workspaces, users, channels, messages, user groups, views, tokens."""

from __future__ import annotations

import bisect
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import override

from tests.loopback_slack.texts import pressables_in, texts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.loopback_slack.views import View

Json = dict[str, Any]
Kind = Literal["channel", "group", "im", "mpim"]
TokenKind = Literal["bot", "user", "app"]
# The first word of the scopes for each kind of conversation.
SCOPE_WORDS: dict[Kind, str] = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
SLACKBOT = "USLACKBOT"


@dataclass(eq=False, slots=True, repr=False)
class User:
    """A user of one workspace. `name` is the handle. `bot_id`: of the app's own user."""

    id: str
    team: Team
    name: str
    real_name: str
    display_name: str = ""
    title: str = ""
    locale: str = "en-US"
    is_admin: bool = False
    is_owner: bool = False
    is_guest: bool = False
    deleted: bool = False
    bot_id: str | None = None
    updated: float = field(default_factory=time.time)

    @override
    def __repr__(self) -> str:
        return f"<user {self.name}>"

    @property
    def is_bot(self) -> bool:
        """Tell whether it is a bot's."""
        return self.bot_id is not None


@dataclass(eq=False, slots=True)
class UserGroup:
    """A user group (subteam); `handle` is what one mentions."""

    id: str
    team: Team
    name: str
    handle: str
    members: list[str]
    created_by: str
    disabled: bool = False
    updated: float = field(default_factory=time.time)


@dataclass(eq=False, slots=True, repr=False)
class Team:
    """A workspace. `bot`: the app's user in it, None where the app is not installed."""

    id: str
    name: str
    domain: str
    enterprise_id: str | None = None
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, UserGroup] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    bot: User | None = None

    @override
    def __repr__(self) -> str:
        return f"<team {self.name}>"

    @property
    def url(self) -> str:
        """Return its address."""
        return f"https://{self.domain}.slack.com/"


@dataclass(eq=False, slots=True, repr=False)
class Message:
    """A message. `thread_ts`: of the thread that it is in; `seen_by`: the one user who sees it (ephemeral).

    `parts` are blocks, attachments, files, metadata, username and icons in Slack's form.
    `deleted`: nobody sees it any more; `buried`: what a tombstone stands for and can bring back.
    """

    ts: str
    channel: Channel
    user: User | None
    text: str
    parts: Json = field(default_factory=dict)
    subtype: str | None = None
    thread_ts: str | None = None
    edited: Json | None = None
    app_id: str | None = None
    bot_id: str | None = None
    client_msg_id: str | None = None
    seen_by: str | None = None
    deleted: bool = False
    buried: Message | None = None

    @override
    def __repr__(self) -> str:
        return f"<message {self.ts} {self.subtype or ''} {self.read!r:.80}>"

    @property
    def blocks(self) -> list[Json]:
        """Return its blocks."""
        return list(self.parts.get("blocks") or [])

    @property
    def read(self) -> str:
        """Return all that a reader sees of it: the blocks where there are any, else the text, and attachments."""
        seen = list(texts_in(self.blocks)) if self.blocks else [self.text]
        return "\n".join([*seen, *texts_in(self.parts.get("attachments") or [])])

    @property
    def buttons(self) -> dict[str, Json]:
        """Return what can be pressed or chosen from, by label, placeholder or action_id."""
        return pressables_in(self.blocks)

    @property
    def is_root(self) -> bool:
        """Tell whether it stands in the channel itself and is not in a thread only."""
        return self.thread_ts in (None, self.ts) or self.subtype == "thread_broadcast"


class Timeline:
    """The messages of a channel in the order of their timestamps; thousands are quick."""

    def __init__(self) -> None:
        self._by_ts: dict[str, Message] = {}
        self._order: list[str] = []
        self._threads: dict[str, list[str]] = {}

    def __iter__(self) -> Iterator[Message]:
        return (self._by_ts[ts] for ts in self._order)

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, ts: str) -> bool:
        return ts in self._by_ts

    def get(self, ts: str) -> Message | None:
        """Return the message, None if there is none."""
        return self._by_ts.get(ts)

    def add(self, message: Message) -> None:
        """Put a message in its place."""
        self._by_ts[message.ts] = message
        bisect.insort(self._order, message.ts)
        if message.thread_ts and message.thread_ts != message.ts:
            bisect.insort(self._threads.setdefault(message.thread_ts, []), message.ts)

    def remove(self, message: Message) -> None:
        """Take a message away."""
        del self._by_ts[message.ts]
        self._order.remove(message.ts)
        if message.ts in self._threads.get(message.thread_ts or "", []):
            self._threads[message.thread_ts or ""].remove(message.ts)

    def replies(self, ts: str) -> list[Message]:
        """Return what was replied to the message, the oldest first."""
        return [self._by_ts[each] for each in self._threads.get(ts, [])]


@dataclass(eq=False, slots=True, repr=False)
class Channel:
    """A conversation. `kind` is channel (public), group (private), im or mpim; `members` are user ids."""

    id: str
    team: Team
    name: str
    kind: Kind = "channel"
    creator: str = ""
    created: float = field(default_factory=time.time)
    members: dict[str, User] = field(default_factory=dict)
    timeline: Timeline = field(default_factory=Timeline)
    ephemeral: list[Message] = field(default_factory=list)
    is_archived: bool = False
    is_general: bool = False

    @override
    def __repr__(self) -> str:
        return f"<#{self.name} in {self.team.name}>"

    @property
    def messages(self) -> list[Message]:
        """Return what is in it and its threads, the oldest first."""
        return list(self.timeline)

    @property
    def is_private(self) -> bool:
        """Tell whether only members know of it."""
        return self.kind != "channel"

    @property
    def mention(self) -> str:
        """Return the text that mentions it."""
        return f"<#{self.id}>"


@dataclass(eq=False, slots=True)
class Token:
    """A token. `user` is who it acts for, None for an app-level token, whose `team` is None too."""

    value: str
    kind: TokenKind
    scopes: set[str]
    team: Team | None = None
    user: User | None = None
    revoked: bool = False
    expires_at: float | None = None
