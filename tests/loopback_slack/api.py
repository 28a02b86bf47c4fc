"""Serves the Web API: reads a request, holds it against Slack's rules, does it, notes it and answers."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

from tests.loopback_slack import (
    web_apps,
    web_chat,
    web_conversations,
    web_discovery,
    web_members,
    web_people,
    web_views,
)
from tests.loopback_slack.call import Call, Method
from tests.loopback_slack.errors import SlackError, invalid_arguments, missing_scope
from tests.loopback_slack.incoming import Incoming, Invalid, Request, read
from tests.loopback_slack.traffic import whole_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_slack.model import Json, Token
    from tests.loopback_slack.traffic import Traffic, Trouble
    from tests.loopback_slack.world import World

_METHODS: Mapping[str, Method] = {
    **web_apps.METHODS,
    **web_chat.METHODS,
    **web_conversations.METHODS,
    **web_discovery.METHODS,
    **web_members.METHODS,
    **web_people.METHODS,
    **web_views.METHODS,
}
# slack_sdk sends the workspace of its client along with whatever it asks.
_ALWAYS = {"team_id"}


@dataclass(slots=True)
class _Answer:
    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Api:
    """Serves the Web API of the world. `requests` and `invalid` list what came, in its order."""

    def __init__(self, world: World, traffic: Traffic) -> None:
        self._world = world
        self._traffic = traffic
        self.requests: list[Request] = []
        self.invalid: list[Invalid] = []

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, with the trouble that a test has asked for."""
        incoming = await read(request)
        trouble = self._traffic.strike(incoming.method)
        if trouble is not None:
            await asyncio.sleep(trouble.after)
        token = self._world.tokens.get(incoming.token or "")
        answer = self._answer(incoming, token, trouble)
        self._note(incoming, token, answer)
        if trouble is not None and trouble.loses and request.transport is not None:
            request.transport.abort()
        body = json.dumps(answer.body).encode()
        return web.Response(status=answer.status, body=body, headers={**answer.headers, **_JSON})

    def object_to(self, name: str, *faults: str) -> None:
        """Note what Slack would refuse or pass over."""
        if faults:
            self.invalid.append(Invalid(name, faults))

    def _answer(self, incoming: Incoming, token: Token | None, trouble: Trouble | None) -> _Answer:
        if trouble is not None and trouble.is_refusal:
            return _of_trouble(trouble)
        method = _METHODS.get(incoming.method)
        if method is None:
            self.object_to(incoming.method, "the loopback Slack has no such method")
            return _Answer({"ok": False, "error": "unknown_method", "req_method": incoming.method})
        headers = _scope_headers(method, token)
        wait = self._traffic.wait(incoming.method, incoming.token or "")
        if wait:
            headers["Retry-After"] = whole_seconds(wait)
            return _Answer({"ok": False, "error": "ratelimited"}, 429, headers)
        return _Answer(self._done(incoming, method, token), headers=headers)

    def _done(self, incoming: Incoming, method: Method, token: Token | None) -> Json:
        most = self._traffic.most_objects(incoming.method)
        call = Call(self._world, incoming.method, incoming.args, token, most, incoming.basic)
        unknown = sorted(set(incoming.args) - method.args - _ALWAYS)
        call.faults.extend([*incoming.faults, *(f"unknown argument {each!r}" for each in unknown)])
        try:
            _need_token(incoming, method, token)
            _need_arguments(incoming, method, call)
            return {"ok": True, **method.handle(call)}
        except SlackError as error:
            return error.body
        finally:
            self.object_to(incoming.method, *call.faults)

    def _note(self, incoming: Incoming, token: Token | None, answer: _Answer) -> None:
        team = token.team.id if token and token.team else None
        kind = token.kind if token else None
        now = time.time()
        self.requests.append(
            Request(incoming.method, incoming.args, answer.status, now, answer.body, incoming.token, kind, team)
        )


_JSON = {"Content-Type": "application/json; charset=utf-8"}


def _of_trouble(trouble: Trouble) -> _Answer:
    headers = {} if trouble.retry_after is None else {"Retry-After": whole_seconds(trouble.retry_after)}
    return _Answer(trouble.body or {"ok": False, "error": trouble.error or "internal_error"}, trouble.status, headers)


def _scope_headers(method: Method, token: Token | None) -> dict[str, str]:
    if token is None:
        return {}
    accepted = ",".join(method.scopes.get(token.kind, ()))
    return {"x-oauth-scopes": ",".join(sorted(token.scopes)), "x-accepted-oauth-scopes": accepted}


def _need_token(incoming: Incoming, method: Method, token: Token | None) -> None:
    if method.open:
        return
    if incoming.token is None:
        raise SlackError("not_authed")
    if token is None:
        raise SlackError("invalid_auth")
    _need_life(token)
    if token.kind not in method.scopes:
        raise SlackError("not_allowed_token_type")
    wanted = method.scopes[token.kind]
    if wanted and not token.scopes.intersection(wanted):
        raise missing_scope(wanted[0], sorted(token.scopes))


def _need_life(token: Token) -> None:
    if token.revoked:
        raise SlackError("token_revoked")
    if token.expires_at is not None and token.expires_at < time.time():
        raise SlackError("token_expired")
    if token.user is not None and token.user.deleted:
        raise SlackError("account_inactive")


def _need_arguments(incoming: Incoming, method: Method, call: Call) -> None:
    missing = [each for each in method.required if incoming.args.get(each) in (None, "")]
    if missing:
        call.faults.extend(f"missing {each!r}" for each in missing)
        raise invalid_arguments(*(f"missing required field: {each}" for each in missing))
