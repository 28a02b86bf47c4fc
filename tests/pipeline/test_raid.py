"""A raided channel is slowed down or closed for a while, once, and can be opened again by a click."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.actions import Hide, Lock, SlowMode, TimeOut
from bot.core.cards import Press
from bot.core.cases import CaseState
from bot.core.effects import EffectKind, EffectState
from bot.core.policy import Mode
from bot.core.raid import Raid
from bot.pipeline.cards import card_of
from bot.pipeline.case_file import read_case
from bot.pipeline.review import change, dismiss, undo, uphold
from tests.fakes import ScriptedPlatform
from tests.pipeline.ledger_makers import ANNA, SLUR, World, ledger_policy, make_world

if TYPE_CHECKING:
    from bot.core.policy import Policy
    from bot.storage.ledger import SqlLedger

RAID = Raid(5, 60, (SlowMode(30, 900),), (Lock(900),))


def raided_policy(mode: Mode = Mode.ENFORCE, raid: Raid = RAID) -> Policy:
    """Make a policy that answers a raid of five."""
    return replace(ledger_policy(mode), raid=raid)


async def raid(world: World, members: int, *, first: int = 0, each: int = 2, wait: int = 1) -> None:
    """Let so many members write slurs in turn, and the worker do what is due."""
    for number in range(each):
        for member in range(first, first + members):
            await world.say(f"{SLUR} {number}", f"raider{member}", wait=wait)
    await world.do()


async def raids(world: World) -> list[int]:
    """Return the numbers of the cases about no member."""
    async with world.community.begin() as uow:
        return sorted(each.number for each in await uow.cases.find(limit=1_000) if not each.member)


async def test_five_members_within_a_minute_are_a_raid(ledger: SqlLedger) -> None:
    """The channel is slowed down at once, a lock is proposed, and it is one case beside one per member."""
    world = make_world(ledger, policy=raided_policy())
    await raid(world, 4)
    assert world.platform.slow == {}
    await raid(world, 20, first=4)
    assert world.platform.slow == {"general": 30}
    (number,) = await raids(world)
    case = await world.case(number)
    assert (case.state, case.proposals, case.rules) == (CaseState.OPEN, (Lock(900),), ("raid",))
    assert "5 members and more" in case.why_open
    async with world.community.begin() as uow:
        assert len(await uow.cases.find(limit=1_000)) == 24 + 1
    assert world.platform.calls.count(EffectKind.SLOW_MODE) == 1


async def test_it_ends_by_itself(ledger: SqlLedger) -> None:
    """After its time the channel is as it was, and no member heard of it: it was about nobody."""
    world = make_world(ledger, policy=raided_policy())
    await raid(world, 5)
    assert world.platform.slow
    world.clock.at += timedelta(seconds=901)
    await world.do()
    assert world.platform.slow == {}
    (number,) = await raids(world)
    assert await world.notices(number) == []
    assert [each.state for each in await world.effects(number)] == [EffectState.DONE] * 2


async def test_a_raid_that_goes_on_is_answered_as_long_as_it_lasts(ledger: SqlLedger) -> None:
    """No second slow mode is set, and the first is not lifted in the middle."""
    world = make_world(ledger, policy=raided_policy())
    await raid(world, 5)
    world.clock.at += timedelta(seconds=600)
    await raid(world, 5, first=10)
    world.clock.at += timedelta(seconds=600)
    await world.do()
    assert world.platform.slow == {"general": 30}
    world.clock.at += timedelta(seconds=301)
    await world.do()
    assert world.platform.slow == {}
    assert world.platform.calls.count(EffectKind.SLOW_MODE) == 1
    assert len(await raids(world)) == 1


async def test_the_next_raid_is_answered_again(ledger: SqlLedger) -> None:
    """A day later the channel is slowed down anew, in the same case while nobody has decided on it."""
    world = make_world(ledger, policy=raided_policy())
    await raid(world, 5)
    await world.do_all()
    world.clock.at += timedelta(days=1)
    await raid(world, 5)
    assert world.platform.slow == {"general": 30}
    await uphold(world.community, (await raids(world))[0], ANNA)
    world.clock.at += timedelta(days=1)
    await raid(world, 5)
    assert len(await raids(world)) == 2


async def test_a_moderator_opens_the_channel_again(ledger: SqlLedger) -> None:
    """An undo lifts the slow mode at once, and the raid that is still on does not bring it back."""
    world = make_world(ledger, policy=raided_policy())
    await raid(world, 5)
    (number,) = await raids(world)
    await dismiss(world.community, number, ANNA)
    await world.do()
    assert world.platform.slow == {}
    await raid(world, 5, first=10)
    assert world.platform.slow == {}
    await undo(world.community, number, ANNA)
    await world.do_all()
    assert world.platform.calls.count(EffectKind.LIFT_SLOW_MODE) == 1


async def test_an_uphold_does_what_was_proposed(ledger: SqlLedger) -> None:
    """The lock that a moderator agrees to is set beside the slow mode, and ends by itself as well."""
    world = make_world(ledger, policy=raided_policy())
    await raid(world, 5)
    await uphold(world.community, (await raids(world))[0], ANNA)
    await world.do()
    assert world.platform.locked == {"general"}
    await world.do_all()
    assert (world.platform.locked, world.platform.slow) == (set(), {})


async def test_in_review_all_is_proposed_and_nothing_done(ledger: SqlLedger) -> None:
    """A moderator is asked for both."""
    world = make_world(ledger, policy=raided_policy(Mode.REVIEW))
    await raid(world, 6)
    (number,) = await raids(world)
    assert (await world.case(number)).proposals == (SlowMode(30, 900), Lock(900))
    assert world.platform.slow == {}


async def test_in_shadow_there_is_no_case_at_all(ledger: SqlLedger) -> None:
    """Nothing is done and nobody is asked."""
    world = make_world(ledger, policy=raided_policy(Mode.SHADOW))
    await raid(world, 6)
    assert await raids(world) == []
    assert world.platform.calls == []


async def test_what_the_platform_cannot_do_is_asked_of_a_moderator(ledger: SqlLedger) -> None:
    """The case says what by hand."""
    able = frozenset(EffectKind) - {EffectKind.SLOW_MODE}
    world = make_world(ledger, policy=raided_policy(raid=replace(RAID, propose=())), platform=ScriptedPlatform(able))
    await raid(world, 5)
    case = await world.case((await raids(world))[0])
    assert case.state is CaseState.OPEN
    assert "the bot can't do this here: slow_mode 30s for 15m" in case.why_open


async def test_one_member_or_other_channels_or_slow_trickles_are_no_raid(ledger: SqlLedger) -> None:
    """It takes many members in one channel within the time."""
    world = make_world(ledger, policy=raided_policy())
    await raid(world, 1, each=20)
    await raid(world, 10, first=20, wait=30)
    for number in range(10):
        await world.say(SLUR, f"m{number}", wait=1, channel=f"c{number}")
    assert await raids(world) == []


async def test_a_channels_case_offers_nothing_that_is_about_a_text(ledger: SqlLedger) -> None:
    """There is nobody to answer and nothing to hide; who asks for that all the same breaks nothing."""
    world = make_world(ledger, policy=raided_policy())
    await raid(world, 5)
    (number,) = await raids(world)
    file = await read_case(world.community, number)
    assert file is not None
    assert card_of(file, world.clock.at).presses == (Press.UPHOLD, Press.DISMISS, Press.CLAIM, Press.WHY)
    hidden = set(world.platform.hidden)
    await change(world.community, number, ANNA, [Hide(), TimeOut(60)])
    await world.do_all()
    assert world.platform.slow == {}
    assert (world.platform.hidden, world.platform.out) == (hidden, {})
