"""What the loopback Discord remembers. Objects are live: a test that holds one sees what became of it.

Moments are in seconds after 1970, ids are snowflakes; `parts` are in Discord's JSON form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.loopback_discord.permissions import Permission
from tests.loopback_discord.snowflakes import made_at
from tests.loopback_discord.texts import buttons_in, texts_in

if TYPE_CHECKING:
    from tests.loopback_discord.texts import Json

TEXT, DM, CATEGORY, ANNOUNCEMENT, FORUM = 0, 1, 4, 5, 15
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
THREADS = (ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)
SUPPRESS_EMBEDS, EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 2, 1 << 6, 1 << 7, 1 << 15


@dataclass(eq=False, slots=True)
class User:
    """An account. `inbox_open`: takes direct messages."""

    id: int
    name: str
    is_bot: bool = False
    inbox_open: bool = True
    locale: str = "en-US"


@dataclass(eq=False, slots=True)
class Role:
    """A role. `position`: higher is mightier, @everyone has 0."""

    id: int
    name: str
    permissions: Permission
    position: int
    of_bot: int | None = None


@dataclass(eq=False, slots=True)
class Overwrite:
    """What a channel allows and denies a role (`kind` 0) or a member (`kind` 1)."""

    id: int
    kind: int
    allow: Permission = Permission.NONE
    deny: Permission = Permission.NONE


@dataclass(eq=False, slots=True)
class Member:
    """A user in a guild; `roles` without @everyone."""

    user: User
    guild: Guild
    roles: list[Role]
    joined_at: float
    nick: str | None = None
    timed_out_until: float | None = None


@dataclass(eq=False, slots=True)
class Channel:
    """A channel, thread, forum, category or direct-message channel; `messages` by id, those still there."""

    id: int
    name: str
    kind: int = TEXT
    guild: Guild | None = None
    parent: Channel | None = None
    position: int = 0
    topic: str | None = None
    slow_mode: int = 0
    flags: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    recipient: User | None = None
    owner_id: int = 0
    archived: bool = False
    locked: bool = False
    archive_minutes: int = 4320
    thread_members: set[int] = field(default_factory=set)

    @property
    def is_thread(self) -> bool:
        """Tell whether it is a thread of any kind."""
        return self.kind in THREADS

    @property
    def is_private_thread(self) -> bool:
        """Tell whether only those who were added see it."""
        return self.kind == PRIVATE_THREAD

    @property
    def is_forum(self) -> bool:
        """Tell whether it holds threads only."""
        return self.kind == FORUM

    @property
    def is_dm(self) -> bool:
        """Tell whether it is the bot's direct conversation with one user."""
        return self.kind == DM

    @property
    def mention(self) -> str:
        """Return the text that mentions it."""
        return f"<#{self.id}>"


@dataclass(frozen=True, slots=True)
class Author:
    """Who a message shows as its author: of a webhook the name and picture of that post."""

    id: int
    name: str
    is_bot: bool
    user: User | None = None
    avatar_url: str | None = None


@dataclass(eq=False, slots=True)
class Message:
    """A message. `was`: its contents before edits; `pinged`: whom it mentioned with a notification.

    `parts` holds embeds, components, attachments, message_reference and such; `seen_by`: only that user (ephemeral).
    """

    id: int
    channel: Channel
    author: Author
    content: str = ""
    kind: int = 0
    flags: int = 0
    parts: dict[str, Any] = field(default_factory=dict)
    edited_at: float | None = None
    deleted: bool = False
    was: list[str] = field(default_factory=list)
    pinged: set[int] = field(default_factory=set)
    pinged_everyone: bool = False
    webhook: Webhook | None = None
    seen_by: int | None = None
    nonce: str | None = None

    @property
    def ephemeral(self) -> bool:
        """Tell whether only one user sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def created_at(self) -> float:
        """Return when it was written."""
        return made_at(self.id)

    @property
    def embeds(self) -> list[Json]:
        """Return its embeds."""
        return list(self.parts.get("embeds", []))

    @property
    def components(self) -> list[Json]:
        """Return its components."""
        return list(self.parts.get("components", []))

    @property
    def buttons(self) -> dict[str, Json]:
        """Return its buttons and selects by label or placeholder; by custom_id where there is none."""
        return buttons_in(self.components)

    @property
    def text(self) -> str:
        """Return all that can be read in it, a line each: content, embeds, components, names of attachments."""
        lines = [self.content, *texts_in(self.embeds), *texts_in(self.components)]
        lines += [each["filename"] for each in self.parts.get("attachments", [])]
        return "\n".join(line for line in lines if line)


@dataclass(eq=False, slots=True)
class Webhook:
    """A webhook that `by` made in the channel."""

    id: int
    token: str
    name: str
    channel: Channel
    by: User
    application_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ban:
    """A ban and its reason."""

    user: User
    reason: str | None


@dataclass(eq=False, slots=True)
class AuditEntry:
    """An entry of a guild's audit log; `action` is Discord's number."""

    id: int
    action: int
    by: User
    target_id: int | None
    reason: str | None = None
    changes: list[Json] = field(default_factory=list)
    options: Json = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class AutoModRule:
    """A keyword rule of Discord's own AutoMod; `actions` in Discord's JSON form."""

    id: int
    name: str
    by: User
    keywords: tuple[str, ...]
    actions: list[Json]
    enabled: bool = True


@dataclass(eq=False, slots=True)
class Guild:
    """A Discord server and all in it, by id."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    bans: dict[int, Ban] = field(default_factory=dict)
    rules: dict[int, AutoModRule] = field(default_factory=dict)
    audit_log: list[AuditEntry] = field(default_factory=list)

    @property
    def everyone(self) -> Role:
        """Return the role that all have."""
        return self.roles[self.id]
