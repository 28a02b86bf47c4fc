"""After time away: everything is read once, in late mode, and what could not be seen is said."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from bot.core.cases import CaseState
from bot.core.content import Author
from bot.core.effects import EffectKind
from bot.core.gaps import Gap, Page, Slowed, gap_words
from bot.core.journal import EventKind
from bot.core.policy import Mode
from bot.pipeline.alarm import tell_moderators
from bot.pipeline.catch_up import begin_at, catch_up, past_gaps
from bot.pipeline.intake import take
from bot.pipeline.warm_up import warm_up
from tests.fakes import KeptMessages, WordsClassifier
from tests.pipeline.ledger_makers import FINE, INSULT, SLUR, World, ledger_policy, make_world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.content import Content
    from bot.core.signals import Scores
    from bot.storage.ledger import SqlLedger

DOWN = timedelta(hours=3)
MISSED = 500


def history(world: World, channel: str, count: int, *, bad_every: int = 0) -> list[Content]:
    """Make messages of many members, one a second, from now on; every so many-th is a slur."""
    return [
        world.content(
            SLUR if bad_every and at % bad_every == 0 else f"{FINE} {at}",
            id=f"{channel}{at:05}",
            channel=channel,
            author=Author(f"u{at % 97}", "U"),
            at=world.clock.at + timedelta(seconds=at),
        )
        for at in range(1, count + 1)
    ]


async def decided(world: World) -> int:
    """Return how many contents the ledger has."""
    async with world.community.begin() as uow:
        return len(await uow.contents.since(world.clock.at - timedelta(days=1), 10_000))


async def test_an_edit_that_was_missed_is_read_too(world: World) -> None:
    """What was seen and turned bad while nobody listened is decided, once, and the cursor stays where it was."""
    fine = world.content(FINE, id="m1", channel="general")
    source = KeptMessages(general=[fine])
    await catch_up(world.community, source)
    source.changed["general"] = [replace(fine, text=SLUR, revision=1)]
    gaps = [await catch_up(world.community, source) for _ in range(2)]
    assert [[each.read for each in found] for found in gaps] == [[1], []]
    assert (await world.case(1)).revision == 1
    async with world.community.begin() as uow:
        assert (await uow.cursors.get("general") or ("",))[0] == "m1"


async def test_what_was_missed_is_read_once(world: World) -> None:
    """After downtime what was missed is read from where the channel was left, and a second look finds nothing."""
    messages = history(world, "general", MISSED + 50, bad_every=100)
    await catch_up(world.community, KeptMessages(general=messages[:20]))
    for each in messages[20:50]:
        await take(world.community, each, position=each.id)
    since = messages[49].at
    world.clock.at += DOWN
    gaps = await catch_up(world.community, KeptMessages(general=messages))
    assert gaps == [Gap("general", since, world.clock.at, MISSED)]
    assert await decided(world) == MISSED + 50
    async with world.community.begin() as uow:
        assert await uow.cases.count([CaseState.OPEN]) == MISSED // 100
    assert await catch_up(world.community, KeptMessages(general=messages)) == []
    assert await decided(world) == MISSED + 50


async def test_late_mode_hides_and_asks_and_nothing_else(world: World) -> None:
    """Old messages give no strike, no time-out, no nudge and no warning; the notice says that they were found late."""
    world.clock.at += DOWN
    old = world.clock.at - timedelta(hours=2)
    for at in range(3):
        await world.act(at=old + timedelta(minutes=5 * at))
    assert (world.platform.calls, await world.strikes()) == ([], [])
    for _ in range(2):
        await world.act()
    number = await world.act(at=old)
    assert world.is_hidden("m6")
    assert world.is_out() is None
    assert len(await world.strikes()) == 2
    case = await world.case(number)
    assert (case.state, [str(each.kind) for each in case.proposals]) == (CaseState.OPEN, ["time_out"])
    assert "only now seen" in world.platform.texts()[-1]


async def test_what_is_just_not_too_old_is_met_as_ever(world: World) -> None:
    """Ten minutes are the policy's limit: at it a message is judged as a new one, after it as an old one."""
    limit = timedelta(seconds=world.community.policy.late_seconds)
    await world.act(wait=0, at=world.clock.at - limit)
    assert len(await world.strikes()) == 1
    await world.act(wait=0, member="kim", at=world.clock.at - limit - timedelta(seconds=1))
    assert await world.strikes("kim") == []


async def test_late_mode_in_review_proposes_without_a_strike(ledger: SqlLedger) -> None:
    """Where moderators decide they are shown the old message too; an uphold gives no strike that late."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    number = await world.act(SLUR, at=world.clock.at - DOWN)
    case = await world.case(number)
    assert (case.state, case.strike_weight) == (CaseState.OPEN, 0)


async def test_a_channel_that_cannot_be_read_is_said(world: World) -> None:
    """One channel is unreadable, one lost messages: the report and the journal name both, and the rest is read."""
    source = KeptMessages(
        general=history(world, "general", 3), closed=history(world, "closed", 3), torn=history(world, "torn", 2)
    )
    source.unreadable, source.lost = {"closed"}, {"torn": "messages older than 90 days are gone"}
    gaps = {each.channel: each for each in await catch_up(world.community, source)}
    assert (gaps["general"].read, gaps["general"].unseen) == (3, "")
    assert (gaps["closed"].read, gaps["closed"].unseen) == (0, "the channel could not be read (PermissionError)")
    assert (gaps["torn"].read, gaps["torn"].unseen) == (2, "messages older than 90 days are gone")
    async with world.community.begin() as uow:
        noted = await uow.journal.recent([EventKind.GAP])
    assert {each.facts["channel"] for each in noted} == {"general", "closed", "torn"}


async def test_a_crash_in_the_middle_loses_nothing(world: World) -> None:
    """Catching up goes on where it broke off, counts what was read before once, and reports all of it."""
    messages = history(world, "general", 250)
    bots = [
        world.content(FINE, id=f"{each.id}b", at=each.at, author=Author("b", "B", is_bot=True)) for each in messages
    ]
    mixed = [each for pair in zip(messages, bots, strict=True) for each in pair]

    class Breaking(KeptMessages):
        @override
        async def read_after(self, channel: str, position: str, limit: int) -> Page:
            if self.pages == 2:
                raise RuntimeError("the process dies")
            return await super().read_after(channel, position, limit)

    with pytest.raises(RuntimeError):
        await catch_up(world.community, Breaking(general=mixed))
    (gap,) = await catch_up(world.community, KeptMessages(general=mixed))
    assert gap.read == await decided(world) == 250


async def test_a_channel_is_read_from_where_it_was_first_met(world: World) -> None:
    """Where a new channel has nothing to read, its position is kept: what comes before a restart is read after it."""

    class Positioned(KeptMessages):
        """Begins a channel that was never read at its latest message, as platforms do that are met late."""

        @override
        async def read_after(self, channel: str, position: str, limit: int) -> Page:
            if not position:
                return Page((), self.channels_by_name[channel][-1].id)
            return await super().read_after(channel, position, limit)

    messages = history(world, "general", 5)
    begun = world.clock.at
    assert await catch_up(world.community, Positioned(general=messages[:3])) == []
    async with world.community.begin() as uow:
        assert await uow.cursors.get("general") == (messages[2].id, begun)
    world.clock.at += DOWN
    assert await catch_up(world.community, Positioned(general=messages)) == [Gap("general", begun, world.clock.at, 2)]


async def test_a_channel_that_was_never_read_begins_where_it_is_told(world: World) -> None:
    """What was written after the beginning is read later, by whatever process; a channel once read stays as it is."""
    old, new = history(world, "general", 2)
    await begin_at(world.community, ["general"], old.id, old.at)
    await begin_at(world.community, ["general"], new.id, new.at)
    async with world.community.begin() as uow:
        assert await uow.cursors.get("general") == (old.id, old.at)


async def test_before_a_channel_is_caught_up_new_messages_do_not_move_its_cursor(world: World) -> None:
    """A message that comes between the start and the catching up does not pass over what was missed."""
    messages = history(world, "general", 30)
    await take(world.community, messages[-1], position=messages[-1].id)
    (gap,) = await catch_up(world.community, KeptMessages(general=messages))
    assert (gap.read, await decided(world)) == (29, 30)


async def test_a_live_message_while_catching_up_hides_no_gap(world: World) -> None:
    """A message that arrives while the old ones are read, and a crash then, lose none of those."""
    messages = history(world, "general", 250)
    live = world.content(FINE, id="general99999", at=world.clock.at + DOWN)

    class Interrupted(KeptMessages):
        @override
        async def read_after(self, channel: str, position: str, limit: int) -> Page:
            if self.pages == 1:
                await take(world.community, live, position=live.id)
                raise RuntimeError("the process dies")
            return await super().read_after(channel, position, limit)

    world.clock.at += DOWN
    with pytest.raises(RuntimeError):
        await catch_up(world.community, Interrupted(general=messages))
    await catch_up(world.community, KeptMessages(general=[*messages, live]))
    assert await decided(world) == 251


async def test_a_flood_across_a_restart_is_still_one(world: World, ledger: SqlLedger) -> None:
    """What a process saw before it ended counts in the windows of the next one."""
    for each in range(3):
        await world.say(FINE, wait=100 if each == 0 else 1)
    after = make_world(ledger)
    after.clock.at = world.clock.at
    assert await warm_up(after.community) == 3
    taken = await after.say(INSULT, wait=1, id="m4")
    assert taken.case is not None
    assert "no-flood" in taken.case.rules
    await after.do_all()
    assert after.platform.calls.count(EffectKind.HIDE) == 1


async def test_moderators_hear_what_was_missed(world: World) -> None:
    """They get one report of the time away, and can look it up later; a time without a gap is not spoken of."""
    messages = history(world, "general", 3)
    await catch_up(world.community, KeptMessages(general=messages[:1]))
    await tell_moderators(world.community)
    since = messages[0].at
    world.clock.at += DOWN
    gaps = await catch_up(world.community, KeptMessages(general=messages))
    await catch_up(world.community, KeptMessages(general=messages))
    await tell_moderators(world.community)
    assert len(world.room.heard) == 2
    assert world.room.heard[-1] == f"I was away. #general: 2 messages read late, since {since:%Y-%m-%d %H:%M} UTC."
    assert (await past_gaps(world.community))[0] == gaps[0]
    unseen = gap_words(Gap("mods", None, since, 1, "the right to read it is missing"))
    assert unseen.endswith("1 message read late, from its beginning; not all was seen: the right to read it is missing")


class Aside(KeptMessages):
    """A platform on whose first page hang replies in threads, which are not found again from any later place."""

    def __init__(self, *aside: Content, **channels: list[Content]) -> None:
        super().__init__(**channels)
        self.aside = aside

    @override
    async def read_after(self, channel: str, position: str, limit: int) -> Page:
        page = await super().read_after(channel, position, 3)
        return replace(page, aside=() if position else self.aside)


async def test_what_stands_aside_is_read_and_moves_no_cursor(world: World) -> None:
    """Wherever a process dies, replies in threads pass over no message, and no message over them."""
    messages = history(world, "general", 6, bad_every=5)
    replies = [replace(messages[at], id=f"reply{at}", text=SLUR, author=Author("bo", "Bo")) for at in (5, 0, 1)]
    read, taken = 0, -1
    while taken < 9:
        taken += 1

        class Dying(WordsClassifier):
            left = taken

            @override
            async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
                if not self.left:
                    raise asyncio.CancelledError
                self.left -= 1
                return await super().score(texts)

        whole, world.community.classifier = world.community.classifier, Dying({})
        with suppress(asyncio.CancelledError):
            read += sum(each.read for each in await catch_up(world.community, Aside(*replies, general=messages)))
        world.community.classifier = whole
    assert read == await decided(world) == 9
    async with world.community.begin() as uow:
        assert (await uow.cursors.get("general") or ("",))[0] == messages[-1].id
    assert await catch_up(world.community, Aside(*replies, general=messages)) == []


async def test_what_is_not_moderated_is_no_gap(world: World) -> None:
    """Bots' messages and pictures are read and not counted, whether they stand in the channel or aside."""
    bot, picture = Author("b1", "Bot", is_bot=True), ""
    messages = [world.content(FINE, author=bot), world.content(picture), world.content(FINE)]
    (gap,) = await catch_up(world.community, Aside(world.content(FINE, author=bot), general=messages))
    assert gap.read == 1


class Slow(KeptMessages):
    """A platform that gives `most` messages, and then wants to be asked again in a minute."""

    def __init__(self, most: int, **channels: list[Content]) -> None:
        super().__init__(**channels)
        self.most = most

    @override
    async def read_after(self, channel: str, position: str, limit: int) -> Page:
        if self.pages:
            await self.wait(Slowed(60, "Slack", self.most))
        return await super().read_after(channel, position, self.most)


async def test_a_slow_platform_is_read_at_its_pace(world: World) -> None:
    """Moderators hear at the first wait how slow it is and what waits for it; then it is read to the end."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await tell_moderators(world.community)

    source = Slow(15, general=history(world, "general", 40), other=history(world, "other", 2))
    gaps = await catch_up(world.community, source, sleep=sleep)
    assert [(each.channel, each.read) for each in gaps] == [("general", 40), ("other", 2)]
    assert slept == [60] * 3
    (said,) = world.room.heard
    assert said.startswith("Slack lets me read only about 15 older messages a minute, so what I missed is read late: ")
    assert "#general, #other still to be read. I go on reading" in said
    await tell_moderators(world.community)
    assert "#general: 40 messages read late" in world.room.heard[-1]


@pytest.mark.parametrize(
    ("slowed", "is_said"),
    [
        (Slowed(30, "Slack", 1000), False),
        (Slowed(1, "Slack", 999), True),
        (Slowed(9.9, "Slack"), False),
        (Slowed(60, "Slack"), True),
    ],
)
async def test_only_what_takes_long_is_spoken_of(world: World, slowed: Slowed, is_said: bool) -> None:  # noqa: FBT001
    """A short wait of a quick platform is nobody's concern."""
    source = KeptMessages()

    async def channels() -> list[str]:
        await source.wait(slowed)
        return []

    async def sleep(seconds: float) -> None:
        assert seconds == slowed.seconds

    source.channels = channels  # type: ignore[method-assign]
    await catch_up(world.community, source, sleep=sleep)
    await tell_moderators(world.community)
    assert bool(world.room.heard) is is_said


async def test_a_live_message_is_served_while_reading_waits(world: World) -> None:
    """What is written meanwhile is taken at once, and counts in no gap."""
    live = world.content(SLUR, id="general99999", at=world.clock.at + DOWN)
    messages = history(world, "general", 30)

    async def sleep(seconds: float) -> None:
        del seconds
        if await decided(world) < 40:
            world.clock.at = live.at
            assert (await take(world.community, live, position=live.id)).case is not None

    source = Slow(15, general=[*messages, live])
    (gap,) = await catch_up(world.community, source, sleep=sleep)
    assert gap.read == 30
    async with world.community.begin() as uow:
        assert (await uow.cursors.get("general") or ("",))[0] == live.id


async def test_a_report_tells_of_every_gap_once(world: World) -> None:
    """Where a look broke off after a channel was read, the next report has that channel, and the one after has not."""

    class Breaking(KeptMessages):
        @override
        async def read_after(self, channel: str, position: str, limit: int) -> Page:
            if channel == "other":
                raise RuntimeError("the process dies")
            return await super().read_after(channel, position, limit)

    kept = {name: history(world, name, 3) for name in ("general", "other")}
    await catch_up(world.community, KeptMessages(general=history(world, "general", 1)))
    with pytest.raises(RuntimeError):
        await catch_up(world.community, Breaking(**kept))
    await catch_up(world.community, KeptMessages(**kept))
    await catch_up(world.community, KeptMessages(**{**kept, "third": history(world, "third", 1)}))
    await tell_moderators(world.community)
    assert [[name in each for name in ("general", "other", "third")] for each in world.room.heard] == [
        [True, False, False],
        [True, True, False],
        [False, False, True],
    ]
