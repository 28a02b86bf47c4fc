"""Runs the platform, starts workers one after another, kills them, and lets the last one finish."""

from __future__ import annotations

import asyncio
import json
import pickle
import random
import sqlite3
import sys
import time
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from benchmarks.crash.audit import OPEN, STORED, Findings, audit, contents_of
from benchmarks.crash.ground import POLICY, read_policy
from benchmarks.crash.happenings import clicks, messages_and_edits
from benchmarks.crash.platform import Platform, Post
from benchmarks.crash.worker import Config
from bot.storage.keys import new_key

if TYPE_CHECKING:
    from pathlib import Path

ROOT = POLICY.parents[2]
DELIVERED = 3
# A third of the kills come while a worker starts, one in twenty when nothing but effects is left to do.
AT_START, AT_THE_END = 1 / 3, 1 / 20
START_SECONDS, MOMENT = 1.2, 0.25
# Calls take about as long as over the net, so that kills come between a call and its answer, too.
ANSWER_SECONDS, LOOK_SECONDS = 0.05, 0.02
MOST_SECONDS = 600.0


class WorkerFellError(Exception):
    """A worker ended although nobody killed it; the message has its last words."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How hard the run is: how many events and kills, with platform faults or without, from which seed."""

    events: int = 2000
    kills: int = 100
    faults: bool = False
    seed: int = 20


@dataclass(frozen=True, slots=True)
class Kill:
    """When a worker is killed: `after` seconds since it was started, or since so many deliveries were taken in."""

    after: float
    taken: int | None = None


@dataclass(slots=True)
class Report:
    """What the run was, and what was found afterwards."""

    findings: Findings
    kills: int
    platform: Platform
    deliveries: int
    seconds: float
    refused: int = field(init=False)

    def __post_init__(self) -> None:
        self.refused = self.platform.faults["limited"] + self.platform.faults["forbidden"]

    def line(self, plan: Plan) -> dict[str, object]:
        """Return the figures of the run."""
        found = self.findings
        return {
            "events": plan.events,
            "cases": found.cases,
            "lost": len(found.lost),
            "doubled": len(found.doubled),
            "unfinished": len(found.unfinished),
            "kills": self.kills,
            "hides_without_notice": len(found.hides_without_notice),
            "wrong": len(found.wrong),
            "faults": sum(self.platform.faults.values()),
            "refused": self.refused,
            "deliveries": self.deliveries,
            "calls": self.platform.calls,
            "done": self.platform.done.total(),
            "seconds": round(self.seconds, 1),
        }

    def complaints(self, plan: Plan) -> list[str]:
        """Return everything that is not as it must be."""
        found = self.findings
        short = [] if self.kills == plan.kills else [f"{self.kills} kills instead of {plan.kills}"]
        return [*found.lost, *found.doubled, *found.unfinished, *found.hides_without_notice, *found.wrong, *short]


def kills_of(plan: Plan, deliveries: int, chance: random.Random) -> list[Kill]:
    """Return when workers are killed, spread over the whole run, its starts and its end."""
    at_start, at_the_end = round(plan.kills * AT_START), round(plan.kills * AT_THE_END)
    while_taking = sorted(chance.randrange(deliveries) for _ in range(plan.kills - at_start - at_the_end))
    kills = [Kill(chance.uniform(0, MOMENT), taken) for taken in while_taking]
    for _ in range(at_start):
        kills.insert(chance.randint(0, len(kills)), Kill(chance.uniform(0, START_SECONDS)))
    return kills + [Kill(chance.uniform(0, MOMENT), deliveries) for _ in range(at_the_end)]


class Harness:
    """One run in an empty folder."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._chance = random.Random(plan.seed)
        self._folder = folder
        self._key = new_key()
        self.happenings = messages_and_edits(plan.events, self._chance)
        self._deliveries = (self.happenings + clicks(self.happenings, self._chance)) * DELIVERED
        self._kills = kills_of(plan, len(self._deliveries), self._chance)
        self._post = Post(self._deliveries, self._chance)
        self._forgotten: set[tuple[str, str, int]] = set()
        self._platform = Platform(plan.seed, plan.faults)
        self._away = asyncio.Event()
        self._away.set()

    async def run(self) -> Report:
        """Run to the end and hold the ledger against the platform. Raises WorkerFellError, and TimeoutError."""
        (self._folder / "policy.pickle").write_bytes(pickle.dumps(read_policy()))
        began = time.monotonic()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        async with asyncio.timeout(MOST_SECONDS), server:
            port: int = server.sockets[0].getsockname()[1]
            for kill in self._kills:
                await self._one_life(port, kill)
            await self._last_life(port)
        taken = sum(self._post.sent.values())
        seconds = time.monotonic() - began
        found = await audit(self._database, self._key, self.happenings, self._platform)
        found.lost += [f"{each} was acknowledged, and gone after the kill" for each in sorted(self._forgotten)]
        return Report(found, len(self._kills), self._platform, taken, seconds)

    @property
    def _database(self) -> Path:
        return self._folder / "takt.sqlite3"

    async def _one_life(self, port: int, kill: Kill) -> None:
        process = await self._start(port)
        try:
            while not self._is_due(kill) and process.returncode is None:  # noqa: ASYNC110 - it may end by itself, too
                await asyncio.sleep(LOOK_SECONDS)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), kill.after)
            if process.returncode is not None:
                raise WorkerFellError(self._last_words())
        finally:
            await self._end(process)

    def _is_due(self, kill: Kill) -> bool:
        return kill.taken is None or len(self._post.acknowledged) >= kill.taken

    async def _last_life(self, port: int) -> None:
        process = await self._start(port)
        try:
            while not (self._post.all_taken and self._open_effects() == 0):
                if process.returncode is not None:
                    raise WorkerFellError(self._last_words())
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await self._end(process)

    async def _start(self, port: int) -> asyncio.subprocess.Process:
        with (self._folder / "last_words").open("wb") as words:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "benchmarks.crash.worker"),
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stderr=words,
            )
        config = Config(port, f"sqlite:///{self._database}", self._key, str(self._folder / "policy.pickle"))
        if process.stdin is not None:
            process.stdin.write(json.dumps(asdict(config)).encode() + b"\n")
        return process

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        """Kill a worker, and wait until all that it had sent arrived."""
        if process.returncode is None:
            process.kill()
        await process.wait()
        await self._away.wait()

    def _last_words(self) -> str:
        return (self._folder / "last_words").read_text(encoding="utf-8", errors="replace")[-3000:]

    def _open_effects(self) -> int:
        with self._look_into() as rows:
            (count,) = rows.execute(OPEN).fetchone()
        return int(count)

    def _check_kept(self) -> None:
        """Note what the worker before had acknowledged, and what this one does not find in the ledger."""
        taken = (self._deliveries[each] for each in self._post.acknowledged)
        with self._look_into() as rows:
            self._forgotten |= contents_of(taken) - set(rows.execute(STORED))

    def _look_into(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Be the platform to one worker, until it is gone."""
        self._away.clear()
        under_way: set[int] = set()
        try:
            with suppress(ConnectionError):
                while line := await reader.readline():
                    if line.endswith(b"\n"):
                        self._hear(json.loads(line), writer, under_way)
        finally:
            self._post.broken_off(under_way)
            writer.close()
            self._away.set()

    def _hear(self, said: dict[str, object], writer: asyncio.StreamWriter, under_way: set[int]) -> None:
        """Take in one line of a worker; calls are done in the order in which they arrive."""
        if "call" in said:
            answer = self._platform.call(said)
            if answer is not None:
                late = self._chance.uniform(0, ANSWER_SECONDS)
                asyncio.get_running_loop().call_later(late, _say, writer, answer | {"number": said["number"]})
            return
        if "alert" in said:
            self._platform.alerts += 1
        elif "ready" in said:
            self._check_kept()
        elif isinstance(number := said.get("acknowledged"), int):
            under_way.discard(number)
            self._post.acknowledged.add(number)
        while (delivery := self._post.next(under_way)) is not None:
            _say(writer, delivery)


def _say(writer: asyncio.StreamWriter, line: dict[str, object]) -> None:
    if not writer.is_closing():
        writer.write(json.dumps(line).encode() + b"\n")
