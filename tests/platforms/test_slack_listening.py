"""What a workspace's events come to, and what becomes of times without any."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.core.content import Message, Part
from bot.pipeline.alarm import tell_moderators
from bot.pipeline.catch_up import catch_up
from bot.pipeline.intake import take
from bot.pipeline.outages import Outages
from bot.pipeline.turns import Turns
from bot.platforms.slack.listening import Listener
from tests.loopback_slack import LoopbackSlack
from tests.pipeline.ledger_makers import FINE, SLUR, ledger_policy, make_world
from tests.platforms.slack_makers import MINUTE, Away, briefly, seen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from bot.core.content import Content
    from bot.core.gaps import Gap
    from bot.pipeline.community import Community
    from bot.pipeline.serving import Communities
    from bot.storage.ledger import SqlLedger
    from tests.pipeline.ledger_makers import World


class One:
    """The one community that is served, as the communities are asked for it."""

    def __init__(self, world: World, away: Away) -> None:
        self.world, self.away = world, away
        self.looks = 0

    def community(self, name: str) -> Community | None:
        """Return it."""
        return self.world.community if name == self.world.community.id else None

    async def awaited(self, name: str) -> Community | None:
        """Return it: it is open."""
        return self.community(name)

    async def take(self, content: Content, position: str) -> None:
        """Take in a message."""
        await take(self.world.community, content, position=position)

    async def catch_up(self, name: str) -> Sequence[Gap]:
        """Read what was missed."""
        assert name == self.world.community.id
        self.looks += 1
        return await catch_up(self.world.community, self.away.history, sleep=briefly)

    def begin_anew(self, names: Sequence[str]) -> None:
        """Move no cursor."""
        assert list(names) == [self.world.community.id]
        self.world.community.caught_up = set()


class Ears:
    """A workspace that is listened to. `slept`: how long it was waited before something missed was read."""

    def __init__(self, away: Away, world: World) -> None:
        self.away, self.world = away, world
        self.one, self.slept = One(world, away), list[float]()
        self.go = asyncio.Event()
        communities = cast("Communities", self.one)
        self.outages = Outages(communities, world.community.id, sleep=self._sleep)
        self.listener = Listener(away.reader, communities, self.outages, Turns(), away.own)
        self.heard = 0

    async def hear(self) -> None:
        """Let the listener hear what the loopback told since."""
        told, self.heard = self.away.slack.events[self.heard :], len(self.away.slack.events)
        for each in told:
            data = dict(each.data)
            if data["type"] == "message":
                await self.listener.message(data)
            elif data["type"] == "user_change":
                await self.listener.user_changed(data)
            elif data["type"] == "member_joined_channel":
                await self.listener.joined_channel(data)
            elif data["type"].startswith("subteam"):
                self.listener.groups_changed()
            elif data["type"] == "channel_rename":
                self.listener.channel_changed(data)

    async def read_up(self) -> None:
        """Let what was missed be read, and wait for it."""
        await tell_moderators(self.world.community)
        self.go.set()
        if self.outages._reading:  # noqa: SLF001 - a task to be waited for
            await self.outages._reading  # noqa: SLF001 - likewise
        self.go.clear()

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await self.go.wait()


@pytest.fixture
async def ears(shared: Path, ledger: SqlLedger) -> AsyncIterator[Ears]:
    """Listen to a workspace."""
    async with LoopbackSlack() as slack:
        away = Away(slack, ledger, 30 * MINUTE)
        world = await away.begin()
        await away.gaps(world)
        found = Ears(away, world)
        found.heard = len(slack.events)
        yield found
        found.outages.stop()
        assert slack.invalid == []


async def kept(world: World, message: Any) -> str:  # noqa: ANN401 - the loopback's message
    """Return the text that the ledger keeps of a message that has a case."""
    async with world.community.begin() as uow:
        found = await uow.contents.kept(Message(message.channel.id, message.ts))
    return found.text if found else ""


async def test_members_are_heard(ears: Ears) -> None:
    """Messages, replies, edits and what is gone come to their community; the bot's own and a retold one do not."""
    away, world = ears.away, ears.world
    first = await away.bo.writes(away.chat, FINE)
    reply = await away.ida.writes(away.chat, f"{SLUR} <@{away.bo.id}>", thread=first)
    away.workspace.bot.retold(await away.workspace.bot.writes(away.chat, SLUR))
    away.bo.retold(first)
    await ears.hear()
    assert await seen(world) == [first.ts, reply.ts]
    assert await kept(world, reply) == f"{SLUR} @Bo"
    async with world.community.begin() as uow:
        assert (await uow.cursors.get(away.chat.id) or ("",))[0] == first.ts
    await away.bo.sees_preview(first, "http://a.example", "a picture of " + SLUR)
    await away.bo.edits(first, f"{FINE} {SLUR}")
    await ears.hear()
    assert await kept(world, first) == f"{FINE} {SLUR}\na picture of {SLUR}"
    await away.ida.deletes(reply)
    await ears.hear()
    await world.do_all()
    assert Message(away.chat.id, reply.ts) not in world.platform.hidden


async def test_staff_is_staff_at_once(ears: Ears) -> None:
    """Who is put into the policy's group is moderated no more, from the event on."""
    away, world = ears.away, ears.world
    world.community.screener.policy = replace(ledger_policy(), staff_roles=frozenset({"mods"}))
    crew = away.workspace.new_group("mods")
    await away.bo.writes(away.chat, FINE)
    await ears.hear()
    away.workspace.set_members(crew, away.bo)
    await away.bo.writes(away.chat, SLUR)
    await ears.hear()
    assert len(await seen(world)) == 1


async def test_names_are_looked_at_where_the_policy_asks(ears: Ears) -> None:
    """A new name is content of its member's; the same one is not, and without the policy's wish none is."""
    away, world = ears.away, ears.world
    away.workspace.change(away.bo, display_name=SLUR)
    await ears.hear()
    assert await seen(world) == []
    world.community.screener.policy = replace(ledger_policy(), names=True)
    for name in (SLUR, SLUR, "bo"):
        away.workspace.change(away.bo, display_name=name)
        await ears.hear()
    ids = await seen(world)
    assert ids == [f"{Part.NAME}-{away.bo.id}"] * len(ids)
    assert 1 <= len(ids) <= 2


async def test_a_channel_begins_when_the_bot_comes(ears: Ears) -> None:
    """What was written before is none of its business; its new name is known from the event on."""
    away, world = ears.away, ears.world
    late = away.workspace.new_channel("late", bot=False)
    away.bo.wrote(late, SLUR, 5 * MINUTE)
    await away.bo.invites(away.workspace.bot, late)
    away.workspace.rename_channel(late, "later")
    await ears.hear()
    assert late.id in world.community.caught_up
    assert await away.reader.channels.within(late.id) == {"later"}
    assert await away.gaps(world) == {}
    away.bo.wrote(late, "missed", 0.001)
    assert await away.gaps(world) == {late.id: 1}


async def test_what_could_not_be_taken_in_is_read_soon(ears: Ears) -> None:
    """As long as it is not known who is staff nothing is decided; then history gives it, once."""
    away, world = ears.away, ears.world
    away.people.forget_groups()
    away.people._groups._known = None  # noqa: SLF001 - as in a process that just began
    away.slack.fail(r"usergroups\.list", times=2, status=503)
    made = [await away.bo.writes(away.chat, SLUR) for _ in range(2)]
    for event in away.slack.events[ears.heard :]:
        with pytest.raises(ConnectionError):
            await ears.listener.message(dict(event.data))
    assert (await seen(world), away.chat.id in world.community.caught_up) == ([], False)
    await ears.read_up()
    assert (ears.slept, ears.one.looks) == ([5.0], 1)
    assert await seen(world) == [each.ts for each in made]


async def test_slack_tells_nothing_for_some_minutes(ears: Ears) -> None:
    """Moderators hear of it once, however often Slack says so; afterwards all that was missed is read and reported."""
    away, world = ears.away, ears.world
    for minute in range(3):
        await ears.listener.rate_limited()
        world.clock.at += timedelta(minutes=1)
        away.bo.wrote(away.chat, f"missed {minute}", 0.01)
        await asyncio.sleep(0)
    assert world.community.caught_up == set()
    live = await away.bo.writes(away.chat, "told all the same")
    ears.heard = len(away.slack.events) - 1
    await ears.hear()
    assert await seen(world) == [live.ts]
    await ears.read_up()
    assert [round(each) for each in ears.slept] == [150] * 3
    assert ears.one.looks == 1
    await tell_moderators(world.community)
    assert [each.split(",")[0].split(".")[0] for each in world.room.heard] == [
        "More happens here than Slack tells an app of",
        "I was away",
    ]
    assert f"#{away.chat.id}: 3 messages read late" in world.room.heard[1]
    world.clock.at += timedelta(hours=1)
    await ears.listener.rate_limited()
    await tell_moderators(world.community)
    assert len(world.room.heard) == 3


async def test_a_look_while_nothing_is_told_does_not_count_as_caught_up(ears: Ears) -> None:
    """What is held back after it would else be passed over by the first event that comes again."""
    community = ears.world.community
    await ears.listener.rate_limited()
    await ears.one.catch_up(community.id)
    assert community.caught_up == set()
    await ears.read_up()
    assert ears.away.chat.id in community.caught_up


async def test_events_that_are_switched_off_are_read_when_they_are_back(ears: Ears) -> None:
    """Where history does not answer either, it is asked again, ever more rarely, until it does."""
    away, world = ears.away, ears.world
    await ears.listener.switched_off()
    away.bo.wrote(away.chat, "missed", 0.01)
    away.slack.fail(r"users\.conversations", times=2, status=503)
    away.slack.fail(r"conversations\.history", times=2, status=503)
    ears.listener.came_back()
    await ears.read_up()
    assert ears.slept == [0.0, 5.0, 10.0, 20.0]
    assert len(await seen(world)) == 1
    await tell_moderators(world.community)
    assert world.room.heard[0].startswith("Slack has switched off its events for me")
    assert {away.chat.id, away.workspace.general.id} <= world.community.caught_up


async def test_an_outage_in_the_middle_of_reading_hides_nothing(shared: Path, ledger: SqlLedger) -> None:
    """A channel whose reading began before the connection was lost again is not taken for caught up after it."""
    async with LoopbackSlack() as slack:
        away = Away(slack, ledger, 30 * MINUTE)
        world = make_world(ledger, away.reader.community)
        away.bo.wrote(away.chat, "missed", 5 * MINUTE)
        lost = asyncio.Event()

        async def wait(_: float) -> None:
            world.community.caught_up = set()
            lost.set()

        slack.refuse_for_now(r"conversations\.history")
        await catch_up(world.community, away.history, sleep=wait)
        assert lost.is_set()
        assert world.community.caught_up == set()  # the look knows nothing of what was lost while it went on
