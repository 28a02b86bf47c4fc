"""Reads a request to the Web API, whichever way its arguments come, and the records of what came."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

PREFIX = "/api/"
# Their value is JSON also where the arguments come as a form.
_OBJECTS = ("blocks", "attachments", "view", "metadata")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as it came. `basic`: client id and secret from the header; `faults`: what was wrong with its form."""

    method: str
    args: Mapping[str, Any]
    token: str | None
    basic: tuple[str, str] | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was answered. `at`: seconds after 1970; `team`: the workspace's id; `answer`: what it got."""

    method: str
    args: Mapping[str, Any]
    status: int
    at: float
    answer: Any
    token: str | None = None
    token_kind: str | None = None
    team: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Invalid(NamedTuple):
    """A request or an answer that Slack would refuse, or that it would pass over in silence."""

    method: str
    faults: tuple[str, ...]


async def read(request: web.Request) -> Incoming:
    """Read the request whole; the body wins over the query."""
    args: dict[str, Any] = dict(request.query)
    faults: list[str] = []
    if request.content_type == "application/json":
        args |= _json_body(await request.read(), faults)
    elif request.method == "POST":
        args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    for name in _OBJECTS:
        if isinstance(args.get(name), str):
            args[name] = _parsed(args[name], name, faults)
    kind, _, credentials = request.headers.get("Authorization", "").partition(" ")
    in_body = args.pop("token", None)
    token = credentials if kind == "Bearer" else in_body
    basic = _basic(credentials) if kind == "Basic" else None
    return Incoming(request.path.removeprefix(PREFIX), args, token or None, basic, tuple(faults))


def _json_body(content: bytes, faults: list[str]) -> dict[str, Any]:
    body = _parsed(content.decode(), "body", faults) if content else {}
    if isinstance(body, dict):
        return body
    faults.append("the body is no JSON object")
    return {}


def _parsed(text: str, name: str, faults: list[str]) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(text)
    except ValueError:
        faults.append(f"{name} is no JSON")
        return None


def _basic(credentials: str) -> tuple[str, str] | None:
    try:
        name, _, secret = base64.b64decode(credentials).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, secret
