"""Serves the response_urls of interactions: five answers each, for half an hour."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.loopback_slack.incoming import Request
from tests.loopback_slack.traffic import whole_seconds

if TYPE_CHECKING:
    from tests.loopback_slack.answering import Answers
    from tests.loopback_slack.api import Api
    from tests.loopback_slack.interaction import Interaction
    from tests.loopback_slack.traffic import Traffic, Trouble
    from tests.loopback_slack.world import World

NAME = "response_url"
_MOST_USES, _SECONDS = 5, 1800.0


class ResponseUrls:
    """Takes what the app posts to response_urls; for faults a test asks for, the method is `response_url`."""

    def __init__(self, world: World, traffic: Traffic, api: Api, answers: Answers) -> None:
        self._world = world
        self._traffic = traffic
        self._api = api
        self._answers = answers

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one post."""
        body = await _read(request)
        trouble = self._traffic.strike(NAME)
        if trouble is not None:
            await asyncio.sleep(trouble.after)
        made = self._world.response_urls.get(request.match_info["place"])
        status, text = _of_trouble(trouble) if trouble and trouble.is_refusal else self._done(made, body)
        team = made.team.id if made else None
        self._api.requests.append(Request(NAME, body, status, time.time(), text, None, None, team))
        if trouble is not None and trouble.loses and request.transport is not None:
            request.transport.abort()
        headers = {"Retry-After": whole_seconds(trouble.retry_after)} if trouble and trouble.retry_after else {}
        return web.Response(status=status, text=text, headers=headers)

    def _done(self, made: Interaction | None, body: dict[str, Any]) -> tuple[int, str]:
        if made is None or time.monotonic() - made.created_at > _SECONDS:
            return 404, json.dumps({"ok": False, "error": "expired_url"})
        if made.uses >= _MOST_USES:
            return 404, json.dumps({"ok": False, "error": "used_url"})
        made.uses += 1
        refusal = self._answers.post(made, body)
        return (200, "ok") if refusal is None else (400, refusal.error)


def _of_trouble(trouble: Trouble) -> tuple[int, str]:
    return trouble.status if trouble.status != 200 else 400, trouble.error or "internal_error"


async def _read(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        body = await request.json()
        return body if isinstance(body, dict) else {}
    form = await request.post()
    return dict(json.loads(str(form["payload"]))) if "payload" in form else dict(form)
