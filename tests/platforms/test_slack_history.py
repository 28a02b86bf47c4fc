"""After time away from a workspace: all that was written is read once, however slowly Slack gives it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.cases import CaseState
from bot.pipeline.alarm import tell_moderators
from bot.pipeline.catch_up import catch_up
from bot.pipeline.intake import take
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.loopback_slack import LoopbackSlack
from tests.pipeline.ledger_makers import FINE, INSULT, SLUR
from tests.platforms.slack_makers import MINUTE, Away, at_of, briefly, seen, until_seen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.storage.ledger import SqlLedger
    from tests.loopback_slack import Channel, Message, Person


@pytest.fixture
async def ledger() -> AsyncIterator[SqlLedger]:
    """Give an empty ledger in memory."""
    opened = await open_ledger("sqlite://", [new_key()])
    yield opened
    await opened.close()


@pytest.fixture
async def away(shared: Path, ledger: SqlLedger) -> AsyncIterator[Away]:
    """Serve a workspace that was left half an hour ago; at the end nothing invalid may have been asked."""
    async with LoopbackSlack() as slack:
        yield Away(slack, ledger, 30 * MINUTE)
        assert slack.invalid == []


async def test_half_an_hour_and_a_thousand_messages(away: Away) -> None:
    """In channels public and private, in threads and edits: each is seen once, nobody gets a strike or a time-out.

    The report is exact, and a second look finds nothing.
    """
    crew = [away.workspace.new_person(f"m{at}") for at in range(30)]
    secret = away.workspace.new_channel("secret", private=True, members=crew)
    busy = [away.chat, away.workspace.general, secret]
    old = {each.id: [crew[0].wrote(each, FINE, (45 - at) * MINUTE) for at in range(10)] for each in busy}
    world = await away.begin()
    for each in (each for channel in busy for each in old[channel.id]):
        await take(world.community, world.content(FINE, "x", id=each.ts, channel=each.channel.id, at=at_of(each)))
    wrote = write_much(crew, busy, old)
    for each in old[away.chat.id][:5]:
        await crew[0].edits(each, SLUR)
    world = away.start()
    world.clock.at += timedelta(seconds=world.community.policy.late_seconds)
    gaps = await away.gaps(world)
    assert gaps == {each.id: count + 5 * (each is away.chat) for each, count in zip(busy, wrote, strict=True)}
    assert sum(wrote) == 1000
    ids = await seen(world)
    assert (len(ids), len(set(ids))) == (1030 + 5, 1030)  # five of them in two revisions
    await world.do_all()
    assert (world.platform.out, world.platform.gone) == ({}, set())
    for member in crew:
        assert await world.strikes(member.id) == []
    async with world.community.begin() as uow:
        assert await uow.cases.count([CaseState.OPEN]) > 0
    assert await away.gaps(world) == {}
    await tell_moderators(world.community)
    (said,) = world.room.heard
    assert all(f"#{each}: {count} messages read late" in said for each, count in gaps.items())
    assert max(away.asked("conversations.history"), away.asked("conversations.replies")) < 50


def write_much(crew: list[Person], busy: list[Channel], old: dict[str, list[Message]]) -> list[int]:
    """Write a thousand messages of the last half hour, bad ones among them; return how many where."""
    counts = []
    for place, most in zip(busy, (520, 300, 180), strict=True):
        every, roots = 30 * MINUTE / most, old[place.id][:3]
        for at in range(1, most + 1):
            ago = 30 * MINUTE - at * every + 0.5
            text = (SLUR if at % 250 == 7 else INSULT) if at % 100 == 7 else f"{FINE} {at}"
            thread = roots[at % len(roots)] if at % 5 == 0 else None
            made = crew[at % len(crew)].wrote(place, text, ago, thread=thread)
            if at % 40 == 1:
                roots.append(made)
        counts.append(most)
    return counts


@pytest.mark.parametrize("missed", [0, 1, 15, 16, 44, 190])
async def test_history_of_one_call_a_minute_is_read_to_its_end(away: Away, missed: int) -> None:
    """Of fifteen messages at a time each comes once and in order, and moderators hear at once that it takes long."""
    world = await away.begin()
    away.slack.limit_history(seconds=0.03)
    burst = away.bo.wrote_many(away.chat, ("fine" for _ in range(missed // 2)), ago=20 * MINUTE, every=1)
    rest = away.bo.wrote_many(away.chat, ("fine" for _ in range(missed - missed // 2)), ago=15 * MINUTE, every=8)
    assert sum((await away.gaps(world)).values()) == missed
    assert await seen(world) == [each.ts for each in (*burst, *rest)]
    # Nothing is asked for twice: of the calls that were let through few gave less than they could.
    given = [each for each in away.slack.asked(r"^conversations\.history$") if each.answer.get("ok")]
    assert len(given) <= 3 + missed // 15 * 2 + 6 * (missed > 15)
    await tell_moderators(world.community)
    if missed > 15:
        (slow,) = (each for each in world.room.heard if each.startswith("Slack lets me read only about "))
        assert f"#{away.chat.id}" in slow
    assert sum(each.startswith("I was away. ") for each in world.room.heard) == (missed > 0)


async def test_a_restart_in_the_middle_goes_on(away: Away) -> None:
    """What a process read before it died is not asked for again, and the report has all of it."""
    world = await away.begin()
    away.slack.limit_history(seconds=0.02)
    written = away.bo.wrote_many(away.chat, ("fine" for _ in range(150)), ago=20 * MINUTE, every=5)
    reading = asyncio.create_task(away.gaps(world))
    await until_seen(world, 60)
    reading.cancel()
    read, asked = len(await seen(world)), away.asked("conversations.history")
    assert 60 <= read < 150
    world = away.start()
    assert await away.gaps(world) == {away.chat.id: 150}
    assert await seen(world) == [each.ts for each in written]
    assert away.asked("conversations.history") - asked < asked + 150 // 15
    await tell_moderators(world.community)
    assert any(f"#{away.chat.id}: 150 messages read late" in each for each in world.room.heard)


async def test_members_are_served_while_history_is_slow(away: Away) -> None:
    """A message that is written meanwhile is decided at once, and neither it nor its cursor hides what was missed."""
    world = await away.begin()
    away.slack.limit_history(seconds=0.05)
    away.bo.wrote_many(away.chat, ("fine" for _ in range(60)), ago=20 * MINUTE, every=5)
    reading = asyncio.create_task(away.gaps(world))
    await until_seen(world, 15)
    live = await away.ida.writes(away.chat, SLUR)
    await away.hear(world, live)
    assert live.ts in await seen(world)
    assert not reading.done()
    assert (await reading)[away.chat.id] == 60
    assert len(await seen(world)) == 61


async def test_replies_never_pass_over_unread_messages(away: Away) -> None:
    """A reply that comes live, or is read first, leaves the channel's cursor where it is."""
    root = away.bo.wrote(away.chat, "root", 40 * MINUTE)
    world = await away.begin()
    away.bo.wrote(away.chat, "missed", 10 * MINUTE)
    reply = await away.ida.writes(away.chat, "live reply", thread=root)
    world.community.caught_up.add(away.chat.id)
    await away.hear(world, reply)
    assert await seen(world) == [reply.ts]
    assert await away.gaps(world) == {away.chat.id: 1}


async def test_threads_are_read(away: Away) -> None:
    """Replies to what was missed, to recent messages, and in old threads that the channel was told of: each once."""
    ancient = away.bo.wrote(away.chat, "ancient", 9000 * MINUTE)
    away.bo.wrote_many(away.chat, ("fine" for _ in range(250)), ago=8000 * MINUTE, every=60)
    recent = away.bo.wrote(away.chat, "recent", 60 * MINUTE)
    away.ida.wrote(away.chat, "seen reply", 50 * MINUTE, thread=recent)
    world = await away.begin()
    for thread in (recent, ancient):
        away.ida.wrote(away.chat, f"to {thread.text}", 20 * MINUTE, thread=thread)
    fresh = away.bo.wrote(away.chat, "fresh", 15 * MINUTE)
    away.ida.wrote(away.chat, "to fresh", 10 * MINUTE, thread=fresh)
    for _ in range(2):
        await away.ida.writes(away.chat, "told of", thread=ancient, broadcast=True)
    idle = away.bo.wrote(away.chat, "idle", 59 * MINUTE)
    away.ida.wrote(away.chat, "long ago", 55 * MINUTE, thread=idle)
    assert await away.gaps(world) == {away.chat.id: 6}
    assert away.asked("conversations.replies") == 3  # each thread once, and none without anything new
    assert await away.gaps(world) == {}


async def test_edits_that_were_missed_are_read(away: Away) -> None:
    """What was edited among the latest messages is looked at as it is now, the rest is not; the bot's own never is."""
    kept = away.bo.wrote(away.chat, "kept", 40 * MINUTE)
    fine = away.bo.wrote(away.chat, FINE, 39 * MINUTE)
    away.workspace.bot.wrote(away.chat, SLUR, 10 * MINUTE)
    world = await away.begin()
    await away.bo.edits(fine, SLUR)
    assert await away.gaps(world) == {away.chat.id: 1}
    assert await seen(world) == [fine.ts]
    assert {each.args["user"] for each in away.slack.asked(r"^users\.info$")} == {away.bo.id}
    await away.bo.edits(kept, FINE)
    assert await away.gaps(world) == {away.chat.id: 1}


async def test_a_channel_that_was_never_read_begins_with_the_bot(away: Away) -> None:
    """What was written before is none of its business, what was written since is."""
    away.bo.wrote(away.chat, "long ago", 31 * MINUTE)
    after = away.bo.wrote(away.chat, "since then", 29 * MINUTE)
    world = await away.begin()
    assert await away.gaps(world) == {away.chat.id: 1}
    assert await seen(world) == [after.ts]


async def test_a_topic_is_read_and_moves_no_cursor(away: Away) -> None:
    """What members called the channel meanwhile is a title; how far it was read is told by messages alone."""
    world = await away.begin()
    before = away.bo.wrote(away.chat, FINE, 9 * MINUTE)
    topic = away.bo.wrote(away.chat, "set the topic", 8 * MINUTE, subtype="channel_topic", topic=SLUR)
    assert await away.gaps(world) == {away.chat.id: 2}
    assert set(await seen(world)) == {before.ts, f"title-{topic.ts}"}
    async with world.community.begin() as uow:
        assert (await uow.cursors.get(away.chat.id) or ("",))[0] == before.ts


async def test_what_came_out_of_order_is_read(away: Away) -> None:
    """A message that was told of after a later one, and lost with the connection, is found."""
    world = await away.begin()
    await away.gaps(world)
    early, late = (away.bo.wrote(away.chat, "fine", ago) for ago in (2.0, 1.0))
    content = world.content(FINE, id=late.ts, channel=away.chat.id, at=at_of(late))
    await take(world.community, content, position=late.ts)
    assert await away.gaps(world) == {away.chat.id: 1}
    assert set(await seen(world)) == {early.ts, late.ts}


async def test_a_channel_that_refuses_is_said(away: Away) -> None:
    """Where the bot is not in a channel any more, or has no right to read it, the report says so, and no more waits."""
    world = await away.begin()
    away.bo.wrote(away.chat, "missed", 10 * MINUTE)
    away.slack.fail(r"conversations\.history", times=2, error="not_in_channel")
    gaps = await catch_up(world.community, away.history, sleep=briefly)
    assert "I am not in the channel" in [each.unseen for each in gaps]


async def test_an_outage_of_slack_is_not_taken_for_silence(away: Away) -> None:
    """Without an answer the channel is not caught up, nothing is lost, and the next look reads it."""
    world = await away.begin()
    away.bo.wrote(away.chat, "missed", 10 * MINUTE)
    away.slack.fail(r"conversations\.history", times=99, status=503)
    gaps = await catch_up(world.community, away.history, sleep=briefly)
    assert {each.unseen for each in gaps} == {"the channel could not be read (ConnectionError)"}
    assert not world.community.caught_up
    away.slack.traffic.troubles.clear()
    assert await away.gaps(world) == {away.chat.id: 1}
    assert away.chat.id in world.community.caught_up
