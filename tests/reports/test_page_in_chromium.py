"""The replay page in a real browser, over its debugging socket on the loopback."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import shutil
import signal
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from pydantic_settings import BaseSettings

from bot.reports import summary_as_html

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.pipeline.replay_summary import ReplaySummary

_BINARIES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--remote-debugging-port=0"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
_SECONDS = 30


class _Ci(BaseSettings):
    ci: bool = False


@pytest.fixture(scope="module")
def chromium() -> str:
    """Give the browser's path; a machine without one skips, CI must have it."""
    found = next((path for path in map(shutil.which, _BINARIES) if path), None)
    if found is None:
        why = f"none of {', '.join(_BINARIES)} is installed"
        if _Ci().ci:
            pytest.fail(f"{why}, and CI=true must open the page")
        pytest.skip(why)
    return found


class Page:
    """One tab: sends commands, and keeps the events that come between."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.events: list[dict[str, Any]] = []

    async def send(self, method: str, **params: object) -> dict[str, Any]:
        """Return the command's result."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        return await self._until(lambda message: message.get("id") == number)

    async def wait_for(self, event: str) -> None:
        """Return when the event has come."""
        if not any(each["method"] == event for each in self.events):
            await self._until(lambda message: message.get("method") == event)

    async def value(self, expression: str) -> Any:  # noqa: ANN401 - whatever the page answers
        """Return what an expression is in the page."""
        result = await self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result["result"], result
        return result["result"]["result"].get("value")

    async def click(self, element: str) -> None:
        """Click with the mouse in the middle of an element."""
        box = (
            f"(e => {{ e.scrollIntoView({{block: 'center'}}); return e.getBoundingClientRect().toJSON() }})({element})"
        )
        place = await self.value(box)
        at = {"x": place["x"] + place["width"] / 2, "y": place["y"] + place["height"] / 2}
        for kind in ("mousePressed", "mouseReleased"):
            await self.send("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **at)

    async def press(self, name: str) -> None:
        """Press and let go of Enter or Space."""
        text, code = {"Enter": ("\r", 13), "Space": (" ", 32)}[name]
        key = text if name == "Space" else name
        for kind in ("keyDown", "keyUp"):
            await self.send(
                "Input.dispatchKeyEvent", type=kind, key=key, code=name, windowsVirtualKeyCode=code, text=text
            )

    async def _until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = json.loads((await self._socket.receive(timeout=_SECONDS)).data)
            if "method" in message:
                self.events.append(message)
            if wanted(message):
                return message

    def faults(self) -> list[dict[str, Any]]:
        """Return exceptions, errors of the console and of the log."""
        return [
            each
            for each in self.events
            if each["method"] == "Runtime.exceptionThrown"
            or (each["method"] == "Runtime.consoleAPICalled" and each["params"]["type"] in ("error", "assert"))
            or (each["method"] == "Log.entryAdded" and each["params"]["entry"]["level"] == "error")
        ]

    def requests(self) -> list[str]:
        """Return the addresses that the page asked for."""
        sent = [each for each in self.events if each["method"] == "Network.requestWillBeSent"]
        return [each["params"]["request"]["url"] for each in sent]


@asynccontextmanager
async def _opened(chromium: str, profile: Path, page: Path) -> AsyncIterator[Page]:
    browser = await asyncio.create_subprocess_exec(
        chromium, *_FLAGS, f"--user-data-dir={profile}", "about:blank", stderr=asyncio.subprocess.PIPE
    )
    try:
        port = await _port(browser)
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/json/list") as answer:
            tab = next(each for each in await answer.json(content_type=None) if each["type"] == "page")
            async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                opened = Page(socket)
                for domain in ("Runtime", "Log", "Network", "Page"):
                    await opened.send(f"{domain}.enable")
                await opened.send("Page.navigate", url=page.as_uri())
                await opened.wait_for("Page.loadEventFired")
                yield opened
    finally:
        await _end(browser)


async def _port(browser: asyncio.subprocess.Process) -> int:
    """Return the port that the browser says it listens on."""
    assert browser.stderr is not None
    async with asyncio.timeout(_SECONDS):
        async for line in browser.stderr:
            if found := re.search(rb"DevTools listening on ws://127\.0\.0\.1:([0-9]+)/", line):
                return int(found[1])
    raise AssertionError("the browser ended before it listened")


async def _end(browser: asyncio.subprocess.Process) -> None:
    if browser.returncode is None:
        browser.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(5):
            await browser.wait()
    except TimeoutError:
        browser.kill()
        await browser.wait()


_FIRST = "document.querySelector('.veil')"
_BLUR = f"getComputedStyle({_FIRST}.querySelector('.words')).filter"
_SETTLED = f"new Promise(done => setTimeout(() => done({_BLUR}), 400))"
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_the_page_is_covered_quiet_and_asks_nothing(
    chromium: str, tmp_path: Path, sample: Callable[..., ReplaySummary]
) -> None:
    """Members' words are blurred until a click or Enter, nothing fails, and nothing but the file is asked for."""
    path = tmp_path / "replay.html"
    path.write_text(summary_as_html(sample(untimed=3)), encoding="utf-8")
    async with _opened(chromium, tmp_path / "profile", path) as page:
        assert await page.value(_BLUR) != "none"
        assert await page.value("document.querySelectorAll('.veil .words[inert][aria-hidden=true]').length") == 10
        await page.click(_FIRST)
        assert await page.value(_SETTLED) == "none"
        assert await page.value(f"{_FIRST}.querySelector('button').getAttribute('aria-expanded')") == "true"
        assert await page.value("document.querySelectorAll('.veil.shown').length") == 1
        await page.value(f"{_FIRST}.querySelector('button').focus()")
        await page.press("Enter")
        assert await page.value(_SETTLED) != "none"
        await page.press("Space")
        assert await page.value(_SETTLED) == "none"
        await page.click("document.querySelector('#show-all')")
        assert await page.value("document.querySelectorAll('.veil:not(.shown)').length") == 0
        assert await page.value("document.querySelector('#show-all').textContent") == "Hide all messages"
        for width in (320, 768, 1400):
            await page.send(
                "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False
            )
            assert await page.value(_WIDER) <= 0, f"scrolls sideways at {width} px"
        assert await page.value("document.title") != "owned"
        assert await page.value("document.querySelectorAll('img, b:not(.who b), i').length") == 0
        assert page.faults() == []
        assert page.requests() == [path.as_uri()]
