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


def worded(path: str, text: str, *, tokens: int | None = 100, refusal: str = "", ends: str = "") -> dict[str, object]:
    """Return the answer of a language model, by the protocol of the path.

    `tokens`: None where the server does not say. `refusal`: what it says instead. `ends`: why it ended too early, such
    as `length`.
    """
    if path == "/responses":
        part = {"type": "refusal", "refusal": refusal} if refusal else {"type": "output_text", "text": text, **_EMPTY}
        return _response(part, tokens, ends)
    message = {"role": "assistant", "content": None if refusal else text, "refusal": refusal or None}
    choice = {"index": 0, "message": message, "finish_reason": ends or "stop", "logprobs": None}
    usage = {"usage": {"prompt_tokens": 1, "completion_tokens": tokens - 1, "total_tokens": tokens}} if tokens else {}
    body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
    return body | usage


def wording(words: Callable[[Sent], str]) -> Callable[[Sent], Reply]:
    """Answer each question to a language model with these words, whichever way it was asked."""
    return lambda sent: Reply(worded(sent.path, words(sent)))


def asked(sent: Sent) -> tuple[str, str]:
    """Return the instructions and the message of a question, whichever way it was asked."""
    if sent.path == "/responses":
        return sent.body["instructions"], sent.body["input"]
    system, user = sent.body["messages"]
    return system["content"], user["content"]


_EMPTY: Mapping[str, object] = {"annotations": [], "logprobs": []}


def _response(part: Mapping[str, object], tokens: int | None, ends: str) -> dict[str, object]:
    message = {"type": "message", "id": "msg_1", "status": "completed", "role": "assistant", "content": [part]}
    reason = {"reason": "max_output_tokens" if ends == "length" else ends} if ends else None
    body: dict[str, object] = {
        "id": "resp_1",
        "object": "response",
        "created_at": 0,
        "model": "m",
        "status": "incomplete" if ends else "completed",
        "error": None,
        "incomplete_details": reason,
        "instructions": None,
        "metadata": {},
        "temperature": None,
        "top_p": None,
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
        # What a model that reasons says before.
        "output": [{"type": "reasoning", "id": "rs_1", "summary": []}, message],
    }
    if tokens:
        details = {"input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0}}
        spent = {"input_tokens": 1, "output_tokens": tokens - 1, "total_tokens": tokens}
        body["usage"] = spent | details | {"output_tokens_details": {"reasoning_tokens": 0}}
    return body


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
