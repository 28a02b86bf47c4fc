"""The methods on the app itself: its connections, its installation, who an event is for."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.loopback_slack.call import Call, Method, method
from tests.loopback_slack.errors import SlackError
from tests.loopback_slack.installing import install, revoke

if TYPE_CHECKING:
    from tests.loopback_slack.model import Json, Team, User

_CODE_SECONDS = 600.0


@dataclass(eq=False, slots=True)
class Code:
    """What an installer brings back to the app: worth an installation, once and for ten minutes."""

    team: Team
    user: User
    scopes: list[str]
    user_scopes: list[str]
    redirect_uri: str = ""
    used: bool = False
    made_at: float = field(default_factory=time.monotonic)


def open_connection(call: Call) -> Json:
    """Give the address of a websocket, whose ticket is good for one connection."""
    if not call.world.app.socket_mode:
        raise SlackError("not_allowed_token_type")
    ticket = secrets.token_hex(16)
    call.world.tickets.add(ticket)
    address = call.world.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={call.world.app.id}"}


def access(call: Call) -> Json:
    """Exchange what an installer brought for tokens."""
    app = call.world.app
    client_id, secret = call.basic or (call.text("client_id"), call.text("client_secret"))
    if client_id != app.client_id:
        raise SlackError("invalid_client_id")
    if secret != app.client_secret:
        raise SlackError("bad_client_secret")
    code = call.world.codes.get(call.text("code"))
    if code is None or time.monotonic() - code.made_at > _CODE_SECONDS:
        raise SlackError("invalid_code")
    if code.used:
        raise SlackError("code_already_used")
    if call.text("redirect_uri") != code.redirect_uri:
        raise SlackError("bad_redirect_uri")
    code.used = True
    return _installation(call, code)


def _installation(call: Call, code: Code) -> Json:
    bot = install(call.world, code.team, code.scopes) if code.scopes else None
    authed: Json = {"id": code.user.id}
    if code.user_scopes:
        token = call.world.issue("user", code.user_scopes, code.user)
        scope = ",".join(code.user_scopes)
        authed |= {"scope": scope, "access_token": token.value, "token_type": "user"}
    enterprise = {"id": code.team.enterprise_id, "name": code.team.name} if code.team.enterprise_id else None
    given: Json = {}
    if bot is not None:
        given = {"scope": ",".join(code.scopes), "token_type": "bot", "access_token": bot.value}
        given["bot_user_id"] = bot.user.id if bot.user else None
    return {
        "app_id": call.world.app.id,
        "authed_user": authed,
        **given,
        "team": {"id": code.team.id, "name": code.team.name},
        "enterprise": enterprise,
        "is_enterprise_install": False,
    }


def revoke_token(call: Call) -> Json:
    """Make the token that asks worthless."""
    revoke(call.world, call.token)
    return {"revoked": True}


def authorizations(call: Call) -> Json:
    """List the installations that may see an event."""
    found = [team for team in call.world.teams.values() if team.bot and call.text("event_context").endswith(team.id)]
    if not found:
        raise SlackError("invalid_event_context")
    return {"authorizations": [authorization_json(each) for each in found]}


def authorization_json(team: Team) -> Json:
    """Return in whose name the app is told something."""
    bot = team.bot.id if team.bot else None
    more = {"team_id": team.id, "user_id": bot, "is_bot": True, "is_enterprise_install": False}
    return {"enterprise_id": team.enterprise_id, **more}


METHODS: dict[str, Method] = {
    "apps.connections.open": method(open_connection, app="connections:write"),
    "apps.event.authorizations.list": method(authorizations, "event_context! cursor limit", app="authorizations:read"),
    "auth.revoke": method(revoke_token, "test", bot="", user=""),
    "oauth.v2.access": method(
        access, "client_id client_secret code redirect_uri grant_type refresh_token", is_open=True
    ),
}
