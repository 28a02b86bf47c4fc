"""`make bench-ledger`: how fast decisions are committed, durably, to SQLite on one core; and with a long history.

What is measured is the ledger with the pipeline around it: classifier, detectors and platform are stand-ins that cost
nothing. Every commit reaches the disk (synchronous=FULL). Two ledgers are measured in turn, so that a machine that
drifts drifts for both: one that began empty, and one that began with a million messages, a twentieth of them with
case, strike, effects, notice and journal entries. Filling it is not measured; it multiplies the rows of one real case.

The last line is JSON. The exit status is 1 where the long history costs more than a fifth.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from benchmarks.crash.ground import read_policy
from benchmarks.crash.words import INSULT, THREAT, English, NothingFound, WordClassifier
from bot.bootstrap import SystemClock
from bot.core.content import Author, Content
from bot.core.effects import Applied, EffectKind, Order, Outcome
from bot.core.policy import Retention
from bot.pipeline.community import Community
from bot.pipeline.enforce import work
from bot.pipeline.intake import take
from bot.pipeline.screen import Screener
from bot.storage.keys import new_key
from bot.storage.ledger import SqlLedger, open_ledger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.core.policy import Policy

STORED, SHARE, MEMBERS = 1_000_000, 20, 5_000
ROUNDS, CASES, CLEAN = 6, 60, 200
WINDOWS, WINDOW_SECONDS, PER_SECOND = 3, 10.0, 50
ALLOWED = 1.2
COMMUNITY = "nordlys"
_GREETING = "Good morning everyone, the build is green again and lunch is at noon"
_VIOLATIONS = (f"well, you are an {INSULT} to us all, and have been", f"take this as a {THREAT}, my friend")
# Old strikes have expired: with live ones the same message would have graver effects, and more of them.
_PAST = "strftime('%Y-%m-%d %H:%M:%f', '2025-06-01', '-' || (n / 4) || ' seconds') || '000'"
_MEMBER, _MESSAGE = f"'member-' || (n * 7 % {MEMBERS})", "printf('%019d', n)"
# What tells the rows of one case from those of another, by table, as SQL over the number n of the message.
_OF_CASE: Mapping[str, Mapping[str, str]] = {
    "moderation_case": {"number": "n / {share} + 1", "message_id": _MESSAGE, "member": _MEMBER, "state": "'upheld'"},
    "decision": {"case_number": "n / {share} + 1", "message_id": _MESSAGE},
    "strike": {"case_number": "n / {share} + 1", "content_id": _MESSAGE, "member": _MEMBER, "expires": _PAST},
    "notice": {"case_number": "n / {share} + 1", "message_id": _MESSAGE, "member": _MEMBER, "made_at": _PAST},
    "effect": {
        "case_number": "n / {share} + 1",
        "key": "replace(key, '/1/1/', '/' || (n / {share} + 1) || '/1/')",
        "message_id": _MESSAGE,
        "member": _MEMBER,
        "lane": "CASE WHEN stage = 0 AND kind = 'hide' THEN 'message general ' || printf('%019d', n) "
        f"WHEN kind = 'notify' THEN 'notice ' || (n / {{share}} + 1) ELSE 'member ' || {_MEMBER} END",
    },
    "journal": {"case_number": "n / {share} + 1", "seq": "(n / {share}) * {entries} + seq"},
    "journal_person": {"seq": "(n / {share}) * {entries} + seq", "mark": "lower(hex(randomblob(32)))"},
}
_CONTENT = {"message_id": _MESSAGE, "member": _MEMBER, "at": _PAST, "mark": "lower(hex(randomblob(32)))"}


class ObedientPlatform:
    """Does everything at once."""

    capabilities = frozenset(EffectKind)

    async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
        """Do it."""
        del order, idempotency_key
        return Applied()

    async def look(self, order: Order, *, idempotency_key: str) -> Applied | None:
        """Return that it was not done before."""
        del order, idempotency_key
        return None


class EmptyRoom:
    """Nobody listens."""

    async def alert(self, text: str) -> None:
        """Say it to nobody."""


@dataclass(slots=True)
class Ground:
    """One ledger that is measured, and what was measured on it, in seconds."""

    name: str
    community: Community
    ledger: SqlLedger
    numbers: count[int]
    chance: random.Random = field(default_factory=lambda: random.Random(3))
    with_case: list[float] = field(default_factory=list)
    clean: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def message(self, text: str) -> Content:
        """Return a new message by some member, written now."""
        number = next(self.numbers)
        member = f"member-{self.chance.randrange(MEMBERS)}"
        now = self.community.now()
        return Content(COMMUNITY, "general", f"{number:019}", Author(member, member.title()), f"{text} {number}", now)


def main() -> None:
    """Fill one ledger, measure both in turn, print the figures."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(prefix="takt-bench-") as folder:
        short, long = asyncio.run(_measure(Path(folder)))
    _print_table(short, long)
    figures = _figures(short, long)
    print(json.dumps(figures))
    sys.exit(0 if figures["within"] else 1)


async def _measure(folder: Path) -> tuple[Ground, Ground]:
    policy, key = read_policy(), new_key()
    await _one_case(folder / "long.sqlite3", key, policy)
    began = time.monotonic()
    _fill(folder / "long.sqlite3")
    size = (folder / "long.sqlite3").stat().st_size / 2**20
    print(f"{STORED:,} messages stored in {time.monotonic() - began:.0f} s, {size:,.0f} MB", file=sys.stderr)
    grounds = (
        await _open("short", folder / "short.sqlite3", key, policy),
        await _open("long", folder / "long.sqlite3", key, policy),
    )
    for _ in range(ROUNDS):
        for ground in grounds:
            ground.with_case += await _closed_loop(ground, _VIOLATIONS[1], CASES)
            ground.clean += await _closed_loop(ground, _GREETING, CLEAN)
    for ground in grounds:
        async with _working(ground):
            pass
    for _ in range(WINDOWS):
        for ground in grounds:
            ground.waits += await _open_loop(ground)
    for ground in grounds:
        await ground.ledger.close()
    return grounds


async def _open(name: str, file: Path, key: str, policy: Policy, first: int = STORED + 1) -> Ground:
    ledger = await open_ledger(f"sqlite:///{file}", [key])
    screener = Screener(policy, NothingFound(), English())
    signals, clock, platform = WordClassifier(), SystemClock(), ObedientPlatform()
    kept = Retention(None, 90 * 86400)
    community = Community(COMMUNITY, screener, signals, ledger, clock, platform, EmptyRoom(), kept)
    return Ground(name, community, ledger, count(first))


async def _one_case(file: Path, key: str, policy: Policy) -> None:
    """Write one grave message, with all that follows from it, as the pattern of the history."""
    ground = await _open("pattern", file, key, policy, first=0)
    async with _working(ground):
        taken = await take(ground.community, ground.message(_VIOLATIONS[1]))
    if taken.case is None:
        raise AssertionError("a threat opens a case")
    await ground.ledger.close()


async def _open_effects(ground: Ground) -> int:
    async with ground.community.begin() as uow:
        return await uow.effects.count_open()


@asynccontextmanager
async def _working(ground: Ground) -> AsyncIterator[None]:
    """Run the effect worker meanwhile and until nothing is left; what stops it stops the measurement."""
    async with asyncio.TaskGroup() as group:
        worker = group.create_task(work(ground.community))
        yield
        while await _open_effects(ground):  # noqa: ASYNC110 - the outbox is a table, and tables ring no bell
            await asyncio.sleep(0.1)
        worker.cancel()


def _fill(file: Path) -> None:
    """Multiply the rows of the one case to the history of a large community."""
    with closing(sqlite3.connect(file)) as rows:
        rows.execute("PRAGMA synchronous=OFF")
        rows.execute("PRAGMA cache_size=-200000")
        (entries,) = rows.execute("SELECT max(seq) FROM journal").fetchone()
        for table in ("content", *_OF_CASE):
            rows.execute(f"CREATE TEMP TABLE pattern_{table} AS SELECT * FROM {table}")  # noqa: S608 - tables of ours
        _multiply(rows, "content", {**_CONTENT, "sealed": "NULL"}, f"n % {SHARE} != 0")
        _multiply(rows, "content", _CONTENT, f"n % {SHARE} = 0")
        for table, changes in _OF_CASE.items():
            told = {name: sql.format(share=SHARE, entries=entries) for name, sql in changes.items()}
            _multiply(rows, table, told, f"n % {SHARE} = 0")
        rows.execute(
            "UPDATE community SET last_case = (SELECT max(number) FROM moderation_case), "
            "journal_seq = (SELECT max(seq) FROM journal)"
        )
        rows.commit()
        rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _multiply(rows: sqlite3.Connection, table: str, changes: Mapping[str, str], which: str) -> None:
    """Insert each row of a table's pattern once for each number, with what tells them apart changed."""
    names = [name for _, name, *_ in rows.execute(f"PRAGMA table_info({table})")]
    kept = [name for name in names if name != "id"]
    values = ", ".join(changes.get(name, f'"{name}"') for name in kept)
    columns = ", ".join(f'"{name}"' for name in kept)
    rows.execute(
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {STORED}) "  # noqa: S608 - tables and columns of ours
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM numbers, pattern_{table} WHERE {which}"
    )


async def _closed_loop(ground: Ground, text: str, times: int) -> list[float]:
    """Take messages in one after the other; return what each took."""
    taken = []
    for _ in range(times):
        message = ground.message(text)
        began = time.perf_counter()
        await take(ground.community, message)
        taken.append(time.perf_counter() - began)
    return taken


async def _open_loop(ground: Ground) -> list[float]:
    """Let messages come by chance, whatever becomes of those before; return how long each waited for its commit."""
    loop, waits = asyncio.get_running_loop(), list[float]()
    async with _working(ground), asyncio.TaskGroup() as takers:
        start, due = loop.time(), 0.0
        while (due := due + ground.chance.expovariate(PER_SECOND)) < WINDOW_SECONDS:
            await asyncio.sleep(max(0.0, start + due - loop.time()))
            bad = ground.chance.randrange(SHARE) == 0
            text = ground.chance.choice(_VIOLATIONS) if bad else _GREETING
            takers.create_task(_wait_for(ground, text, start + due, waits))
    return waits


async def _wait_for(ground: Ground, text: str, since: float, waits: list[float]) -> None:
    await take(ground.community, ground.message(text))
    waits.append(asyncio.get_running_loop().time() - since)


def _rate(taken: list[float]) -> float:
    return 1 / median(taken)


def _percentiles(ground: Ground) -> tuple[float, float, float]:
    """Return p50, p95 and p99 in milliseconds."""
    cuts = quantiles(ground.waits, n=100)
    return cuts[49] * 1000, cuts[94] * 1000, cuts[98] * 1000


def _print_table(short: Ground, long: Ground) -> None:
    rates = {"decisions with a case": (short.with_case, long.with_case), "clean messages": (short.clean, long.clean)}
    print(f"{'':36}{'new ledger':>12}{f'{STORED:,} stored':>20}")
    for name, (one, other) in rates.items():
        print(f"{f'{name}, a second':36}{_rate(one):12.0f}{_rate(other):20.0f}")
    for name, low, high in zip(("p50", "p95", "p99"), _percentiles(short), _percentiles(long), strict=True):
        print(f"{f'{name} at {PER_SECOND} messages a second, ms':36}{low:12.1f}{high:20.1f}")


def _figures(short: Ground, long: Ground) -> dict[str, object]:
    """Return all figures, and whether the long history costs no more than it may."""
    (p50, p95, p99), (p50_long, p95_long, p99_long) = _percentiles(short), _percentiles(long)
    costs = {
        "with_case": _rate(short.with_case) / _rate(long.with_case),
        "clean": _rate(short.clean) / _rate(long.clean),
        "p95": p95_long / p95,
    }
    return {
        "decisions_per_second": round(_rate(short.with_case)),
        "clean_per_second": round(_rate(short.clean)),
        "p50_ms": round(p50, 1),
        "p95_ms": round(p95, 1),
        "p99_ms": round(p99, 1),
        "stored": STORED,
        "decisions_per_second_stored": round(_rate(long.with_case)),
        "clean_per_second_stored": round(_rate(long.clean)),
        "p50_ms_stored": round(p50_long, 1),
        "p95_ms_stored": round(p95_long, 1),
        "p99_ms_stored": round(p99_long, 1),
        "cost": {name: round(each, 3) for name, each in costs.items()},
        "within": all(each <= ALLOWED for each in costs.values()),
    }


if __name__ == "__main__":
    main()
