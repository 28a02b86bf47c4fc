"""One client's connection to the gateway: what is sent goes out in its order, compressed if it was asked for."""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from tests.loopback_discord.session import Session
    from tests.loopback_discord.texts import Json


class Connection:
    """A websocket. `session`: whose events go out here."""

    def __init__(self, request: web.Request, *, compressed: bool) -> None:
        self.socket = web.WebSocketResponse(max_msg_size=0)
        self.session: Session | None = None
        self._transport = request.transport
        self._compressor = zlib.compressobj() if compressed else None
        self._waiting: asyncio.Queue[Json] = asyncio.Queue()

    def send(self, payload: Json) -> None:
        """Put the payload in the row."""
        self._waiting.put_nowait(payload)

    async def write_all(self) -> None:
        """Send what is in the row until the connection breaks."""
        while True:
            text = json.dumps(await self._waiting.get())
            try:
                await self._write(text)
            except ConnectionError:
                return

    async def _write(self, text: str) -> None:
        if self._compressor is None:
            await self.socket.send_str(text)
            return
        # The client takes a frame as whole when it ends in a sync flush.
        data = self._compressor.compress(text.encode()) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(data)

    async def close(self, code: int) -> None:
        """Close with the code, and don't wait for long on a client that does not answer."""
        try:
            await asyncio.wait_for(self.socket.close(code=code), 1.0)
        except TimeoutError:
            self.drop()

    def drop(self) -> None:
        """Break the connection without a word."""
        if self._transport is not None:
            self._transport.abort()
