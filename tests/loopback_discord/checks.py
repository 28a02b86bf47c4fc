"""Chooses which limits a request is held against, by what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_discord import limits
from tests.loopback_discord.limits_of_commands import command_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.loopback_discord.call import Call
    from tests.loopback_discord.spec import Fault

_POSTS = {
    ("POST", "/channels/{channel_id}/messages"),
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"),
}
_EDITS = {
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"),
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"),
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"),
}
_NAMES_WEBHOOK = {
    ("POST", "/channels/{channel_id}/webhooks"),
    ("PATCH", "/webhooks/{webhook_id}"),
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"),
}


def faults_beyond_spec(call: Call) -> Iterator[Fault]:
    """List what Discord's limits and this project's rule hold against the request."""
    key, body = call.operation.key, call.json
    yield from limits.reason_faults(call.reason)
    if key in _POSTS:
        yield from limits.create_faults(body, has_files=bool(call.uploads))
    if key in _EDITS:
        yield from limits.edit_faults(body)
    if key in _NAMES_WEBHOOK:
        yield from limits.webhook_name_faults(body)
    if key == ("POST", "/channels/{channel_id}/threads") and "message" in body:
        yield from limits.create_faults(body["message"], has_files=bool(call.uploads))
    if key == ("PUT", "/guilds/{guild_id}/bans/{user_id}"):
        yield from limits.ban_faults(call.query, call.body)
    if call.operation.template.endswith("/callback"):
        yield from limits.callback_faults(body)
    if call.operation.method in ("PUT", "POST") and call.operation.template.endswith("/commands"):
        yield from command_faults(call.body)
