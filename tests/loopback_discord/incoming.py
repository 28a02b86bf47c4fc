"""Reads a request to the API, and the records of what came."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from tests.loopback_discord.call import Upload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.loopback_discord.spec import Operation

PREFIX = "/api/v10"
_FILE = re.compile(r"files?\[?(\d*)\]?")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as it came. `path` is without `/api/v10`; `body` is parsed, None where there was none."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    uploads: Mapping[str, Upload]
    reason: str | None
    authorization: str | None


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was answered. `at`: seconds after 1970; `answer`: the JSON that it got."""

    method: str
    path: str
    body: Any
    status: int
    at: float
    answer: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    operation: Operation | None = None


class Invalid(NamedTuple):
    """A request that Discord would refuse, or that this project's own rule forbids."""

    method: str
    path: str
    faults: tuple[str, ...]


async def read(request: web.Request) -> Incoming:
    """Read the request whole; of a multipart body `payload_json` is the body and the rest are files."""
    uploads: dict[str, Upload] = {}
    if request.content_type == "multipart/form-data":
        body = await _read_parts(request, uploads)
    else:
        content = await request.read()
        body = json.loads(content) if content else None
    reason = request.headers.get("X-Audit-Log-Reason")
    return Incoming(
        request.method,
        request.path.removeprefix(PREFIX),
        dict(request.query),
        body,
        uploads,
        reason if reason is None else unquote(reason),
        request.headers.get("Authorization"),
    )


async def _read_parts(request: web.Request, uploads: dict[str, Upload]) -> Any:  # noqa: ANN401 - any JSON
    body: Any = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            body = json.loads(content)
        else:
            place = _FILE.fullmatch(part.name or "")
            uploads[place.group(1) or "0" if place else str(part.name)] = Upload(part.filename or "file", content)
    return body
