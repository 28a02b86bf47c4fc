"""The bot was away for half an hour of a busy workspace, and Slack gives its history fast or slowly."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.core.journal import EventKind

if TYPE_CHECKING:
    from tests.e2e_slack.conftest import Scene
    from tests.loopback_slack import Message

pytestmark = pytest.mark.shared

SLUR = "verschwinde, du Kanake"
HALF_AN_HOUR = 1800.0
MANY = 5000


@pytest.mark.long
async def test_half_an_hour_of_downtime_with_5000_messages_is_seen_once_and_punishes_nobody(scene: Scene) -> None:
    """All are decided once. What is grave is hidden so late too, but costs no strike, and nobody is removed for it."""
    first = await _left(scene, HALF_AN_HOUR)
    people = [scene.workspace.new_person(f"member{number}") for number in range(50)]
    every = (HALF_AN_HOUR - 1) / MANY
    written = []
    # Each more than a quarter of an hour ago, which is late.
    bad = range(500, MANY // 2 + 1, 500)
    for number in range(MANY):
        text = SLUR if number in bad else f"build {number} is green"
        written.append(people[number % 50].wrote(scene.general, text, HALF_AN_HOUR - 1 - number * every))
    await scene.takt.start()
    # Beside three other stories on two processors this takes minutes.
    told = await scene.slack.until(lambda: _told(scene, "I was away"), 300)
    assert f"{scene.general.mention}: {MANY} messages read late, since {first:%Y-%m-%d %H:%M} UTC" in told.read
    assert "not all was seen" not in told.read
    await scene.quiet()
    assert [each.facts["read"] for each in await scene.journal(EventKind.GAP)] == [MANY]
    seen = _decided(scene)
    assert sorted(seen) == sorted(each.ts for each in written)
    assert [each for each in written if each.deleted] == [written[number] for number in bad]
    assert not scene.slack.asked(r"^conversations\.kick$")
    assert all(each.id in scene.general.members for each in people)
    assert _strikes(scene) == 0
    later = await scene.bo.writes(scene.general, SLUR)
    await scene.slack.until(lambda: later.deleted, 30)


async def test_a_history_that_slack_gives_slowly_is_read_slowly_and_moderators_know_it(scene: Scene) -> None:
    """Fifteen at a time with a pause: that is said at once, what is written meanwhile is seen, and all in the end."""
    await _left(scene, 600.0)
    written = scene.ida.wrote_many(scene.general, (f"build {each} is green" for each in range(25)), ago=590, every=20)
    scene.slack.limit_history(calls=1, seconds=3.0, objects=15)
    await scene.takt.start()
    slow = await scene.slack.until(lambda: _told(scene, "lets me read only", "makes me wait"), 60)
    assert scene.general.id in slow.read
    live = await scene.bo.writes(scene.general, SLUR)
    await scene.slack.until(lambda: live.deleted, 30)
    assert not _told(scene, "I was away")
    told = await scene.slack.until(lambda: _told(scene, "I was away"), 120)
    assert f"{scene.general.mention}: 25 messages read late" in told.read
    assert set(_decided(scene)) == {*(each.ts for each in written), live.ts}


async def _left(scene: Scene, ago: float) -> datetime:
    """Stop it, and let it have been stopped so many seconds ago; return since when."""
    await scene.quiet()
    assert await scene.takt.stop() == 0
    return await asyncio.to_thread(_rewound, scene, ago)


def _rewound(scene: Scene, ago: float) -> datetime:
    """Put back up to when channels were read: neither Slack's clock nor the bot's can be moved."""
    since = datetime.now(UTC).timestamp() - ago  # noqa: TID251 - Slack's clock is real
    moment = datetime.fromtimestamp(since, UTC)
    with closing(sqlite3.connect(scene.takt.folder / "takt.sqlite3")) as ledger, ledger:
        at = moment.strftime("%Y-%m-%d %H:%M:%S.%f")
        ledger.execute("UPDATE cursor SET position = ?, at = ? WHERE channel LIKE 'C%'", (f"{since:.6f}", at))
    return moment


def _strikes(scene: Scene) -> int:
    with closing(sqlite3.connect(f"file:{scene.takt.folder / 'takt.sqlite3'}?mode=ro", uri=True)) as ledger:
        found: int = ledger.execute("SELECT count(*) FROM strike").fetchone()[0]
    return found


def _told(scene: Scene, *words: str) -> Message | None:
    return next((each for each in scene.mods.messages if any(word in each.read for word in words)), None)


def _decided(scene: Scene) -> list[str]:
    """Return the messages in #general that the ledger has, each as often as it was decided when it was seen."""
    query = "SELECT message_id FROM content WHERE channel = ?"
    with closing(sqlite3.connect(f"file:{scene.takt.folder / 'takt.sqlite3'}?mode=ro", uri=True)) as ledger:
        return [row[0] for row in ledger.execute(query, (scene.general.id,))]
