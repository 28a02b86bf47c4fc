"""Discord's gateway: sessions that are resumed, what each may hear, and connections that can be dropped."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from tests.loopback_discord.connection import Connection
from tests.loopback_discord.greeting import first_events, members_chunk, ready
from tests.loopback_discord.session import Session

if TYPE_CHECKING:
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import Event, World

HEARTBEAT, IDENTIFY, RESUME, RECONNECT = 1, 2, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, ACK = 8, 9, 10, 11
# GUILD_MEMBERS, GUILD_PRESENCES and MESSAGE_CONTENT have to be granted in Discord's portal.
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15


class Gateway:
    """Serves the gateway. `granted`: the privileged intents that the application has; `sent`: events, oldest first.

    `is_asked`: whether anybody has come so far.
    """

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token
        self._connections: set[Connection] = set()
        self._refused_until = self._held_until = 0.0
        self.sessions: dict[str, Session] = {}
        self.granted = PRIVILEGED
        self.answers_heartbeats = True
        self.is_asked = False
        self.heartbeat_seconds = 41.25
        self.url = ""
        self.sent: list[Event] = []
        world.listeners.append(self._publish)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Speak with one client until it or the test ends it."""
        compress = request.query.get("compress")
        if time.monotonic() < self._refused_until:
            return web.Response(status=503)
        self.is_asked = True
        await asyncio.sleep(self._held_until - time.monotonic())
        if compress not in (None, "zlib-stream"):
            return web.Response(status=400, text=f"{compress} is not spoken here; only zlib-stream or nothing is")
        connection = Connection(request, compressed=compress is not None)
        await connection.socket.prepare(request)
        self._connections.add(connection)
        writing = asyncio.create_task(connection.write_all())
        try:
            connection.send({"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat_seconds * 1000)}})
            await self._listen(connection)
        finally:
            self._connections.discard(connection)
            self._detach(connection)
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writing
        return connection.socket

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is not WSMsgType.TEXT:
                continue
            payload = json.loads(message.data)
            await self._answer(connection, payload["op"], payload.get("d"))

    async def _answer(self, connection: Connection, op: int, data: Json) -> None:
        if op == HEARTBEAT and self.answers_heartbeats:
            connection.send({"op": ACK})
        elif op in (IDENTIFY, RESUME) and data["token"] != self._token:
            await connection.close(4004)
        elif op == IDENTIFY:
            await self._identify(connection, data)
        elif op == RESUME:
            self._resume(connection, data)
        elif op == REQUEST_MEMBERS and connection.session is not None:
            for chunk in members_chunk(self._world, data):
                connection.session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    async def _identify(self, connection: Connection, data: Json) -> None:
        intents = data["intents"]
        if intents & PRIVILEGED & ~self.granted:
            await connection.close(4014)
            return
        shard, count = data.get("shard") or (0, 1)
        session = Session(secrets.token_hex(16), intents, shard, count)
        self.sessions[session.id] = session
        session.attach(connection)
        here = [each for each in self._world.guilds.values() if self._world.bot.id in each.members]
        guilds = [each for each in here if session.hears(each.id)]
        session.dispatch("READY", ready(self._world, session, guilds, self.url))
        for guild in guilds:
            for name, event in first_events(self._world, session, guild):
                session.dispatch(name, event)

    def _resume(self, connection: Connection, data: Json) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None:
            connection.send({"op": INVALID_SESSION, "d": False})
            return
        session.attach(connection, after=data["seq"] or 0)
        session.dispatch("RESUMED", {})

    def _detach(self, connection: Connection) -> None:
        session = connection.session
        if session is None or session.connection is not connection:
            return
        session.connection = None
        # A client that says goodbye itself ends its session, as with Discord.
        if connection.socket.close_code in (1000, 1001):
            self.sessions.pop(session.id, None)

    def _publish(self, event: Event) -> None:
        self.sent.append(event)
        for session in self.sessions.values():
            session.publish(event)

    @property
    def is_connected(self) -> bool:
        """Tell whether a session of each shard has been greeted and is connected."""
        there = [each for each in self.sessions.values() if each.connection is not None]
        return bool(there) and len({each.shard for each in there}) == there[0].shard_count

    async def disconnect(self, code: int | None, *, resumable: bool, shard: int | None = None) -> None:
        """Close every connection, or that of one shard, with the code, or without a word if it is None."""
        concerned = [each for each in self.sessions.values() if shard in (None, each.shard)]
        # A connection that has not identified yet has no session.
        closing = [
            each for each in self._connections if each.session in concerned or (shard is None and not each.session)
        ]
        if not resumable:
            self.sessions = {each.id: each for each in self.sessions.values() if each not in concerned}
        for connection in closing:
            if code is None:
                connection.drop()
            else:
                await connection.close(code)

    def ask_to_reconnect(self) -> None:
        """Send op 7 to every client: it is to come again and resume."""
        for connection in self._connections:
            connection.send({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool) -> None:
        """Send op 9 to every client; not resumable: it has to identify anew."""
        if not resumable:
            self.sessions.clear()
        for connection in self._connections:
            connection.send({"op": INVALID_SESSION, "d": resumable})

    def refuse_for(self, seconds: float) -> None:
        """Let nobody connect for so long."""
        self._refused_until = time.monotonic() + seconds

    def hold_for(self, seconds: float) -> None:
        """Let who connects wait for so long before they are answered."""
        self._held_until = time.monotonic() + seconds

    def stop(self) -> None:
        """Drop every connection and let nobody in again."""
        self._refused_until = float("inf")
        for connection in list(self._connections):
            connection.drop()
