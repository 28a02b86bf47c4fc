"""The loopback Discord: starts and stops it, and what a test asks of it as a whole."""

from __future__ import annotations

import asyncio
import functools
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aiohttp import web

from tests.loopback_discord.api import Api
from tests.loopback_discord.community import Community
from tests.loopback_discord.gateway import Gateway
from tests.loopback_discord.incoming import PREFIX
from tests.loopback_discord.interacting import publish_interaction
from tests.loopback_discord.model import User
from tests.loopback_discord.snowflakes import Snowflakes
from tests.loopback_discord.spec import Spec
from tests.loopback_discord.traffic import Limit, Traffic, Trouble
from tests.loopback_discord.world import World

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from tests.loopback_discord.incoming import Invalid, Request
    from tests.loopback_discord.interaction import Interaction
    from tests.loopback_discord.model import Message
    from tests.loopback_discord.texts import Json
    from tests.loopback_discord.world import Event

Outcome = TypeVar("Outcome")
_SPEC = Path(__file__).resolve().parents[2].parent / "shared/specs/discord-openapi.json"
_POLL_SECONDS = 0.005


class LoopbackDiscord:
    """Serves while it is entered: the API at `api_url`, the gateway at `gateway_url`, to who knows the `token`.

    `invalid` lists the requests that Discord would refuse or our rule forbids; a test asserts that it is empty.
    """

    def __init__(self, spec: Spec | None = None) -> None:
        ids = Snowflakes()
        self.token = "loopback.discord.token"  # noqa: S105 - it opens nothing
        self.world = World(User(ids.new(), "Takt", is_bot=True), ids.new(), ids)
        self.spec = spec or shared_spec()
        self.traffic = Traffic()
        self.api = Api(self.world, self.spec, self.traffic, self.token)
        self.gateway = Gateway(self.world, self.token)
        app = web.Application(client_max_size=32 * 2**20)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/attachments/{channel}/{file}/{name}", self._serve_file)
        app.router.add_route("*", PREFIX + "/{path:.*}", self.api.serve)
        self._runner = web.AppRunner(app, handler_cancellation=False, shutdown_timeout=0.1, access_log=None)

    async def __aenter__(self) -> Self:
        """Start, at a port that is free."""
        await self._runner.setup()
        listening = socket.create_server(("127.0.0.1", 0))
        await web.SockSite(self._runner, listening).start()
        self.world.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.gateway.url = self.gateway_url
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop; who is still connected is cut off."""
        self.gateway.stop()
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """Return what `discord.http.Route.BASE` is to be."""
        return self.world.base_url + PREFIX

    @property
    def gateway_url(self) -> str:
        """Return what `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY` is to be."""
        return self.world.base_url.replace("http", "ws", 1) + "/gateway"

    @property
    def requests(self) -> list[Request]:
        """Return all requests to the API, in their order."""
        return self.api.requests

    @property
    def invalid(self) -> list[Invalid]:
        """Return the requests that Discord would refuse or our rule forbids, in their order."""
        return self.api.invalid

    @property
    def events(self) -> list[Event]:
        """Return what was told over the gateway, whoever was there to hear it, in its order."""
        return self.gateway.sent

    def new_guild(self, name: str) -> Community:
        """Make a guild with an owner and the bot in it; a bot that is connected is told."""
        return Community.founded(self.world, name)

    def asked(self, method: str, pattern: str = "") -> list[Request]:
        """Return the requests of the method whose path the pattern is found in."""
        trouble = Trouble(method, pattern, 1)
        return [each for each in self.requests if trouble.meets(each.method, each.path)]

    async def connected(self, seconds: float = 10.0) -> None:
        """Wait until a session of the bot is greeted and connected."""
        await self.until(lambda: self.gateway.is_connected, seconds)

    async def until(self, condition: Callable[[], Outcome | None], seconds: float = 20.0) -> Outcome:
        """Wait until the condition gives something true, and return that."""
        ends = time.monotonic() + seconds
        while not (outcome := condition()):
            if time.monotonic() > ends:
                raise AssertionError(f"not within {seconds} s; {self._what_was_last()}")
            await asyncio.sleep(_POLL_SECONDS)
        return outcome

    def _what_was_last(self) -> str:
        asked = [f"{each.method} {each.path} {each.status} {each.body!r:.600}" for each in self.requests[-5:]]
        told = [f"{each.name} {each.data.get('content', '')!r:.80}" for each in self.events[-5:]]
        invalid = [f"{each.method} {each.path}: {each.faults}" for each in self.invalid[-3:]]
        return "\n  ".join(["the last requests:", *asked, "the last events:", *told, "invalid:", *invalid])

    def redeliver(self, interaction: Interaction) -> None:
        """Send the bot the same interaction a second time."""
        publish_interaction(self.world, interaction)

    def redeliver_message(self, message: Message) -> None:
        """Send the bot the event of the message a second time."""
        told = [each for each in self.events if each.name == "MESSAGE_CREATE" and each.data["id"] == str(message.id)]
        self.world.publish(told[0])

    def fail(self, method: str, pattern: str, times: int = 1, *, status: int = 500, body: Json | None = None) -> None:
        """Answer the next matching requests with the status and body, and do nothing."""
        self.traffic.troubles.append(Trouble(method, pattern, times, status, body))

    def lose_answer(self, method: str, pattern: str, times: int = 1) -> None:
        """Do what the next matching requests ask, then hang up."""
        self.traffic.troubles.append(Trouble(method, pattern, times, loses=True))

    def delay(self, method: str, pattern: str, seconds: float, times: int = 1) -> None:
        """Do what the next matching requests ask only after so long."""
        self.traffic.troubles.append(Trouble(method, pattern, times, after=seconds))

    def limit(self, method: str, pattern: str, most: int, seconds: float) -> None:
        """Take from now on so many matching requests per channel, guild or webhook in so many seconds."""
        self.traffic.limits.append(Limit(method, pattern, most, seconds))

    def limit_globally(self, seconds: float) -> None:
        """Answer everything with a global 429 for so long."""
        self.traffic.global_until = time.monotonic() + seconds

    async def disconnect_gateway(
        self, code: int | None = 4000, *, resumable: bool = True, shard: int | None = None
    ) -> None:
        """Close the bot's connection, or that of one shard, with the code, or break it without a word if it is None."""
        await self.gateway.disconnect(code, resumable=resumable, shard=shard)

    async def refuse_gateway_for(self, seconds: float, *, resumable: bool = True) -> None:
        """Break the bot's connection and let nobody in for so long; events go on meanwhile."""
        self.gateway.refuse_for(seconds)
        await self.gateway.disconnect(None, resumable=resumable)

    async def hold_gateway_for(self, seconds: float) -> None:
        """Break the bot's connection and answer nobody who connects for so long; then the session goes on."""
        self.gateway.hold_for(seconds)
        await self.gateway.disconnect(None, resumable=True)

    async def _serve_file(self, request: web.Request) -> web.Response:
        content = self.world.files.get(int(request.match_info["file"]))
        return web.Response(status=404) if content is None else web.Response(body=content)


@functools.cache
def shared_spec() -> Spec:
    """Read the specification, once for all tests of a process."""
    return Spec(_SPEC)
