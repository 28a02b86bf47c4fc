"""A server on this machine that speaks OpenAI's protocol as far as tests need it, and notes what it was sent."""

from __future__ import annotations

import asyncio
import json
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Self

MODERATION_MODEL = "omni-moderation-2024-09-26"
CATEGORIES = (
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What came: the path after the base URL, the headers in lower case, and the body, parsed."""

    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer. `body`: sent as JSON, or as it is if bytes.

    `after`: seconds to wait before; `drip`: seconds between the bytes; `hangs`: never answer; `drops`: hang up.
    """

    body: object = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0
    drip: float = 0.0
    hangs: bool = False
    drops: bool = False


class LoopbackOpenAI:
    """Serves at `base_url` while it is entered. The next requests get `replies` in turn, the others what `answer` says.

    `sent` lists what came, `arrived` is set once something did, `most_at_once` is how many requests were open together.
    """

    def __init__(self, answer: Callable[[Sent], Reply]) -> None:
        self.answer = answer
        self.replies: list[Reply] = []
        self.sent: list[Sent] = []
        self.arrived = asyncio.Event()
        self.most_at_once = 0
        self.base_url = ""
        self._open = 0
        app = web.Application()
        app.router.add_post("/v1/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)

    async def __aenter__(self) -> Self:
        """Start, at a port that is free."""
        await self._runner.setup()
        listening = socket.create_server(("127.0.0.1", 0))
        await web.SockSite(self._runner, listening).start()
        self.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop; what hangs is cut off."""
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        sent = Sent(f"/{request.match_info['path']}", headers, json.loads(await request.read()))
        self.sent.append(sent)
        self.arrived.set()
        reply = self.replies.pop(0) if self.replies else self.answer(sent)
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        try:
            return await self._reply(request, reply)
        finally:
            self._open -= 1

    async def _reply(self, request: web.Request, reply: Reply) -> web.StreamResponse:
        if reply.drops and request.transport is not None:
            request.transport.abort()
        await asyncio.sleep(3600 if reply.hangs else reply.after)
        content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        headers = {"Content-Type": "application/json", **reply.headers}
        if not reply.drip:
            return web.Response(body=content, status=reply.status, headers=headers)
        response = web.StreamResponse(status=reply.status, headers=headers)
        await response.prepare(request)
        for byte in content:
            await response.write(bytes([byte]))
            await asyncio.sleep(reply.drip)
        return response


def moderation(*scores: Mapping[str, object], model: str = MODERATION_MODEL) -> dict[str, object]:
    """Return an answer of the moderation with a result per given scores; a category that is not given scores 0.01.

    A category that is given as None is missing.
    """
    return {"id": "modr-1", "model": model, "results": [_result(each) for each in scores]}


def moderating(scores: Callable[[str], Mapping[str, object]]) -> Callable[[Sent], Reply]:
    """Answer each request for moderation with the scores that its texts have."""
    return lambda sent: Reply(moderation(*(scores(text) for text in sent.body["input"])))


def _result(given: Mapping[str, object]) -> dict[str, object]:
    scores = {name: score for name, score in {**dict.fromkeys(CATEGORIES, 0.01), **given}.items() if score is not None}
    flags = {name: isinstance(score, float) and score >= 0.5 for name, score in scores.items()}
    return {
        "flagged": any(flags.values()),
        "categories": flags,
        "category_scores": scores,
        "category_applied_input_types": {name: ["text"] for name in scores},
    }


def complaint(status: int, message: str, code: str | None = None, **headers: str) -> Reply:
    """Answer with an error as OpenAI words it; `headers` with `_` for `-`."""
    body = {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}
    return Reply(body, status, {name.replace("_", "-"): value for name, value in headers.items()})
