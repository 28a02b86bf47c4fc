"""Which methods of Slack's Web API are called with which token, and the scopes that each needs. Nothing else is called.

`slack-manifest.yaml` asks for these scopes and events, no more and no less; a test holds it to that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHANNELS = frozenset({"channels:history", "groups:history"})
_MEMBERS = frozenset({"channels:read", "groups:read"})

# With the bot's token.
BOT_METHODS: Mapping[str, frozenset[str]] = {
    "auth.test": frozenset(),
    "chat.delete": frozenset({"chat:write"}),
    "chat.getPermalink": frozenset(),
    "chat.update": frozenset({"chat:write"}),
    "chat.postEphemeral": frozenset({"chat:write"}),
    # Restored messages bear their author's name and picture.
    "chat.postMessage": frozenset({"chat:write", "chat:write.customize"}),
    # In direct messages only what the bot itself wrote is looked for.
    "conversations.history": _CHANNELS | {"im:history"},
    "conversations.info": _MEMBERS,
    "conversations.list": frozenset({"channels:read"}),
    "conversations.members": _MEMBERS,
    "conversations.open": frozenset({"im:write"}),
    "conversations.replies": _CHANNELS,
    "usergroups.list": frozenset({"usergroups:read"}),
    "users.conversations": _MEMBERS,
    "users.info": frozenset({"users:read"}),
    "views.open": frozenset(),
    "views.publish": frozenset(),
    "views.push": frozenset(),
    "views.update": frozenset(),
}
# With an admin's user token, and for nothing else.
ADMIN_METHODS: Mapping[str, frozenset[str]] = {
    "auth.test": frozenset(),
    "chat.delete": frozenset({"chat:write"}),
    "conversations.invite": frozenset({"channels:write", "groups:write"}),
    "conversations.kick": frozenset({"channels:write", "groups:write"}),
}
DISCOVERY_SCOPE = "discovery:write"
# With an admin's user token on Enterprise.
DISCOVERY_METHODS: Mapping[str, frozenset[str]] = {
    "discovery.chat.restore": frozenset({DISCOVERY_SCOPE}),
    "discovery.chat.tombstone": frozenset({DISCOVERY_SCOPE}),
}
# With no workspace's token: the app's own for Socket Mode, OAuth, and a token that is given back, by itself.
APP_METHODS: Mapping[str, frozenset[str]] = {
    "apps.connections.open": frozenset({"connections:write"}),
    "auth.revoke": frozenset(),
    "oauth.v2.access": frozenset(),
}
# What Slack tells the app of by itself.
EVENTS: Mapping[str, frozenset[str]] = {
    "app_home_opened": frozenset(),
    "app_uninstalled": frozenset(),
    "channel_archive": frozenset({"channels:read"}),
    "channel_left": frozenset({"channels:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "channel_unarchive": frozenset({"channels:read"}),
    "group_archive": frozenset({"groups:read"}),
    "group_left": frozenset({"groups:read"}),
    "group_rename": frozenset({"groups:read"}),
    "group_unarchive": frozenset({"groups:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "subteam_members_changed": frozenset({"usergroups:read"}),
    "subteam_updated": frozenset({"usergroups:read"}),
    "tokens_revoked": frozenset(),
    "user_change": frozenset({"users:read"}),
}

# What `/takt` and the shortcuts in the menu of messages take.
_COMMANDS = frozenset({"commands"})
BOT_SCOPES = _COMMANDS.union(*BOT_METHODS.values(), *EVENTS.values())
ADMIN_SCOPES = frozenset().union(*ADMIN_METHODS.values())
