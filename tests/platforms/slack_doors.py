"""Slack's door in front of a loopback Slack, with handlers that note what comes through."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.platforms.slack.door import Keys, slack_door
from bot.platforms.slack.http import HOST, HttpServer
from bot.platforms.slack.oauth import Asked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from bot.platforms.slack.answering import Answer, Submission
    from bot.platforms.slack.app import Handlers
    from bot.platforms.slack.door import SlackDoor
    from bot.platforms.slack.installations import Tokens
    from bot.ports.installations import Installations
    from tests.loopback_slack import LoopbackSlack

    Json = Mapping[str, Any]
    Does = Callable[[Json, Any], Awaitable[None]]

# It stands in everything that is written, and must stand in no log.
HUSH = "hush-hush"
ASKED = Asked(
    bot=frozenset({"chat:write", "commands", "channels:history", "users:read", "channels:read", "im:write"}),
    admin=frozenset({"chat:write", "channels:write", "groups:write"}),
    discovery=frozenset({"discovery:write"}),
)


class Heard:
    """Handlers that note what came, by kind. `does`: what one of them does, by kind; `held`: until when all wait."""

    def __init__(self) -> None:
        self.came: dict[str, list[tuple[str, Json]]] = defaultdict(list)
        self.served: dict[str, Tokens] = {}
        self.does: dict[str, Does] = {}
        self.ended: list[str] = []
        self.minutes: list[int] = []
        self.connection: list[str] = []
        self.held: asyncio.Event | None = None

    def of(self, kind: str) -> list[Json]:
        """Return the payloads of a kind."""
        return [payload for _, payload in self.came[kind]]

    async def installed(self, tokens: Tokens) -> None:
        """Note it."""
        self.served[tokens.team] = tokens

    async def removed(self, team: str) -> None:
        """Note it."""
        del self.served[team]

    def lost(self) -> None:
        """Note it."""
        self.connection.append("lost")

    async def came_back(self) -> None:
        """Note it."""
        self.connection.append("came back")

    async def rate_limited(self, team: str, minute: int) -> None:
        """Note it."""
        self.minutes.append(minute)
        await self._note("rate_limited", team, {}, None)

    async def message(self, team: str, event: Json) -> None:
        """Note it."""
        await self._note("message", team, event, None)

    async def user_changed(self, team: str, event: Json) -> None:
        """Note it."""
        await self._note("user_changed", team, event, None)

    async def group_changed(self, team: str, event: Json) -> None:
        """Note it."""
        await self._note("group_changed", team, event, None)

    async def joined_channel(self, team: str, event: Json) -> None:
        """Note it."""
        await self._note("joined_channel", team, event, None)

    async def channel_changed(self, team: str, event: Json) -> None:
        """Note it."""
        await self._note("channel_changed", team, event, None)

    async def home_opened(self, team: str, event: Json) -> None:
        """Note it."""
        await self._note("home_opened", team, event, None)

    async def command(self, team: str, payload: Json, answer: Answer) -> None:
        """Note it."""
        await self._note("command", team, payload, answer)

    async def pressed(self, team: str, payload: Json, answer: Answer) -> None:
        """Note it."""
        await self._note("pressed", team, payload, answer)

    async def shortcut(self, team: str, payload: Json, answer: Answer) -> None:
        """Note it."""
        await self._note("shortcut", team, payload, answer)

    async def submitted(self, team: str, payload: Json, answer: Submission) -> None:
        """Note it."""
        await self._note("submitted", team, payload, answer)

    async def closed(self, team: str, payload: Json) -> None:
        """Note it."""
        await self._note("closed", team, payload, None)

    async def _note(self, kind: str, team: str, payload: Json, answer: Answer | None) -> None:
        self.came[kind].append((team, payload))
        if self.held is not None:
            await self.held.wait()
        if (done := self.does.get(kind)) is not None:
            await done(payload, answer)
        self.ended.append(kind)


def keys(slack: LoopbackSlack, way: str, **more: object) -> Keys:
    """Return the settings of one way in, `socket` or `http`, at a port that is free."""
    token = slack.app_token if way == "socket" else ""
    secret = "" if way == "socket" else slack.app.signing_secret
    return replace(Keys(slack.api_url, 0, app_token=token, signing_secret=secret), **more)  # type: ignore[arg-type]  # by name


def oauth_keys(slack: LoopbackSlack) -> dict[str, str]:
    """Return the settings of OAuth."""
    return {
        "client_id": slack.app.client_id,
        "client_secret": slack.app.client_secret,
        "public_url": "https://takt.example",
    }


@asynccontextmanager
async def standing(slack: LoopbackSlack, given: Keys, heard: Handlers, kept: Installations) -> AsyncIterator[SlackDoor]:
    """Keep the door open while the block runs, and let Slack know of it."""
    door = slack_door(given, heard, kept, ASKED)
    slack.app.socket_mode = bool(given.app_token)
    staying = asyncio.create_task(door.stay())
    try:
        await slack.until(lambda: staying.done() or all(each.is_up for each in door.ways))
        if staying.done():
            staying.result()
        if not given.app_token:
            slack.app.request_url = f"{address(door)}/slack/events"
        yield door
    finally:
        await door.finish()
        staying.cancel()
        with suppress(asyncio.CancelledError):
            await staying
        await door.close()


def address(door: SlackDoor) -> str:
    """Return where the door's HTTP is served."""
    return next(f"http://{HOST}:{each.port}" for each in door.ways if isinstance(each, HttpServer))
