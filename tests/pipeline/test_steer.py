"""A community is served in the mode that was chosen for it, and in shadow by something that can't act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.cases import CaseState
from bot.core.effects import EffectState
from bot.core.journal import EventKind
from bot.core.policy import Mode
from bot.pipeline.review import undo
from bot.pipeline.shadow import Shadow
from bot.pipeline.steer import choose_mode, note_reload, serve_as_chosen
from tests.pipeline.ledger_makers import ANNA, SCAM, SLUR, World, ledger_policy, make_world

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger


@pytest.mark.parametrize("mode", Mode)
async def test_a_chosen_mode_counts_at_once_and_after_a_restart(ledger: SqlLedger, mode: Mode) -> None:
    """It is kept for this community and for no other."""
    world, other = make_world(ledger), make_world(ledger, "sydlys")
    await choose_mode(world.community, mode, ANNA)
    assert world.community.policy.mode is mode
    restarted = make_world(ledger)
    for each in (restarted, other):
        await serve_as_chosen(each.community)
    assert (restarted.community.policy.mode, restarted.community.chosen) == (mode, mode)
    assert (other.community.policy.mode, other.community.chosen) == (Mode.ENFORCE, None)


async def test_a_changed_policy_leaves_the_chosen_mode(world: World) -> None:
    """What the file says of it counts again only when that is chosen."""
    await choose_mode(world.community, Mode.SHADOW, ANNA)
    fresh = world.community.screener.fresh()
    fresh.policy = ledger_policy(Mode.REVIEW)
    world.community.adopt(fresh)
    served = [(world.community.policy.mode, type(world.community.enforcer))]
    await choose_mode(world.community, None, ANNA)
    served.append((world.community.policy.mode, type(world.community.enforcer)))
    assert served == [(Mode.SHADOW, Shadow), (Mode.REVIEW, type(world.platform))]


async def test_every_choice_is_in_the_journal(world: World) -> None:
    """Under who made it, with the mode of before."""
    await choose_mode(world.community, Mode.SHADOW, ANNA)
    await choose_mode(world.community, None, ANNA)
    await note_reload(world.community, ANNA, "The policy abc is in force.")
    async with world.community.begin() as uow:
        reloaded, last, first = await uow.journal.recent()
    assert first.facts == {"chosen": "shadow", "before": "enforce"}
    assert last.facts == {"chosen": "as the policy says", "before": "shadow"}
    assert (reloaded.kind, reloaded.facts) == (EventKind.POLICY_RELOADED, {"what": "The policy abc is in force."})
    assert {each.actor for each in (first, last, reloaded)} == {ANNA}


async def test_what_was_planned_before_shadow_is_not_done_in_it(world: World) -> None:
    """Nothing calls the platform any more; moderators see that it was not done, and the member is told nothing."""
    await world.say(SCAM)
    await choose_mode(world.community, Mode.SHADOW, ANNA)
    await world.do_all()
    assert world.platform.calls == []
    states = dict(await world.states(1))
    assert states["hide"] is EffectState.FAILED
    assert (await world.case(1)).state is CaseState.OPEN
    assert world.platform.inbox == []


async def test_an_undo_in_shadow_says_that_it_took_nothing_back(world: World) -> None:
    """What was done before stands, and the ledger does not claim otherwise."""
    await world.act(SLUR)
    calls = len(world.platform.calls)
    await choose_mode(world.community, Mode.SHADOW, ANNA)
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert len(world.platform.calls) == calls
    assert world.is_hidden("m1")
    assert dict(await world.states(1))["restore"] is EffectState.FAILED


async def test_what_is_written_after_shadow_is_answered_again(world: World) -> None:
    """Leaving it gives the platform back."""
    await choose_mode(world.community, Mode.SHADOW, ANNA)
    await world.act(SLUR)
    assert world.platform.calls == []
    await choose_mode(world.community, Mode.ENFORCE, ANNA)
    await world.act(SLUR, member="kim")
    assert world.is_hidden("m2")
    assert not world.is_hidden("m1")
