"""Taking back: exactly what a case caused, once, with its strikes, and the member told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.actions import Ban, Hide, Kick, Remove, SuppressEmbeds, TimeOut, Warn, automatic
from bot.core.cases import CaseState
from bot.core.effects import INVERSE, EffectKind, EffectState, Failed
from bot.core.notices import NoticeKind, NoticeState
from bot.core.policy import Mode
from bot.pipeline.by_hand import ByHand, enter
from bot.pipeline.enforce import work_once
from bot.pipeline.intake import take
from bot.pipeline.review import Did, NothingToDo, change, reopen, undo, uphold
from bot.pipeline.take_back import reverse
from tests.fakes import Lost
from tests.pipeline.ledger_makers import ANNA, BERT, HOUR, INSULT, SCAM, SLUR, World, ledger_policy, make_world

if TYPE_CHECKING:
    from bot.core.actions import Enforcement
    from bot.core.effects import Applied, Order, Outcome
    from bot.storage.ledger import SqlLedger

DONE, SUPERSEDED = EffectState.DONE, EffectState.SUPERSEDED


async def two_time_outs(world: World) -> None:
    """Give Bo a time-out of an hour by case 1 and of two hours by case 2."""
    for number, hours in ((1, 1), (2, 2)):
        await world.act(SLUR)
        await change(world.community, number, ANNA, [Hide(), TimeOut(hours * HOUR)])
        await world.do_all()


@pytest.mark.parametrize(("first", "left"), [(1, 2), (2, 1)])
async def test_of_two_time_outs_the_other_stands(world: World, first: int, left: int) -> None:
    """Whichever of two overlapping time-outs is taken back, the other keeps its own end."""
    await two_time_outs(world)
    ends = {each.case: each.until for n in (1, 2) for each in await world.effects(n) if each.until}
    await undo(world.community, first, ANNA)
    await world.do_all()
    assert world.is_out() == ends[left]
    await undo(world.community, left, ANNA)
    await world.do_all()
    assert world.is_out() is None
    assert world.platform.hidden == set()


async def test_a_shorter_time_out_does_not_cut_a_longer_one(world: World) -> None:
    """A second, shorter time-out leaves the member out until the end of the first."""
    for number, hours in ((1, 5), (2, 1)):
        await world.act(SLUR)
        await change(world.community, number, ANNA, [TimeOut(hours * HOUR)])
        await world.do_all()
    (first,) = [each.until for each in await world.effects(1) if each.kind is EffectKind.TIME_OUT]
    assert world.is_out() == first


async def test_a_planned_hide_never_happens(world: World) -> None:
    """What was taken back before it was tried makes no call and no notice."""
    await world.say(SLUR)
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert world.platform.calls == []
    assert {each for _, each in await world.states(1)} == {SUPERSEDED}
    assert [each.state for each in await world.notices(1)] == [NoticeState.WAIVED]


@pytest.mark.parametrize("lost", [Lost.BEFORE, Lost.AFTER])
async def test_a_hide_under_way_is_looked_for_and_reversed(world: World, lost: Lost) -> None:
    """Undo while nobody knows whether the hide went through: the message ends in sight, by one hide at most."""
    world.platform.answer(EffectKind.HIDE, lost)
    await world.say(SLUR)
    await work_once(world.community)
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert not world.is_hidden()
    assert world.platform.calls.count(EffectKind.HIDE) == 1
    assert world.platform.twice == []
    went_through = lost is Lost.AFTER
    assert ("hide", DONE if went_through else SUPERSEDED) in await world.states(1)
    assert ("restore", DONE if went_through else EffectState.SKIPPED) in await world.states(1)


async def test_an_undo_in_the_middle_of_the_call_wins(world: World) -> None:
    """The hide that is claimed already comes about, and is then reversed."""
    await world.say(SLUR)

    class Undoing:
        capabilities = world.platform.capabilities

        async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
            if order.effect.kind is EffectKind.HIDE:
                await undo(world.community, 1, ANNA)
            return await world.platform.enforce(order, idempotency_key=idempotency_key)

        async def look(self, order: Order, *, idempotency_key: str) -> Applied | None:
            return await world.platform.look(order, idempotency_key=idempotency_key)

    world.community.enforcer = Undoing()
    await world.do_all()
    assert not world.is_hidden()
    assert [each for each in await world.states(1) if each[0] != "notify"] == [("hide", DONE), ("restore", DONE)]


async def test_a_second_undo_does_nothing(world: World) -> None:
    """A case is taken back once; the second moderator is told that there is nothing to do."""
    await world.act(SLUR)
    assert isinstance(await undo(world.community, 1, ANNA), Did)
    await world.do_all()
    calls, told = len(world.platform.calls), len(world.platform.texts())
    second = await undo(world.community, 1, BERT)
    await world.do_all()
    assert isinstance(second, NothingToDo)
    assert (len(world.platform.calls), len(world.platform.texts())) == (calls, told)
    assert (await world.case(1)).decided_by == ANNA.id


async def test_undo_restores_strikes(world: World) -> None:
    """After an undo the next slip is met as if the first had not been."""
    await world.act()
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert await world.strikes() == []
    number = await world.act("you fool")
    assert [each.kind for each in await world.notices(number)] == [NoticeKind.NUDGE]


async def test_undo_tells_the_member_what_came_back(world: World) -> None:
    """The notice of an undo says that the message is back, once it is."""
    await world.act(SLUR)
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert len(world.platform.texts()) == 2
    assert [each.kind for each in await world.notices(1)] == [NoticeKind.ACTION, NoticeKind.REVERSED]
    assert "Your message is back" in world.platform.texts()[-1]


async def test_reopen_then_uphold_does_it_again(world: World) -> None:
    """Who undid too fast can go back: hide, time-out and strike come again, and so does the undo after."""
    await world.act(SLUR)
    await undo(world.community, 1, ANNA)
    await world.do_all()
    await reopen(world.community, 1, ANNA)
    await world.do_all()
    assert not world.is_hidden()
    await uphold(world.community, 1, ANNA)
    await world.do_all()
    assert world.is_hidden()
    assert world.is_out() is not None
    assert len(await world.strikes()) == 1
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert (world.is_hidden(), world.is_out(), await world.strikes()) == (False, None, [])


async def test_a_restore_that_failed_can_be_tried_again(world: World) -> None:
    """What could not be taken back still stands, so that reopening and undoing again tries once more."""
    await world.act(SLUR)
    world.platform.answer(EffectKind.RESTORE, Failed("the channel is gone"))
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert world.is_hidden()
    await reopen(world.community, 1, ANNA)
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert not world.is_hidden()


async def test_what_two_cases_hide_stays_until_both_are_taken_back(world: World) -> None:
    """A message that two cases hide is in sight again after the second undo, in whatever order."""
    for order in ((1, 2), (4, 3)):
        name = f"x{order[0]}"
        first = await world.act(f"{SLUR} {name}", id=name)
        await uphold(world.community, first, ANNA)
        await world.act(f"{SCAM} {name}", id=name, revision=1)
        await undo(world.community, order[0], ANNA)
        await world.do_all()
        assert world.is_hidden(name)
        await undo(world.community, order[1], ANNA)
        await world.do_all()
        assert not world.is_hidden(name)


async def test_a_change_to_a_warning_lifts_and_warns(world: World) -> None:
    """Instead of hide and time-out a moderator chooses a warning: both are taken back, the member is warned."""
    for _ in range(3):
        await world.act(INSULT)
    assert world.is_out()
    await change(world.community, 3, ANNA, [Warn()])
    await world.do_all()
    assert (world.is_hidden("m3"), world.is_out()) == (False, None)
    assert len(await world.strikes()) == 3
    last = (await world.notices(3))[-1]
    assert (last.kind, last.warning, last.decided) == (NoticeKind.ACTION, True, False)
    assert "is lifted" in world.platform.texts()[-1]


async def test_a_change_to_nothing_tells_the_member(world: World) -> None:
    """Who gets back what was taken is told so, also where the verdict stands."""
    await world.act(SLUR)
    await change(world.community, 1, ANNA, [])
    await world.do_all()
    assert not world.is_hidden()
    assert (await world.case(1)).state is CaseState.UPHELD
    assert "Your message is back" in world.platform.texts()[-1]
    assert "no longer counts" not in world.platform.texts()[-1]
    assert len(await world.strikes()) == 1


async def test_a_change_to_a_shorter_time_out_shortens_it(world: World) -> None:
    """The longer time-out ends, the shorter one holds."""
    await two_time_outs(world)
    await undo(world.community, 1, ANNA)
    await world.do_all()
    number = await world.act(SLUR)
    await change(world.community, number, ANNA, [TimeOut(10 * HOUR)])
    await world.do_all()
    await undo(world.community, 2, ANNA)
    await undo(world.community, number, ANNA)
    await world.do_all()
    assert world.is_out() is None


RESTRICTING: dict[EffectKind, Enforcement] = {
    EffectKind.HIDE: Hide(),
    EffectKind.SUPPRESS_EMBEDS: SuppressEmbeds(),
    EffectKind.TIME_OUT: TimeOut(HOUR),
    EffectKind.REMOVE: Remove(),
    EffectKind.BAN: Ban(),
    EffectKind.KICK: Kick(),
}


@pytest.mark.parametrize("kind", RESTRICTING)
async def test_each_restriction_is_done_and_undone(ledger: SqlLedger, kind: EffectKind) -> None:
    """Doing and undoing brings the platform's state back, for every kind that has an inverse; a kick stays done."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    number = await world.act(SCAM)
    platform = world.platform
    before = (set(platform.hidden), set(platform.bare), dict(platform.out), set(platform.gone), set(platform.removed))
    await change(world.community, number, ANNA, [RESTRICTING[kind]])
    await world.do_all()
    done = (platform.hidden, platform.bare, platform.out, platform.gone, platform.removed)
    assert done != before
    await undo(world.community, number, ANNA)
    await world.do_all()
    assert (done == before) is (INVERSE[kind] is not None)


@pytest.mark.parametrize(
    "kind",
    [EffectKind.RESTORE, EffectKind.RESTORE_EMBEDS, EffectKind.LIFT_TIME_OUT, EffectKind.READMIT, EffectKind.UNBAN],
)
async def test_each_inverse_can_itself_be_reversed(world: World, kind: EffectKind) -> None:
    """Every inverse's inverse is what it took back."""
    del world
    back = INVERSE[kind]
    assert back is not None
    assert INVERSE[back] is kind


async def test_what_cannot_be_undone_is_never_automatic(ledger: SqlLedger) -> None:
    """A ladder that asks for a kick gets a proposal: the caps hold no irreversible action."""
    policy = ledger_policy()
    irreversible = {str(kind) for kind, inverse in INVERSE.items() if inverse is None}
    assert irreversible == {"kick"}
    assert not irreversible & {str(each.kind) for each in policy.caps.automatic}
    world = make_world(ledger, policy=policy)
    for _ in range(8):
        taken = await world.say(SLUR)
        assert taken.screened is not None
        kinds = {str(each.kind) for each in automatic(taken.screened.decision.actions)}
        assert not kinds & irreversible


async def test_a_ban_by_hand_keeps_its_member_out(world: World) -> None:
    """Undo of the bot's ban does not undo the one that a moderator gave besides."""
    number = await world.act(SLUR)
    await change(world.community, number, ANNA, [Ban()])
    await world.do_all()
    await enter(world.community, ByHand("b1", BERT, EffectKind.BAN, "bo", world.clock.at))
    await undo(world.community, number, ANNA)
    await world.do_all()
    assert world.platform.gone == {"bo"}
    await undo(world.community, 2, ANNA)
    await world.do_all()
    assert world.platform.gone == set()


async def test_a_time_out_that_ended_needs_no_lifting(world: World) -> None:
    """Undo after the end makes no call, and still tells the member."""
    await world.act(SLUR)
    await change(world.community, 1, ANNA, [TimeOut(HOUR)])
    await world.do_all()
    world.clock.at += timedelta(hours=2)
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert EffectKind.LIFT_TIME_OUT not in world.platform.calls
    assert (await world.notices(1))[-1].kind is NoticeKind.REVERSED


async def test_reversing_twice_plans_once(world: World) -> None:
    """No second inverse is planned for what has one."""
    message = world.content(SLUR)
    await take(world.community, message)
    await world.do_all()
    case = await world.case(1)
    async with world.community.begin() as uow:
        assert await reverse(uow, case, await uow.effects.of_case(1))
        assert not await reverse(uow, case, await uow.effects.of_case(1))
