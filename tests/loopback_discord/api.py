"""Serves Discord's HTTP API: reads a request, holds it against the specification, does it, notes it and answers."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

from aiohttp import web

from tests.loopback_discord import (
    routes_application,
    routes_channels,
    routes_interactions,
    routes_members,
    routes_messages,
    routes_webhooks,
)
from tests.loopback_discord.call import Answer, Call
from tests.loopback_discord.checks import faults_beyond_spec
from tests.loopback_discord.errors import ApiError, invalid_form
from tests.loopback_discord.incoming import Incoming, Invalid, Request, read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.loopback_discord.spec import Operation, Spec
    from tests.loopback_discord.traffic import Traffic, Trouble
    from tests.loopback_discord.world import World

_ROUTES: Mapping[tuple[str, str], Callable[[Call], Answer]] = {
    **routes_application.ROUTES,
    **routes_channels.ROUTES,
    **routes_interactions.ROUTES,
    **routes_members.ROUTES,
    **routes_messages.ROUTES,
    **routes_webhooks.ROUTES,
}
# These are done with a token in the path, or are open to all.
_NEEDS_NO_TOKEN = ("/webhooks/{webhook_id}/{webhook_token}", "/interactions/")
_OPEN = "/gateway"


class Api:
    """Serves the API of the world. `requests` and `invalid` list what came, in its order."""

    def __init__(self, world: World, spec: Spec, traffic: Traffic, token: str) -> None:
        self._world = world
        self._spec = spec
        self._traffic = traffic
        self._token = token
        self.requests: list[Request] = []
        self.invalid: list[Invalid] = []
        self.interaction_seconds = 3.0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, with the trouble that a test has asked for."""
        incoming = await read(request)
        trouble = self._traffic.strike(incoming.method, incoming.path)
        if trouble is not None:
            await asyncio.sleep(trouble.after)
        operation = self._spec.operation(incoming.method, incoming.path)
        answer, headers = self._answer(incoming, operation, trouble)
        self._note(incoming, operation, answer)
        if trouble is not None and trouble.loses and request.transport is not None:
            request.transport.abort()
        return _response(answer, headers)

    def _answer(
        self, incoming: Incoming, operation: Operation | None, trouble: Trouble | None
    ) -> tuple[Answer, dict[str, str]]:
        if operation is None:
            self._object(incoming, "the specification has no such operation")
            return Answer(404, {"message": "404: Not Found", "code": 0}), {}
        if trouble is not None and trouble.status:
            return Answer(trouble.status, trouble.body or {"message": "a fault made by the test", "code": 0}), {}
        if not self._is_known(incoming, operation):
            return Answer(401, {"message": "401: Unauthorized", "code": 0}), {}
        allowance = self._traffic.pass_through(operation, incoming.path)
        if allowance.wait:
            # Without Via a client takes the refusal for Cloudflare's and gives up.
            return Answer(429, allowance.body), {**allowance.headers, "Via": "1.1 loopback"}
        return self._do(incoming, operation), allowance.headers

    def _is_known(self, incoming: Incoming, operation: Operation) -> bool:
        if operation.template.startswith(_NEEDS_NO_TOKEN) or operation.template == _OPEN:
            return True
        return incoming.authorization == f"Bot {self._token}"

    def _do(self, incoming: Incoming, operation: Operation) -> Answer:
        call = Call(
            self._world,
            operation,
            incoming.query,
            incoming.body,
            incoming.reason,
            incoming.uploads,
            self.interaction_seconds,
        )
        refusal = self._check(incoming, call)
        if refusal is not None:
            return Answer(refusal.status, refusal.body)
        handler = _ROUTES.get(operation.key)
        if handler is None:
            self._object(incoming, "the loopback Discord does not serve this")
            return Answer(501, {"message": f"{operation.key} is not served", "code": 0})
        try:
            return handler(call)
        except ApiError as error:
            return Answer(error.status, error.body)

    def _check(self, incoming: Incoming, call: Call) -> ApiError | None:
        faults = self._spec.faults(call.operation, call.query, call.body)
        if not any(each.refused for each in faults):
            # What has the wrong form is not fit to be measured.
            faults += faults_beyond_spec(call)
        self._object(incoming, *(each.text for each in faults))
        refused = [each.text for each in faults if each.refused]
        return invalid_form(body="; ".join(refused)) if refused else None

    def _object(self, incoming: Incoming, *faults: str) -> None:
        if faults:
            self.invalid.append(Invalid(incoming.method, incoming.path, faults))

    def _note(self, incoming: Incoming, operation: Operation | None, answer: Answer) -> None:
        self.requests.append(
            Request(
                incoming.method,
                incoming.path,
                incoming.body,
                answer.status,
                time.time(),
                answer.body,
                incoming.query,
                incoming.reason,
                operation,
            )
        )


def _response(answer: Answer, headers: Mapping[str, str]) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status, headers=headers)
    # A charset in the type would make discord.py take the answer for text.
    body = json.dumps(answer.body).encode()
    return web.Response(status=answer.status, body=body, headers={**headers, "Content-Type": "application/json"})
