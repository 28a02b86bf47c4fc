"""Socket Mode: the websockets of the app, what goes out over them and what is acknowledged."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web
from typing_extensions import override

from tests.loopback_slack.deliveries import NotAckedError, Way

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.loopback_slack.deliveries import Attempt
    from tests.loopback_slack.model import Json
    from tests.loopback_slack.world import World

MOST_CONNECTIONS = 10
_HOST = "applink-loopback"


@dataclass(eq=False, slots=True)
class Connection:
    """A websocket of the app. `leaving`: it was told to go; `waiting`: what was sent and is not acknowledged."""

    number: int
    socket: web.WebSocketResponse
    request: web.Request
    leaving: bool = False
    waiting: dict[str, asyncio.Future[object]] = field(default_factory=dict)

    async def say(self, message: Json) -> None:
        """Send a message."""
        await self.socket.send_str(json.dumps(message))

    def abort(self) -> None:
        """Break it without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Sockets(Way):
    """The app's websockets. Each thing goes to one of them, in turn; `opened` counts all there ever were."""

    def __init__(self, world: World, object_to: Callable[[str, str], None]) -> None:
        self._world = world
        self._object_to = object_to
        self._turn = 0
        self._refuses_until = 0.0
        self.connections: list[Connection] = []
        self.opened = 0

    @property
    def is_connected(self) -> bool:
        """Tell whether there is a connection that was not told to go."""
        return any(not each.leaving for each in self.connections)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one websocket of the app, which needs a ticket that was not used."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._world.tickets or time.monotonic() < self._refuses_until:
            return web.Response(status=404 if ticket not in self._world.tickets else 503)
        self._world.tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.opened += 1
        connection = Connection(self.opened, socket, request)
        if len(self.connections) >= MOST_CONNECTIONS:
            await self._tell_to_go(connection, "too_many_websockets")
            await socket.close()
            return socket
        self.connections.append(connection)
        try:
            await connection.say(self._hello())
            await self._listen(connection)
        finally:
            self._gone(connection)
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": _HOST, "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._world.app.id},
        }

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is not WSMsgType.TEXT:
                continue
            said = json.loads(message.data)
            waiting = connection.waiting.get(str(said.get("envelope_id")))
            if waiting is not None and not waiting.done():
                waiting.set_result(said.get("payload"))

    def _gone(self, connection: Connection) -> None:
        self.connections.remove(connection)
        for waiting in connection.waiting.values():
            if not waiting.done():
                waiting.set_exception(NotAckedError("timeout"))

    @override
    async def send(self, attempt: Attempt, seconds: float) -> object:
        """Send it over one of the websockets, and wait for the acknowledgement."""
        connection = self._next()
        if connection is None:
            raise NotAckedError("connection_failed")
        attempt.via = f"socket {connection.number}"
        envelope = str(uuid.uuid4())
        waiting = connection.waiting[envelope] = asyncio.get_running_loop().create_future()
        try:
            await connection.say(_envelope(envelope, attempt))
            body = await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            raise NotAckedError("timeout") from None
        except ConnectionError:
            raise NotAckedError("connection_failed") from None
        finally:
            del connection.waiting[envelope]
        if body and attempt.delivery.kind == "events_api":
            self._object_to("events_api", "an acknowledgement of an event has a payload")
        return body

    def _next(self) -> Connection | None:
        able = [each for each in self.connections if not each.leaving] or self.connections
        self._turn += 1
        return able[self._turn % len(able)] if able else None

    async def disconnect(self, reason: str, closes_after: float, which: int | None = None) -> None:
        """Tell one connection, or all, to go for the reason, and close them so many seconds later."""
        told = [each for each in self.connections if which in (None, each.number)]
        for each in told:
            await self._tell_to_go(each, reason)
        await asyncio.sleep(closes_after)
        for each in told:
            await each.socket.close()

    async def _tell_to_go(self, connection: Connection, reason: str) -> None:
        connection.leaving = True
        with contextlib.suppress(ConnectionError):
            await connection.say({"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}})

    def refuse_for(self, seconds: float) -> None:
        """Let nobody in for so long, and break what is open."""
        self._refuses_until = time.monotonic() + seconds
        self.drop()

    def drop(self) -> None:
        """Break all connections without a word."""
        for each in list(self.connections):
            each.abort()


def _envelope(envelope_id: str, attempt: Attempt) -> Json:
    kind = attempt.delivery.kind
    body: Json = {"envelope_id": envelope_id, "type": kind, "payload": attempt.delivery.payload}
    body["accepts_response_payload"] = kind != "events_api"
    if kind == "events_api":
        body |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason}
    return body
