"""The loopback Slack: starts and stops it, and what a test asks of it as a whole."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from typing import TYPE_CHECKING, TypeVar

from aiohttp import web

from tests.loopback_slack.api import Api
from tests.loopback_slack.app import App
from tests.loopback_slack.ids import Ids
from tests.loopback_slack.incoming import PREFIX
from tests.loopback_slack.model import Team
from tests.loopback_slack.outward import Outward
from tests.loopback_slack.response_urls import ResponseUrls
from tests.loopback_slack.traffic import Limit, Traffic, Trouble
from tests.loopback_slack.workspace import Workspace
from tests.loopback_slack.world import World

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from tests.loopback_slack.incoming import Invalid, Request
    from tests.loopback_slack.model import Json
    from tests.loopback_slack.world import Event, Ping

Outcome = TypeVar("Outcome")
_POLL_SECONDS = 0.005
_PAST_AND_LOOKED_UP = r"^conversations\.(history|replies)$"


class LoopbackSlack(Outward):
    """Serves while it is entered: the Web API at `api_url`, sockets to who knows the `app_token`.

    `invalid` lists the requests that Slack would refuse or pass over; a test asserts that it is empty.
    """

    def __init__(self) -> None:
        ids = Ids()
        self.app = App(ids.new("A"))
        self.traffic = Traffic()
        world = World(self.app, ids)
        self.api = Api(world, self.traffic)
        super().__init__(world, self.api)
        self.app_token = self.world.issue("app", ["connections:write", "authorizations:read"]).value
        self.events: list[Event] = []
        self.world.listeners.append(self.events.append)
        routes = web.Application(client_max_size=32 * 2**20)
        routes.router.add_route("*", PREFIX + "{method}", self.api.serve)
        routes.router.add_get("/link/", self.sockets.serve)
        urls = ResponseUrls(self.world, self.traffic, self.api, self.answers)
        routes.router.add_post("/{kind:commands|actions}/{place:.*}", urls.serve)
        self._runner = web.AppRunner(routes, handler_cancellation=False, shutdown_timeout=0.1, access_log=None)

    async def __aenter__(self) -> Self:
        """Start, at a port that is free."""
        await self._runner.setup()
        listening = socket.create_server(("127.0.0.1", 0))
        await web.SockSite(self._runner, listening).start()
        self.world.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop; who is still connected is cut off."""
        await self.courier.stop()
        self.sockets.drop()
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """Return what slack_sdk's `base_url` is to be."""
        return self.world.base_url + PREFIX

    @property
    def requests(self) -> list[Request]:
        """Return all requests to the Web API, in their order."""
        return self.api.requests

    @property
    def invalid(self) -> list[Invalid]:
        """Return what Slack would refuse or pass over, in its order."""
        return self.api.invalid

    @property
    def pinged(self) -> list[Ping]:
        """Return the mass mentions that the bot has sent."""
        return self.world.pinged

    def new_workspace(self, name: str, *, installed: bool = True, enterprise: bool = False) -> Workspace:
        """Make a workspace with an owner and a general channel, and the app in it unless it is not to be."""
        domain = re.sub(r"[^a-z0-9]+", "-", name.lower())
        team = Team(self.world.ids.new("T"), name, domain, self.world.ids.new("E") if enterprise else None)
        self.world.teams[team.id] = team
        workspace = Workspace(self.world, team)
        if installed:
            workspace.install()
        return workspace

    def asked(self, pattern: str = "", *, token: str | None = None) -> list[Request]:
        """Return the requests whose method the pattern is found in, and that came with the token."""
        found = [each for each in self.requests if re.search(pattern, each.method)]
        return [each for each in found if token is None or each.token == token]

    async def connected(self, seconds: float = 10.0) -> None:
        """Wait until the app has a socket that it was not told to leave."""
        await self.until(lambda: self.sockets.is_connected, seconds)

    async def until(self, condition: Callable[[], Outcome | None], seconds: float = 20.0) -> Outcome:
        """Wait until the condition gives something true, and return that."""
        ends = time.monotonic() + seconds
        while not (outcome := condition()):
            if time.monotonic() > ends:
                raise AssertionError(f"not within {seconds} s; {self._what_was_last()}")
            await asyncio.sleep(_POLL_SECONDS)
        return outcome

    def _what_was_last(self) -> str:
        asked = [f"{each.method} {dict(each.args)!r:.400} -> {each.answer!r:.200}" for each in self.requests[-5:]]
        told = [f"{each.kind} {each.data.get('subtype', '')} {each.data.get('text', '')!r:.80}" for each in self.events]
        invalid = [f"{each.method}: {each.faults}" for each in self.invalid[-3:]]
        return "\n  ".join(["the last requests:", *asked, "the last events:", *told[-5:], "invalid:", *invalid])

    def fail(
        self,
        pattern: str,
        error: str = "internal_error",
        times: int = 1,
        *,
        status: int = 200,
        body: Json | None = None,
    ) -> None:
        """Answer the next requests of the matching methods with the error (or status and body), and do nothing."""
        self.traffic.troubles.append(Trouble(pattern, times, status, error, body))

    def lose_answer(self, pattern: str, times: int = 1) -> None:
        """Do what the next requests of the matching methods ask, then hang up."""
        self.traffic.troubles.append(Trouble(pattern, times, loses=True))

    def delay(self, pattern: str, seconds: float, times: int = 1) -> None:
        """Do what the next requests of the matching methods ask only after so long."""
        self.traffic.troubles.append(Trouble(pattern, times, after=seconds))

    def refuse_for_now(self, pattern: str, retry_after: float = 1.0, times: int = 1) -> None:
        """Answer the next requests of the matching methods with a 429, and do nothing."""
        trouble = Trouble(pattern, times, 429, "ratelimited", retry_after=retry_after)
        self.traffic.troubles.append(trouble)

    def limit(self, pattern: str, most: int, seconds: float) -> None:
        """Take from now on so many requests in so many seconds, for each matching method and token."""
        self.traffic.limits.append(Limit(pattern, most, seconds))

    def limit_history(self, calls: int = 1, seconds: float = 60.0, objects: int = 15) -> None:
        """Be as strict as with commercial apps outside the Marketplace: one call a minute, of 15 objects."""
        self.traffic.limits.append(Limit(_PAST_AND_LOOKED_UP, calls, seconds, objects))
