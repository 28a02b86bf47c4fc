"""A real slack_bolt AsyncApp against a loopback Slack, in Socket Mode and over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from typing import TYPE_CHECKING, Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.loopback_slack_test.clients import Nordlys

_PING_SECONDS = 0.2


class Bolt:
    """An app that notes what it hears, and takes its time where a test asks for it. `bodies` are whole payloads."""

    def __init__(self, place: Nordlys) -> None:
        slack = place.slack
        client = AsyncWebClient(place.workspace.bot_token, base_url=slack.api_url)
        logger = logging.getLogger("bolt")
        logger.setLevel(logging.CRITICAL)
        self.app = AsyncApp(client=client, signing_secret=slack.app.signing_secret, logger=logger)
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, Any]] = []
        self.takes = 0.0
        self.app.use(self._note)
        for kind in ("message", "member_joined_channel", "user_change", "channel_rename"):
            self.app.event(kind)(_nothing)
        self.app.event("subteam_updated")(_nothing)
        self.app.event("tokens_revoked")(_nothing)

    async def _note(self, body: dict[str, Any], request: Any, next: Any) -> None:  # noqa: A002, ANN401 - bolt names them
        self.headers.append(request.headers)
        self.bodies.append(body)
        await asyncio.sleep(self.takes)
        await next()

    @property
    def texts(self) -> list[str]:
        """Return the texts of the messages that it heard."""
        return [each["event"]["text"] for each in self.bodies if "text" in each.get("event", {})]


async def _nothing() -> None:
    pass


@contextlib.asynccontextmanager
async def in_socket_mode(place: Nordlys, bolt: Bolt) -> AsyncIterator[AsyncSocketModeHandler]:
    """Run the app over a websocket until the block ends."""
    handler = AsyncSocketModeHandler(bolt.app, place.slack.app_token, ping_interval=_PING_SECONDS)
    handler.client.web_client.base_url = place.slack.api_url
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await place.slack.connected()
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@contextlib.asynccontextmanager
async def over_http(place: Nordlys, bolt: Bolt) -> AsyncIterator[None]:
    """Serve the app at a request URL until the block ends."""

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.app.async_dispatch(await to_bolt_request(request)))

    routes = web.Application()
    routes.router.add_post("/slack/events", handle)
    runner = web.AppRunner(routes, handler_cancellation=False, shutdown_timeout=0.1)
    await runner.setup()
    listening = socket.create_server(("127.0.0.1", 0))
    await web.SockSite(runner, listening).start()
    place.slack.app.socket_mode = False
    place.slack.app.request_url = f"http://127.0.0.1:{listening.getsockname()[1]}/slack/events"
    try:
        yield
    finally:
        await runner.cleanup()
