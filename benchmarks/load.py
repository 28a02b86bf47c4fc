"""`make bench-load`: messages at a steady rate through the whole pipeline, for as long as memory needs to show a leak.

A process of its own sends them over a loopback connection (`benchmarks/sender.py`). Here they go through the default
policy in `enforce`, with the embedded model served as the bot serves it, into a ledger in an SQLite file, with the
workers beside it; only the platform is a stand-in. The windows of the screener start as full as they are after
some time at that rate, so that only what should not grow can.

A ticker of 5 ms measures how late the event loop is. Latency counts from when a message was due to be sent until all
that follows from it is committed. The exit status is 1 where p99 of the lag is 20 ms or more, a message is not scored,
or memory grows by more than a tenth after the first minute.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from statistics import linear_regression
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry

from benchmarks.crash.ground import read_policy
from benchmarks.ledger import EmptyRoom, ObedientPlatform
from benchmarks.sender import MEMBERS
from bot.bootstrap import SystemClock, build_screener
from bot.classifiers.embedded import EmbeddedClassifier
from bot.classifiers.metrics import ScoringMetrics
from bot.classifiers.served import Limits, ServedClassifier
from bot.core.content import Author, Content
from bot.core.policy import Mode, Retention, windows_of
from bot.core.signals import Unscored
from bot.pipeline import enforce, rescore
from bot.pipeline.community import Community
from bot.pipeline.intake import take
from bot.settings import default_policy
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

COMMUNITY = "nordlys"
TICK, LOOK = 0.005, 0.05
MOST_LAG_MS, MOST_GROWTH, WARM_UP = 20.0, 0.1, 60.0
# How long what is under way may take once the last message was sent.
_REST = 60.0
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Seen:
    """What was measured, in seconds and megabytes; `memory` as pairs of seconds since the start and megabytes."""

    lags: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    unscored: int = 0
    cases: int = 0
    deepest: float = 0.0
    most_under_way: int = 0
    processor: float = 0.0


def main() -> None:
    """Run the load, print the figures."""
    options = argparse.ArgumentParser(description="Messages at a steady rate through the whole pipeline.")
    options.add_argument("--rate", type=float, default=100.0, help="messages a second")
    options.add_argument("--seconds", type=float, default=600.0, help="for how long")
    options.add_argument("--json", action="store_true", help="print JSON alone")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="takt-bench-") as folder:
        seen = asyncio.run(_measure(Path(folder), given.rate, given.seconds))
    figures = _figures(seen, given.rate, given.seconds)
    if not given.json:
        _print_table(figures)
    print(json.dumps(figures))
    sys.exit(0 if figures["within"] else 1)


async def _measure(folder: Path, rate: float, seconds: float) -> Seen:
    seen, registry = Seen(), CollectorRegistry()
    model = EmbeddedClassifier.load()
    async with (
        ServedClassifier(model, Limits(), ScoringMetrics(registry)) as served,
        _community(folder / "load.sqlite3", served) as community,
    ):
        _fill_windows(community, rate)
        beside = [
            asyncio.create_task(each)
            for each in (
                enforce.work(community),
                rescore.work(community),
                _tick(seen),
                _watch_memory(seen),
                _watch_queue(seen, registry, served.name),
            )
        ]
        began = time.process_time()
        try:
            await _receive(community, seen, rate, seconds)
        finally:
            for each in beside:
                each.cancel()
            await asyncio.wait(beside)
        seen.processor = time.process_time() - began
    return seen


@asynccontextmanager
async def _community(file: Path, classifier: ServedClassifier) -> AsyncIterator[Community]:
    ledger = await open_ledger(f"sqlite:///{file}", [new_key()])
    screener = build_screener(replace(read_policy(default_policy()), mode=Mode.ENFORCE))
    platform, clock, kept = ObedientPlatform(), SystemClock(), Retention(None, 90 * 86400)
    try:
        yield Community(COMMUNITY, screener, classifier, ledger, clock, platform, EmptyRoom(), kept)
    finally:
        await ledger.close()


def _fill_windows(community: Community, rate: float) -> None:
    """Let the screener remember what it would from before: twice its longest window."""
    span = 2 * max(each.seconds for each in windows_of(community.policy))
    began = community.now() - timedelta(seconds=span)
    for number in range(int(rate * span)):
        author = Author(f"member-{number % MEMBERS}", "")
        at = began + timedelta(seconds=number / rate)
        community.screener.remember(Content(COMMUNITY, "general", f"before {number}", author, "", at), f"{number:064}")


async def _receive(community: Community, seen: Seen, rate: float, seconds: float) -> None:
    """Take in what a sender sends; return when all of it is committed, or that takes too long."""
    ended = asyncio.Event()
    under_way: set[asyncio.Task[None]] = set()

    async def take_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            task = asyncio.create_task(_take(community, seen, json.loads(line)))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            seen.most_under_way = max(seen.most_under_way, len(under_way))
        writer.close()
        ended.set()

    async with await asyncio.start_server(take_all, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        arguments = ("-m", "benchmarks.sender", str(port), str(rate), str(seconds))
        sender = await asyncio.create_subprocess_exec(sys.executable, *arguments)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds + _REST):
                await ended.wait()
                while under_way:
                    await asyncio.wait(under_way)
        if sender.returncode is None:
            sender.kill()
        await sender.wait()
    while under_way:  # the ledger can't be closed while one is in the middle of a transaction
        for each in under_way:
            each.cancel()
        await asyncio.wait(under_way)


async def _take(community: Community, seen: Seen, message: dict[str, str | float]) -> None:
    member = str(message["member"])
    author = Author(member, member.title())
    content = Content(COMMUNITY, "general", str(message["id"]), author, str(message["text"]), community.now())
    taken = await take(community, content)
    seen.waits.append(time.monotonic() - float(message["due"]))
    scores = taken.screened.signals.scores.values() if taken.screened else ()
    seen.unscored += not scores or any(isinstance(each, Unscored) and each.retry for each in scores)
    seen.cases += taken.case is not None


async def _tick(seen: Seen) -> None:
    """Note how late the loop wakes who sleeps."""
    while True:
        due = time.monotonic() + TICK
        await asyncio.sleep(TICK)
        seen.lags.append(time.monotonic() - due)


async def _watch_memory(seen: Seen) -> None:
    began = time.monotonic()
    while True:
        resident = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])  # noqa: ASYNC240 - no disk
        seen.memory.append((time.monotonic() - began, resident * _PAGE / 2**20))
        await asyncio.sleep(1)


async def _watch_queue(seen: Seen, registry: CollectorRegistry, name: str) -> None:
    depth = registry.restricted_registry(["takt_scoring_queue_depth"])
    while True:
        depths = [each.value for metric in depth.collect() for each in metric.samples if name in each.labels.values()]
        seen.deepest = max(seen.deepest, *depths)
        await asyncio.sleep(LOOK)


def _figures(seen: Seen, rate: float, seconds: float) -> dict[str, float | bool | list[float]]:
    """Return all figures, and whether they are as they must be."""
    lag, wait = _percentiles(seen.lags), _percentiles(seen.waits)
    # A short run shows less: its second half counts.
    warm = [each for each in seen.memory if each[0] >= min(WARM_UP, seconds / 2)]
    growth = warm[-1][1] / warm[0][1] - 1
    sent = int(rate * seconds)
    return {
        "rate": rate,
        "seconds": seconds,
        "sent": sent,
        "committed": len(seen.waits),
        "unscored": seen.unscored,
        "cases": seen.cases,
        "lag_p50_ms": lag[0],
        "lag_p99_ms": lag[2],
        "lag_max_ms": round(max(seen.lags) * 1000, 1),
        "latency_p50_ms": wait[0],
        "latency_p95_ms": wait[1],
        "latency_p99_ms": wait[2],
        "processor_share": round(seen.processor / seen.memory[-1][0], 3),
        "queue_depth_max": seen.deepest,
        "under_way_max": seen.most_under_way,
        "memory_mb": [round(each, 1) for at, each in seen.memory if int(at) % 60 == 0] + [round(warm[-1][1], 1)],
        "memory_growth": round(growth, 4),
        "memory_mb_a_minute": round(linear_regression(*zip(*warm, strict=True)).slope * 60, 3),
        "within": lag[2] < MOST_LAG_MS and growth <= MOST_GROWTH and seen.unscored == 0 and len(seen.waits) == sent,
    }


def _percentiles(times: Sequence[float]) -> tuple[float, float, float]:
    """Return p50, p95 and p99 in milliseconds."""
    ordered = sorted(times)
    p50, p95, p99 = (round(ordered[int(len(ordered) * part)] * 1000, 1) for part in (0.5, 0.95, 0.99))
    return p50, p95, p99


def _print_table(figures: dict[str, float | bool | list[float]]) -> None:
    for name, value in figures.items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        print(f"{name.replace('_', ' '):24}{shown}")


if __name__ == "__main__":
    main()
