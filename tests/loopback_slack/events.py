"""Which events the app is told of, and the wrapping in which they come."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.loopback_slack.app import EVENT_SCOPES
from tests.loopback_slack.model import SCOPE_WORDS
from tests.loopback_slack.web_apps import authorization_json

if TYPE_CHECKING:
    from tests.loopback_slack.model import Json, Team
    from tests.loopback_slack.world import Event, World

# These come although the bot's token is worthless by then.
_LAST_WORDS = ("tokens_revoked", "app_uninstalled")


def is_for_app(world: World, event: Event) -> bool:
    """Tell whether the app gets the event: installed, subscribed, with the scope, and in the conversation."""
    bot = event.team.bot
    if bot is None or not world.app.subscribes(event.kind, event.channel.kind if event.channel else None):
        return False
    if event.kind in _LAST_WORDS:
        return True
    if event.channel is not None and bot.id not in event.channel.members:
        return False
    token = world.bot_token(event.team)
    return token is not None and _has_scope(event, token.scopes)


def _has_scope(event: Event, scopes: set[str]) -> bool:
    if event.kind == "message" and event.channel is not None:
        return f"{SCOPE_WORDS[event.channel.kind]}:history" in scopes
    needed = EVENT_SCOPES.get(event.kind, ())
    return not needed or any(each in scopes for each in needed)


def event_callback(world: World, team: Team, data: Json) -> Json:
    """Wrap an event as Slack sends it; it has an id that stays the same when it is sent again."""
    return {
        "token": world.app.verification_token,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": team.enterprise_id,
        "api_app_id": world.app.id,
        "event": data,
        "type": "event_callback",
        "event_id": world.ids.new("Ev"),
        "event_time": int(time.time()),
        "authorizations": [authorization_json(team)],
        "is_ext_shared_channel": False,
        "event_context": f"4-{world.ids.new('')}-{team.id}",
    }


def rate_limited(world: World, team: Team, minute: int) -> Json:
    """Return the notice that events are held back; it is no event_callback and has no event in it."""
    return {
        "token": world.app.verification_token,
        "type": "app_rate_limited",
        "team_id": team.id,
        "minute_rate_limited": minute,
        "api_app_id": world.app.id,
    }
