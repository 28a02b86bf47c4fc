"""HTTP: what is posted to the app's request URL, signed as Slack signs, or as somebody signs who is not Slack."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp
from typing_extensions import override

from tests.loopback_slack.deliveries import NotAckedError, Way

if TYPE_CHECKING:
    from tests.loopback_slack.deliveries import Attempt, DeliveryKind
    from tests.loopback_slack.model import Json
    from tests.loopback_slack.world import World

_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Posted:
    """What the app answered to something posted."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def body(self) -> object:
        """Return the JSON in it, the text where it is none, None where it is empty."""
        try:
            return json.loads(self.text) if self.text else None
        except ValueError:
            return self.text


class Http(Way):
    """The app's request URL."""

    def __init__(self, world: World) -> None:
        self._world = world

    @override
    async def send(self, attempt: Attempt, seconds: float) -> object:
        """Post it, signed; an answer other than 2xx or later than so many seconds counts as none."""
        attempt.via = "http"
        headers = {}
        if attempt.number:
            headers = {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": attempt.reason}
        text, kind = written(attempt.delivery.kind, attempt.delivery.payload)
        try:
            answer = await self.post(text, kind, headers, seconds=seconds)
        except TimeoutError:
            raise NotAckedError("http_timeout") from None
        except aiohttp.ClientError:
            raise NotAckedError("connection_failed") from None
        if not 200 <= answer.status < 300:
            raise NotAckedError("http_error", final="x-slack-no-retry" in answer.headers)
        return answer.body

    async def post(
        self,
        text: str,
        content_type: str,
        headers: dict[str, str],
        *,
        seconds: float = 3.0,
        secret: str | None = None,
        ago: float = 0.0,
    ) -> Posted:
        """Post a text, signed with the app's secret or another, dated now or so many seconds ago."""
        if not self._world.app.request_url:
            raise aiohttp.ClientConnectionError("the app has no request URL")
        signed = signature_headers(text, secret or self._world.app.signing_secret, int(time.time() - ago))
        sent = {"User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)", "Content-Type": content_type}
        timeout = aiohttp.ClientTimeout(total=seconds)
        url = self._world.app.request_url
        posted = {**sent, **signed, **headers}
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=text.encode(), headers=posted) as answer,
        ):
            found = {name.lower(): value for name, value in answer.headers.items()}
            return Posted(answer.status, await answer.text(), found)


def written(kind: DeliveryKind, payload: Json) -> tuple[str, str]:
    """Return the payload in the form in which it is posted, and its content type."""
    if kind == "events_api":
        return json.dumps(payload), _JSON
    if kind == "slash_commands":
        return urlencode(payload), _FORM
    return urlencode({"payload": json.dumps(payload)}), _FORM


def signature_headers(text: str, secret: str, timestamp: int) -> dict[str, str]:
    """Return the headers that tell the app that Slack sent this."""
    signed = hmac.new(secret.encode(), f"v0:{timestamp}:{text}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={signed}"}
