"""HTTP: what Slack posts to an address of ours, believed where it is signed and fresh; and the pages for people."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.platforms.slack.app import refuse
from bot.platforms.slack.faults import SlackRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.platforms.slack.app import SlackApp

HOST = "127.0.0.1"
# What Slack posts comes here, all of it.
EVENTS = "/slack/events"
# A form that was submitted comes with its whole view, of a quarter of this at most.
_MOST_BYTES = 1024 * 1024
_FRESH_SECONDS, _DIGITS = 300, 12


class HttpServer:
    """Serves the routes on this machine alone; port 0 takes one that is free."""

    def __init__(self, port: int, routes: Sequence[web.RouteDef]) -> None:
        self.port = port
        self._routes = routes
        self.opened = asyncio.Event()

    @property
    def is_up(self) -> bool:
        """Whether it can be called."""
        return self.opened.is_set()

    async def stay(self) -> None:
        """Serve until cancelled. Raises SlackRefusedError where the port is taken."""
        app = web.Application(client_max_size=_MOST_BYTES)
        app.add_routes(self._routes)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=False)
        await runner.setup()
        try:
            await self._listen(runner)
            await asyncio.Event().wait()
        finally:
            self.opened.clear()
            await runner.cleanup()

    async def close(self) -> None:
        """Nothing is left open once `stay` has ended."""

    async def _listen(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, HOST, self.port).start()
        except OSError as error:
            raise SlackRefusedError(
                f"TAKT_SLACK_PORT={self.port} can't be listened on: {error.strerror}. Choose another."
            ) from None
        self.port = int(runner.addresses[0][1])
        self.opened.set()


class Requests:
    """What Slack posts: events, commands and what people do with cards and forms."""

    def __init__(self, app: SlackApp, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)

    def routes(self) -> list[web.RouteDef]:
        """Return the one address that all of it is posted to."""
        return [web.post(EVENTS, self.serve)]

    async def serve(self, request: web.Request) -> web.Response:
        """Have a request done, if it comes from Slack."""
        try:
            text = (await request.read()).decode()
        except web.HTTPRequestEntityTooLarge:
            return _refused(413, f"it is longer than {_MOST_BYTES} bytes")
        except UnicodeDecodeError:
            return _refused(401, "it is no text")
        if why := self._forged(request, text):
            return _refused(401, why)
        try:
            asked = AsyncBoltRequest(body=text, query=request.query_string, headers=dict(request.headers))
        except (AttributeError, ValueError):
            return _refused(400, "it can't be read")
        return await to_aiohttp_response(await self._app.bolt.async_dispatch(asked))

    def _forged(self, request: web.Request, text: str) -> str:
        """Say why a request is not from Slack, or not from now; empty where it is."""
        at, signature = (request.headers.get(f"X-Slack-{each}", "") for each in ("Request-Timestamp", "Signature"))
        if not at or not signature:
            return "it is not signed"
        if not at.isascii() or not at.isdecimal() or len(at) > _DIGITS:
            return "its time can't be read"
        if abs(time.time() - int(at)) > _FRESH_SECONDS:
            return "it is older than five minutes"
        is_valid = signature.isascii() and self._verifier.is_valid(text, at, signature)
        return "" if is_valid else "its signature is wrong"


def _refused(status: int, why: str) -> web.Response:
    refuse("request", "", why)
    return web.Response(status=status)
