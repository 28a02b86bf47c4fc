"""Holds the ledger against what was delivered and against the platform, after the last worker went."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks.crash.happenings import COMMUNITY, may_have_case, must_have_case
from bot.storage.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from benchmarks.crash.happenings import Happening
    from benchmarks.crash.platform import Platform

OPEN = "SELECT count(*) FROM effect WHERE state IN ('planned', 'claimed')"
STORED = "SELECT channel, message_id, revision FROM content"
# What was reversed no longer stands; a reversal that was skipped found that something else keeps it in force.
_STANDING = """
    SELECT kind, channel, message_id, member, until FROM effect AS it
    WHERE state = 'done' AND kind IN ('hide', 'time_out', 'ban') AND NOT EXISTS (
        SELECT 1 FROM effect AS back WHERE back.reverses = it.key AND back.state IN ('done', 'skipped'))"""
# Each shows rows that must not be there.
_DOUBLED = {
    "one decision per revision and policy": """
        SELECT channel, message_id FROM decision WHERE "trigger" = 'seen'
        GROUP BY channel, message_id, revision, policy HAVING count(*) > 1""",
    "one case per decision that needs one": """
        SELECT channel, message_id FROM moderation_case GROUP BY channel, message_id, revision, policy
        HAVING count(*) > 1""",
    "one undecided case per message": """
        SELECT channel, message_id FROM moderation_case WHERE state IN ('open', 'handled')
        GROUP BY channel, message_id HAVING count(*) > 1""",
    "one strike per case and rule": "SELECT case_number FROM strike GROUP BY case_number, rule HAVING count(*) > 1",
    "one notice per batch and kind": """
        SELECT case_number FROM notice GROUP BY case_number, batch, kind HAVING count(*) > 1""",
}


@dataclass(slots=True)
class Findings:
    """What the audit found; every list but `cases` should be empty."""

    cases: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    hides_without_notice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)


def contents_of(happenings: Iterable[Happening]) -> set[tuple[str, str, int]]:
    """Return channel, message and revision of what members wrote."""
    return {(each["channel"], each["id"], each["revision"]) for each in happenings if "revision" in each}


async def audit(database: Path, key: str, happenings: list[Happening], platform: Platform) -> Findings:
    """Check everything that must hold once nothing is under way."""
    found = Findings()
    with closing(sqlite3.connect(database)) as rows:
        _nothing_lost(rows, happenings, found)
        _nothing_doubled(rows, platform, found)
        found.unfinished += [key for (key,) in rows.execute(OPEN.replace("count(*)", "key"))]
        found.unfinished += [f"notice {n}" for (n,) in rows.execute("SELECT id FROM notice WHERE state = 'queued'")]
        _platform_is_as_written(rows, platform, found)
        _numbers_are_whole(rows, found)
        found.states.update(dict(rows.execute("SELECT kind || ' ' || state, count(*) FROM effect GROUP BY 1")))
    await _ask_ledger(database, key, found)
    return found


def _nothing_lost(rows: sqlite3.Connection, happenings: list[Happening], found: Findings) -> None:
    stored, sent = set(rows.execute(STORED)), contents_of(happenings)
    with_case = set(rows.execute("SELECT channel, message_id FROM moderation_case"))
    found.lost += [f"content {each}" for each in sorted(sent - stored)]
    found.lost += [f"case on {each}" for each in sorted(must_have_case(happenings) - with_case)]
    found.wrong += [f"needless case on {each}" for each in sorted(with_case - may_have_case(happenings))]


def _nothing_doubled(rows: sqlite3.Connection, platform: Platform, found: Findings) -> None:
    for rule, query in _DOUBLED.items():
        found.doubled += [f"{rule}: {each}" for each in rows.execute(query)]
    found.doubled += [f"{times} calls for {key}" for key, times in platform.done.items() if times > 1]
    found.doubled += [f"notice {each} sent {times} times" for each, times in platform.notices.items() if times > 1]


def _platform_is_as_written(rows: sqlite3.Connection, platform: Platform, found: Findings) -> None:
    """Compare the platform with the standing effects, and each call that went through with what is written of it."""
    hidden, out, banned = set(), dict[str, str](), set()
    for kind, channel, message, member, until in rows.execute(_STANDING):
        if kind == "hide":
            hidden.add((channel, message))
        elif kind == "ban":
            banned.add(member)
        else:
            out[member] = max(out.get(member, ""), _moment(until))
    is_out = {member: _moment(until) for member, until in platform.out.items() if until}
    found.wrong += [f"hidden: {each}" for each in sorted(hidden ^ platform.hidden)]
    found.wrong += [f"time-out: {each}" for each in sorted(set(out.items()) ^ set(is_out.items()))]
    found.wrong += [f"banned: {each}" for each in sorted(banned ^ platform.banned)]
    for key, state in rows.execute("SELECT key, state FROM effect"):
        if (state == "done") != bool(platform.done[key]):
            found.wrong.append(f"{key} is {state}, and {platform.done[key]} calls for it went through")


def _moment(stored: str) -> str:
    """Return a moment in one way of writing, as the platform and SQLite write it differently."""
    read = datetime.fromisoformat(stored)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _numbers_are_whole(rows: sqlite3.Connection, found: Findings) -> None:
    """Check that cases count from 1 without gaps, and that none is void of events."""
    (found.cases,) = rows.execute("SELECT count(*) FROM moderation_case").fetchone()
    numbers = [number for (number,) in rows.execute("SELECT number FROM moderation_case ORDER BY number")]
    if numbers != list(range(1, len(numbers) + 1)):
        found.wrong.append("the numbers of cases have gaps")
    opened = "SELECT case_number FROM journal WHERE kind = 'opened' ORDER BY case_number"
    if [number for (number,) in rows.execute(opened)] != numbers:
        found.wrong.append("the journal does not have each case opened once")


async def _ask_ledger(database: Path, key: str, found: Findings) -> None:
    """Ask the ledger itself: the chain, and hides that nobody was told of."""
    ledger = await open_ledger(f"sqlite:///{database}", [key])
    try:
        async with ledger.begin(COMMUNITY) as uow:
            _, flaws = await uow.journal.verify()
            found.wrong += [f"journal entry {each.seq}: {each.what}" for each in flaws]
            found.hides_without_notice += [each.key for each in await uow.effects.hides_without_notice()]
    finally:
        await ledger.close()
