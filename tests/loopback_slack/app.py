"""The app that is under test, as it is configured at Slack: credentials, scopes, events, commands, shortcuts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.loopback_slack.model import Json

# What a bot of this kind can make use of; a manifest narrows it.
BOT_SCOPES = frozenset(
    [
        *("channels:history", "channels:join", "channels:read", "groups:history", "groups:read"),
        *("im:history", "im:read", "im:write", "mpim:history", "mpim:read", "mpim:write"),
        *("chat:write", "chat:write.customize", "chat:write.public", "commands"),
        *("team:read", "usergroups:read", "users:read", "users:read.email", "users.profile:read"),
    ]
)
ADMIN_SCOPES = frozenset(["chat:write", "channels:write", "groups:write"])
# The scopes that each event needs, any of them; message events need the one of their conversation.
EVENT_SCOPES: dict[str, tuple[str, ...]] = {
    "message": (),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_left": ("channels:read",),
    "group_left": ("groups:read",),
    "channel_created": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "group_rename": ("groups:read",),
    "group_archive": ("groups:read",),
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "subteam_created": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "subteam_members_changed": ("usergroups:read",),
    "app_home_opened": (),
    "app_uninstalled": (),
    "tokens_revoked": (),
    "app_mention": ("app_mentions:read",),
}
MESSAGE_EVENTS = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


@dataclass(eq=False)
class App:
    """The app. `events`, `commands` and `shortcuts`: what it is configured for, None for everything.

    `request_url`: where events, commands and interactions are posted to where it has no Socket Mode.
    """

    id: str
    name: str = "Takt"
    socket_mode: bool = True
    request_url: str = ""
    scopes: set[str] = field(default_factory=lambda: set(BOT_SCOPES))
    user_scopes: set[str] = field(default_factory=lambda: set(ADMIN_SCOPES))
    events: set[str] | None = None
    commands: set[str] | None = None
    shortcuts: set[str] | None = None
    redirect_urls: list[str] = field(default_factory=list)
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    client_id: str = field(default_factory=lambda: f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}")
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))
    messages_tab: bool = True
    home_tab: bool = True

    def subscribes(self, kind: str, channel_kind: str | None) -> bool:
        """Tell whether the app has subscribed to the event."""
        if self.events is None:
            return True
        wanted = MESSAGE_EVENTS[channel_kind] if kind == "message" and channel_kind else kind
        return wanted in self.events

    def configure(self, manifest: Json) -> None:
        """Be configured as the manifest (parsed YAML or JSON) says."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        oauth = manifest.get("oauth_config", {})
        self.name = manifest["display_information"]["name"]
        self.scopes = set(oauth.get("scopes", {}).get("bot", []))
        self.user_scopes = set(oauth.get("scopes", {}).get("user", []))
        self.redirect_urls = list(oauth.get("redirect_urls", []))
        self.events = set(settings.get("event_subscriptions", {}).get("bot_events", []))
        self.commands = _names(features.get("slash_commands", []), "command")
        self.shortcuts = _names(features.get("shortcuts", []), "callback_id")
        home = features.get("app_home", {})
        self.home_tab, self.messages_tab = (bool(home.get(f"{tab}_tab_enabled")) for tab in ("home", "messages"))


def _names(configured: Iterable[Json], key: str) -> set[str]:
    return {each[key] for each in configured}
