"""Socket Mode: Slack's requests over websockets that the bot opens, so that it needs no address of its own.

slack_sdk's own client closes a connection before it has the next, acknowledges over another than was asked over, and
asks for ever with a token that Slack does not know.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.faults import DEAD, SlackRefusedError, error_of, patiently, pauses, trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from bot.platforms.slack.app import SlackApp

    Json = dict[str, Any]

log = logging.getLogger(__name__)
_GREETS_WITHIN = 15.0
_PING_SECONDS = 10.0
# A connection that was told to go is heard for so many seconds more; Slack closes it in about ten.
_SEEN_OFF_AFTER = 60.0
# One that ends sooner than this is not replaced at once.
_LASTS = 30.0
_SWITCHED_OFF = (
    "Slack gives this app no Socket Mode. Switch it on at api.slack.com/apps, page “Socket Mode”; or leave "
    "TAKT_SLACK_APP_TOKEN empty and set TAKT_SLACK_SIGNING_SECRET, to be called over HTTP."
)
_UNKNOWN = (
    "Slack knows no app with TAKT_SLACK_APP_TOKEN ({why}). Make an app-level token, xapp-…, with the scope "
    "connections:write at api.slack.com/apps, page “Basic Information”, and copy it again."
)
_HOPELESS = {
    **dict.fromkeys((*DEAD, "missing_scope", "no_permission"), _UNKNOWN),
    # Of a bot's token this is said too, which an app has in place of its own only by mistake.
    "not_allowed_token_type": f"{_UNKNOWN} Or: {_SWITCHED_OFF}",
    "link_disabled": _SWITCHED_OFF,
}


@dataclass(eq=False, slots=True)
class _Line:
    """One websocket. `goes`: it was told to go, or is gone; `reason`: the word that it was told to go with."""

    socket: aiohttp.ClientWebSocketResponse
    goes: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str = ""


class SocketMode:
    """Stays connected. `lost` is called when nothing is heard any more, `came_back` once everything is heard again."""

    def __init__(
        self, app: SlackApp, api_url: str, token: str, lost: Callable[[], None], came_back: Callable[[], None]
    ) -> None:
        self._app = app
        self._client = AsyncWebClient(base_url=api_url, timeout=int(_GREETS_WITHIN))
        self._token = token
        self._lost = lost
        self._came_back = came_back
        self._lines: set[_Line] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_lost = False
        self.opened = asyncio.Event()

    @property
    def is_up(self) -> bool:
        """Whether all that Slack tells is heard."""
        return bool(self._lines)

    async def stay(self) -> None:
        """Stay connected until cancelled. Raises SlackRefusedError where Slack does not let the app in."""
        waits, loop = pauses(), asyncio.get_running_loop()
        async with aiohttp.ClientSession(trust_env=True) as session:
            try:
                while True:
                    line = await self._connected(session)
                    began = loop.time()
                    await line.goes.wait()
                    if line.reason in _HOPELESS:
                        raise SlackRefusedError(_HOPELESS[line.reason].format(why=line.reason))
                    if loop.time() - began > _LASTS:
                        waits = pauses()
                    else:
                        await asyncio.sleep(next(waits))
            finally:
                await self.close()

    async def close(self) -> None:
        """Close every connection, without word that anything was lost."""
        lines, self._lines = self._lines, set()
        for each in lines:
            await each.socket.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, session: aiohttp.ClientSession) -> _Line:
        found = await patiently(lambda: self._connect(session), _HOPELESS, "Slack can't be reached")
        if isinstance(found, str):
            raise SlackRefusedError(_HOPELESS[found].format(why=found))
        return found

    async def _connect(self, session: aiohttp.ClientSession) -> _Line:
        async with asyncio.timeout(_GREETS_WITHIN):
            address = await self._client.apps_connections_open(app_token=self._token)
            socket = await session.ws_connect(str(address["url"]), heartbeat=_PING_SECONDS)
            try:
                await _greeted(socket)
            except BaseException:
                await socket.close()
                raise
        line = _Line(socket)
        self._lines.add(line)
        self._begin(self._listen(line))
        self.opened.set()
        if self._is_lost:
            self._is_lost = False
            log.info("connected to Slack again")
            self._came_back()
        return line

    async def _listen(self, line: _Line) -> None:
        try:
            async for message in line.socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(line, json.loads(message.data))
        finally:
            line.goes.set()
            if line in self._lines:
                self._lines.discard(line)
                self._note_loss()

    def _note_loss(self) -> None:
        if not self._lines:
            self._is_lost = True
            log.warning("the connection to Slack is lost")
            self._lost()

    def _take(self, line: _Line, said: Json) -> None:
        if said.get("type") == "disconnect":
            line.reason = str(said.get("reason"))
            line.goes.set()
            self._begin(_see_off(line))
        elif (request := SocketModeRequest.from_dict(said)) is not None:
            self._begin(self._answer(line, request))

    async def _answer(self, line: _Line, request: SocketModeRequest) -> None:
        """Have a request done, and acknowledge it over the connection that it came by."""
        response = await run_async_bolt_app(self._app.bolt, request)
        if response.status != 200:
            return
        answer: Json = {"envelope_id": request.envelope_id}
        if response.body and request.accepts_response_payload:
            answer["payload"] = json.loads(response.body)
        # Where it is gone, Slack sends the same again over another.
        with suppress(ConnectionError):
            await line.socket.send_json(answer)

    def _begin(self, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("the connection to Slack: %s", trouble(error))


async def refusal(api_url: str, token: str) -> str:
    """Return why Slack gives no Socket Mode to a token, with the way out; empty where it does. Raises OSError."""
    client = AsyncWebClient(base_url=api_url, timeout=int(_GREETS_WITHIN))
    try:
        await client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        if (why := error_of(error)) in _HOPELESS:
            return _HOPELESS[why].format(why=why)
        raise ConnectionError(f"Slack answered {trouble(error)}") from None
    except aiohttp.ClientError as error:
        raise ConnectionError(trouble(error)) from None
    return ""


async def _greeted(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Wait until Slack says that it tells everything from now on."""
    said = await socket.receive()
    if said.type is not aiohttp.WSMsgType.TEXT or json.loads(said.data).get("type") != "hello":
        raise ConnectionError("Slack did not greet")


async def _see_off(line: _Line) -> None:
    await asyncio.sleep(_SEEN_OFF_AFTER)
    await line.socket.close()
