"""How notices reach members: by which way, saying what, and naming nobody."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from bot.core.actions import Ban, Kick, Remove, Warn
from bot.core.effects import EffectKind, EffectState, Failed, Route
from bot.core.notices import NoticeState
from bot.pipeline.appeal import appeal, decide_appeal
from bot.pipeline.by_hand import ByHand, enter
from bot.pipeline.review import change, claim, dismiss, release, reopen, undo, uphold
from tests.fakes import ScriptedPlatform
from tests.pipeline.ledger_makers import ANNA, BERT, INSULT, SCAM, SLUR, World, make_world

if TYPE_CHECKING:
    from bot.core.actions import Enforcement
    from bot.storage.ledger import SqlLedger


async def test_a_closed_inbox_falls_back_to_the_channel(world: World) -> None:
    """Who takes no direct messages gets a hint where they wrote."""
    world.platform.closed = {Route.DIRECT}
    number = await world.act(SLUR)
    assert [(route, member) for member, route, _ in world.platform.inbox] == [(Route.CHANNEL, "bo")]
    assert [each.state for each in await world.notices(number)] == [NoticeState.SENT]
    assert [state for kind, state in await world.states(number) if kind == "notify"] == [
        EffectState.SUBSTITUTED,
        EffectState.DONE,
    ]


async def test_what_reaches_nobody_is_kept_for_when_the_member_asks(world: World) -> None:
    """With both ways closed the text is kept, and the notice says why."""
    world.platform.closed = {Route.DIRECT, Route.CHANNEL}
    number = await world.act(SLUR)
    (notice,) = await world.notices(number)
    assert (notice.state, notice.reason) == (NoticeState.KEPT, "channel is closed")
    async with world.community.begin() as uow:
        ((_, text),) = await uow.notices.of_member("bo")
    assert "We have hidden your message" in text
    assert await world.unnoticed() == []


async def test_where_nobody_can_be_written_to_it_is_kept_at_once(ledger: SqlLedger) -> None:
    """A community whose token can't write to members keeps notices without a call."""
    world = make_world(ledger, platform=ScriptedPlatform(frozenset(EffectKind) - {EffectKind.NOTIFY}))
    number = await world.act(SLUR)
    assert [each.state for each in await world.notices(number)] == [NoticeState.KEPT]
    assert world.platform.calls == [EffectKind.HIDE]


async def test_the_text_is_kept_as_it_was_sent(world: World) -> None:
    """What the ledger holds is what the member read."""
    await world.act(SLUR)
    async with world.community.begin() as uow:
        ((_, text),) = await uow.notices.of_member("bo")
    assert [text] == world.platform.texts()


async def test_a_notice_says_only_what_was_done(world: World) -> None:
    """Hidden, but not timed out since that failed: the notice says the one and not the other."""
    for _ in range(2):
        await world.act()
    world.platform.answer(EffectKind.TIME_OUT, Failed("the member outranks the bot"))
    await world.act()
    text = world.platform.texts()[-1]
    assert "We have hidden your message" in text
    assert "UTC. " not in text.split("Our rule")[0]


async def test_a_warning_is_named_as_one(world: World) -> None:
    """Hide and warning come in one notice."""
    await world.act(SCAM)
    (text,) = world.platform.texts()
    assert "hidden your message" in text
    assert "formal warning" in text
    assert "Case 1" in text
    assert "/appeal 1" in text


@pytest.mark.parametrize("action", [Remove(), Kick(), Ban()])
async def test_who_is_removed_is_told_before(world: World, action: Enforcement) -> None:
    """Afterwards the bot could not write to them any more."""
    await world.act(SLUR)
    await change(world.community, 1, ANNA, [action])
    await world.do_all()
    assert [str(each) for each in world.platform.calls[-3:]] == ["restore", "notify", str(action.kind)]
    assert len(world.platform.texts()) == 2


async def test_a_removal_is_told_before_by_whatever_way(world: World) -> None:
    """Also where the direct message fails, the hint in the channel comes before the removal."""
    await world.act(SLUR)
    world.platform.closed = {Route.DIRECT}
    await change(world.community, 1, ANNA, [Ban()])
    await world.do_all()
    assert [str(each) for each in world.platform.calls[-3:]] == ["notify", "notify", "ban"]


async def test_a_hint_and_a_restored_message_find_their_thread(world: World) -> None:
    """Where in a channel the member wrote is kept with the evidence: afterwards nobody could look it up."""
    world.platform.closed = {Route.DIRECT}
    number = await world.act(SLUR, thread="1700000000.000100")
    await undo(world.community, number, ANNA)
    await world.do_all()
    threads = [world.platform.orders[kind].thread for kind in (EffectKind.RESTORE, EffectKind.NOTIFY)]
    assert threads == ["1700000000.000100"] * 2


async def test_no_notice_names_a_moderator_in_any_order_of_things(ledger: SqlLedger) -> None:
    """Neither name nor id of a moderator is in anything that a member gets, however a case goes."""
    for place, steps in enumerate(permutations(range(4))):
        world = make_world(ledger, f"c{place}")
        await world.act(SLUR)
        act = ByHand("h", BERT, EffectKind.RESTORE, "bo", world.clock.at, world.content(id="m1").message)
        await claim(world.community, 1, ANNA)
        await release(world.community, 1, ANNA)
        await appeal(world.community, 1, "bo", "Bo", "please")
        for step in steps:
            match step:
                case 0:
                    await uphold(world.community, 1, ANNA)
                case 1:
                    await change(world.community, 1, ANNA, [Warn()])
                case 2:
                    both = frozenset({ANNA.id, BERT.id})
                    await decide_appeal(world.community, 1, BERT, grant=place % 2 == 0, moderators=both)
                case _:
                    await enter(world.community, act)
            await world.do_all()
            await reopen(world.community, 1, ANNA)
        await dismiss(world.community, 1, ANNA)
        await world.do_all()
        async with world.community.begin() as uow:
            exported = str(await uow.people.export("bo"))
            exported += str(await uow.notices.of_member("bo"))
        for secret in (ANNA.id, ANNA.name, BERT.id, BERT.name):
            assert secret not in "".join(world.platform.texts()) + exported


async def test_nobody_reads_of_a_deed_after_its_undo(world: World) -> None:
    """A notice that had to wait is not sent any more once the case was taken back; the member hears of that."""
    world.platform.answer(EffectKind.NOTIFY, Failed("429", retry=True, after=60.0))
    await world.say(SLUR)
    await world.do()
    await undo(world.community, 1, ANNA)
    await world.do_all()
    (text,) = world.platform.texts()
    assert "taken our decision back" in text


async def test_the_second_slip_names_program_and_rule(world: World) -> None:
    """A member learns which rule, and that a program decided; the message itself is not quoted."""
    await world.act()
    await world.act(INSULT)
    text = world.platform.texts()[-1]
    assert "Be kind" in text
    assert "program" in text
    assert INSULT not in text
