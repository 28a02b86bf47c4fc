"""What moderators do without the bot enters the same ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.actions import TimeOut
from bot.core.cases import CaseState
from bot.core.content import Message
from bot.core.effects import EffectKind, EffectState, Failed
from bot.core.notices import NoticeState
from bot.pipeline.by_hand import ByHand, enter
from bot.pipeline.review import Did, change, undo
from tests.pipeline.ledger_makers import ANNA, BERT, FINE, HOUR, SLUR, World


def by_hand(world: World, kind: EffectKind, id: str = "h1", message: str = "", member: str = "bo") -> ByHand:  # noqa: A002 - the field's name
    """Make an action of Bert's, now."""
    until = world.clock.at + timedelta(hours=3) if kind is EffectKind.TIME_OUT else None
    on = Message("general", message) if message else None
    return ByHand(id, BERT, kind, member, world.clock.at, on, until)


@pytest.mark.parametrize("kind", [EffectKind.HIDE, EffectKind.TIME_OUT, EffectKind.KICK, EffectKind.BAN])
async def test_a_moderators_own_action_is_a_case(world: World, kind: EffectKind) -> None:
    """It is a decided case with one effect that is done; the bot says nothing, and says why it does not."""
    await world.act(FINE, id="x")
    act = by_hand(world, kind, message="x" if kind is EffectKind.HIDE else "")
    case = await enter(world.community, act)
    await world.do_all()
    assert case is not None
    assert (case.state, case.by_hand, case.decided_by) == (CaseState.UPHELD, True, BERT.id)
    assert await world.states(case.number) == [(str(kind), EffectState.DONE)]
    assert [each.state for each in await world.notices(case.number)] == [NoticeState.WAIVED]
    assert world.platform.calls == []
    assert await world.unnoticed() == []


async def test_it_is_entered_once(world: World) -> None:
    """The platform tells of an action twice: there is one case."""
    act = by_hand(world, EffectKind.BAN)
    assert await enter(world.community, act) is not None
    assert await enter(world.community, act) is None


async def test_it_closes_the_bots_case_and_calls_off_what_was_planned(world: World) -> None:
    """A moderator who hides a message first is not followed by the bot, but the strike is told."""
    await world.say(SLUR, id="x")
    case = await enter(world.community, by_hand(world, EffectKind.HIDE, message="x"))
    await world.do_all()
    assert case is not None
    assert (case.number, case.state) == (1, CaseState.UPHELD)
    assert world.platform.calls == [EffectKind.NOTIFY]
    assert [state for _, state in await world.states(1)] == [
        EffectState.SUPERSEDED,
        EffectState.DONE,
        EffectState.DONE,
    ]
    assert await world.unnoticed() == []


async def test_it_can_be_undone_through_the_bot(world: World) -> None:
    """A moderator's own time-out is lifted by an undo of its case, as the bot's would be."""
    world.platform.out["bo"] = world.clock.at + timedelta(hours=3)
    await enter(world.community, by_hand(world, EffectKind.TIME_OUT))
    assert isinstance(await undo(world.community, 1, ANNA), Did)
    await world.do_all()
    assert world.is_out() is None


async def test_the_bots_time_out_leaves_one_by_hand_in_force(world: World) -> None:
    """Undo of the bot's case puts the end of a moderator's own time-out."""
    await world.act(SLUR)
    await change(world.community, 1, ANNA, [TimeOut(10 * HOUR)])
    await world.do_all()
    act = by_hand(world, EffectKind.TIME_OUT)
    await enter(world.community, act)
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert world.is_out() == act.until


async def test_bringing_a_message_back_protects_its_text(world: World) -> None:
    """Who restores by hand finds the text in order: case undone, strike revoked, member told, text left alone."""
    await world.act(SLUR)
    case = await enter(world.community, by_hand(world, EffectKind.RESTORE, message="m1"))
    await world.do_all()
    assert case is not None
    assert case.state is CaseState.UNDONE
    assert await world.strikes() == []
    assert await world.act(SLUR, "kim") == 0
    assert EffectKind.RESTORE not in world.platform.calls
    assert "Your message is back" in world.platform.texts()[-1]


async def test_bringing_a_message_back_lifts_what_came_with_it(world: World) -> None:
    """No time-out is left standing of a case that a moderator undid by hand."""
    for _ in range(3):
        await world.act()
    assert world.is_out() is not None
    await enter(world.community, by_hand(world, EffectKind.RESTORE, message="m3"))
    await world.do_all()
    assert world.is_out() is None
    assert len(await world.strikes()) == 2


async def test_lifting_a_time_out_leaves_the_rest(world: World) -> None:
    """Who lifts a time-out by hand is milder with the member, and does not say that the message was in order."""
    for _ in range(3):
        await world.act()
    world.platform.out.clear()
    case = await enter(world.community, by_hand(world, EffectKind.LIFT_TIME_OUT))
    await world.do_all()
    assert case is not None
    assert (case.number, case.state) == (3, CaseState.UPHELD)
    assert len(await world.strikes()) == 3
    assert world.is_hidden("m3")
    assert isinstance(await undo(world.community, 3, ANNA), Did)
    await world.do_all()
    assert not world.is_hidden("m3")
    assert EffectKind.LIFT_TIME_OUT not in world.platform.calls


async def test_what_ended_by_itself_was_not_lifted_by_hand(world: World) -> None:
    """Lifting the time-out that runs does not touch the case of one that ended long ago."""
    for number, hours in ((1, 100), (2, 1)):
        await world.act(SLUR)
        await change(world.community, number, ANNA, [TimeOut(hours * HOUR)])
        await world.do_all()
    world.clock.at += timedelta(hours=2)
    case = await enter(world.community, by_hand(world, EffectKind.LIFT_TIME_OUT))
    assert case is not None
    assert case.number == 1
    world.clock.at += timedelta(hours=200)
    assert await enter(world.community, by_hand(world, EffectKind.LIFT_TIME_OUT, "h2")) is None


async def test_a_restore_by_hand_ends_what_the_bot_could_not(world: World) -> None:
    """The bot's restore failed, a moderator does it: the case stays undone, and a later undo has nothing to do."""
    await world.act(SLUR)
    world.platform.answer(EffectKind.RESTORE, Failed("403"))
    await undo(world.community, 1, ANNA)
    await world.do_all()
    told = len(world.platform.texts())
    case = await enter(world.community, by_hand(world, EffectKind.RESTORE, message="m1"))
    await world.do_all()
    assert case is not None
    assert (case.state, case.decided_by) == (CaseState.UNDONE, ANNA.id)
    assert len(world.platform.texts()) == told


async def test_taking_back_what_the_ledger_never_did_is_no_case(world: World) -> None:
    """A moderator who unbans somebody whom nobody here banned leaves no trace."""
    assert await enter(world.community, by_hand(world, EffectKind.UNBAN)) is None
    assert await enter(world.community, by_hand(world, EffectKind.RESTORE, message="x")) is None
