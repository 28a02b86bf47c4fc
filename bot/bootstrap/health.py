"""`/healthz` and Prometheus' `/metrics`, on this machine alone."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from aiohttp import web
    from prometheus_client import CollectorRegistry

_HOST = "127.0.0.1"


class PortTakenError(Exception):
    """The port can't be listened on; the message says why and the way out."""


@asynccontextmanager
async def watched(
    port: int, registry: CollectorRegistry, is_up: Callable[[], bool], look: Callable[[], Awaitable[None]]
) -> AsyncIterator[None]:
    """Serve both while the block runs; nothing for port 0. Raises PortTakenError.

    `/healthz` answers 200 while `is_up`, else 503: a supervisor that restarts on it must give a lost connection time.
    `look` counts what is counted only when somebody asks.
    """
    if not port:
        yield
        return
    from aiohttp import web
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    async def health(_: web.Request) -> web.Response:
        up = is_up()
        return web.Response(text="up\n" if up else "not connected\n", status=200 if up else 503)

    async def metrics(_: web.Request) -> web.Response:
        await look()
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes([web.get("/healthz", health), web.get("/metrics", metrics)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await _listen(web.TCPSite(runner, _HOST, port), port)
        yield
    finally:
        await runner.cleanup()


async def _listen(site: web.TCPSite, port: int) -> None:
    try:
        await site.start()
    except OSError as error:
        raise PortTakenError(f"TAKT_HTTP_PORT={port} can't be listened on: {error.strerror}") from error
