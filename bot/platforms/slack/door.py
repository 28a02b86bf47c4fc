"""Slack's door: the ways in that the settings open, joined."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bot.platforms.slack.admission import Admission
from bot.platforms.slack.app import SlackApp
from bot.platforms.slack.faults import SlackRefusedError
from bot.platforms.slack.http import HttpServer, Requests
from bot.platforms.slack.installations import SlackInstallations, Tokens
from bot.platforms.slack.oauth import Client, OAuth
from bot.platforms.slack.socket import SocketMode
from bot.platforms.slack.states import States

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.platforms.slack.app import Handlers
    from bot.platforms.slack.oauth import Asked
    from bot.ports.installations import Installations

_NO_WAY_IN = (
    "Slack needs a way to the bot: TAKT_SLACK_APP_TOKEN for Socket Mode, or TAKT_SLACK_SIGNING_SECRET to be called "
    "over HTTP."
)
_NO_WORKSPACE = "Slack needs TAKT_SLACK_BOT_TOKEN, or TAKT_SLACK_CLIENT_ID for several workspaces."
_HALF_OAUTH = "TAKT_SLACK_CLIENT_ID needs TAKT_SLACK_CLIENT_SECRET and TAKT_SLACK_PUBLIC_URL beside it."
_ADMIN_ALONE = (
    "TAKT_SLACK_ADMIN_TOKEN stands beside TAKT_SLACK_BOT_TOKEN, for the same workspace. With TAKT_SLACK_CLIENT_ID "
    "admins give theirs at /slack/grant."
)


@dataclass(frozen=True, slots=True)
class Keys:
    """What the settings say, each empty where they say nothing."""

    api_url: str
    port: int
    bot_token: str = field(default="", repr=False)
    admin_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    public_url: str = ""

    def check(self) -> None:
        """Raise SlackRefusedError, which says what is missing."""
        wrong = {
            _NO_WAY_IN: not self.app_token and not self.signing_secret,
            _NO_WORKSPACE: not self.bot_token and not self.client_id,
            _HALF_OAUTH: bool(self.client_id) and not (self.client_secret and self.public_url),
            _ADMIN_ALONE: bool(self.admin_token) and not self.bot_token,
        }
        for words, is_so in wrong.items():
            if is_so:
                raise SlackRefusedError(words)


class Way(Protocol):
    """One way in. `opened` is set once it was there."""

    opened: asyncio.Event

    @property
    def is_up(self) -> bool:
        """Whether all that is told is heard."""
        ...

    async def stay(self) -> None:
        """Stay open until cancelled. Raises SlackRefusedError."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class SlackDoor:
    """All ways in, and who may come. Made by `slack_door`."""

    def __init__(self, app: SlackApp, admission: Admission, ways: Sequence[Way]) -> None:
        self.app = app
        self.admission = admission
        self.ways = ways

    @property
    def is_up(self) -> bool:
        """Whether all that Slack tells is heard."""
        return self.admission.is_open and all(each.is_up for each in self.ways)

    def tokens(self, team: str) -> Tokens | None:
        """Return the tokens of a workspace that is let in."""
        return self.admission.of(team)

    async def stay(self) -> None:
        """Stay open until cancelled. Raises SlackRefusedError where Slack does not let the bot in."""
        staying = [asyncio.create_task(each.stay()) for each in self.ways]
        staying.append(asyncio.create_task(self._let_in()))
        try:
            done, _ = await asyncio.wait(staying, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()
        finally:
            for each in staying:
                each.cancel()
            await asyncio.gather(*staying, return_exceptions=True)

    async def finish(self) -> None:
        """Wait for what is under way; what comes now is told again later."""
        await self.app.finish()

    async def close(self) -> None:
        """Close every connection."""
        for each in self.ways:
            await each.close()

    async def _let_in(self) -> None:
        """Let workspaces in once the ways are open: what is written from then on is told, what was before is read."""
        for each in self.ways:
            await each.opened.wait()
        await self.admission.open()
        await asyncio.Event().wait()


def slack_door(keys: Keys, handlers: Handlers, kept: Installations, asked: Asked) -> SlackDoor:
    """Return the door that the settings open. Raises SlackRefusedError for settings that open none."""
    keys.check()
    installations = SlackInstallations(kept)
    admission = Admission(installations, keys.api_url, Tokens("", keys.bot_token, admin=keys.admin_token))
    app = SlackApp(handlers, admission, keys.api_url)
    routes = [] if keys.app_token else Requests(app, keys.signing_secret).routes()
    if keys.client_id:
        client = Client(keys.client_id, keys.client_secret, keys.public_url, keys.api_url)
        routes += OAuth(client, asked, installations, admission, States()).routes()
    ways: list[Way] = [HttpServer(keys.port, routes)] if routes else []
    if keys.app_token:
        came_back = lambda: app.begin(handlers.came_back())  # noqa: E731 - said in one place
        ways.append(SocketMode(app, keys.api_url, keys.app_token, handlers.lost, came_back))
    return SlackDoor(app, admission, ways)
