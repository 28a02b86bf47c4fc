"""Removal from a channel, and what it takes the place of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.actions import Ban, Escalate, Hide, Kick, Remove, TimeOut
from bot.core.case_words import effect_words, title_words
from bot.core.cases import CaseState
from bot.core.effects import EffectKind, EffectState
from bot.core.policy import Ladder, Mode, Step
from bot.pipeline.review import dismiss, reopen, undo, uphold
from bot.platforms.slack.tiers import CAPABILITIES, Tier
from tests.fakes import ScriptedPlatform
from tests.pipeline.ledger_makers import ANNA, HOUR, SLUR, World, ledger_policy, make_world

if TYPE_CHECKING:
    from bot.core.actions import Action
    from bot.core.policy import Policy
    from bot.storage.ledger import SqlLedger

BO_IN_GENERAL = ("general", "bo")


def answering(*actions: Action, mode: Mode = Mode.ENFORCE) -> Policy:
    """Make a policy that answers a slur so."""
    base = ledger_policy(mode)
    ladder = Ladder("only", (Step(0, actions),))
    return replace(base, rules=tuple(replace(each, ladder=ladder) for each in base.rules if each.id == "no-hate"))


def at_tier(ledger: SqlLedger, tier: Tier, policy: Policy) -> World:
    """Make a Slack workspace of a tier."""
    return make_world(ledger, policy=policy, platform=ScriptedPlatform(CAPABILITIES[tier]))


async def test_a_time_out_that_cannot_be_is_a_removal_once_a_moderator_says_so(ledger: SqlLedger) -> None:
    """Nobody is removed by the bot itself; the case says what it could not do and what it proposes instead."""
    world = at_tier(ledger, Tier.ADMIN, answering(Hide(), TimeOut(HOUR)))
    number = await world.act(SLUR)
    case = await world.case(number)
    assert (case.state, case.proposals) == (CaseState.OPEN, (Remove(),))
    assert "can't do this here: time_out 1h; removal from the channel is proposed instead" in title_words(case)
    said = [effect_words(each) for each in await world.effects(number)]
    assert any("time out" in each and "substituted" in each and "remove the member" in each for each in said)
    assert world.platform.removed == set()
    await uphold(world.community, number, ANNA)
    await world.do_all()
    assert world.platform.removed == {BO_IN_GENERAL}
    assert [str(each) for each in world.platform.calls[-2:]] == ["notify", "remove"]
    assert "removing you from the channel" in world.platform.texts()[-1]


@pytest.mark.parametrize("action", [TimeOut(HOUR), Kick(), Ban()])
@pytest.mark.parametrize("mode", [Mode.ENFORCE, Mode.REVIEW])
async def test_what_is_proposed_is_replaced_too(ledger: SqlLedger, action: Kick | Ban | TimeOut, mode: Mode) -> None:
    """What a moderator sees proposed is what an uphold does, and the case says in the place of what."""
    world = at_tier(ledger, Tier.ADMIN, answering(Escalate((action,)), mode=mode))
    number = await world.act(SLUR)
    case = await world.case(number)
    assert case.proposals == (Remove(),)
    assert f"{action.kind}" in case.why_open
    assert "removal from the channel is proposed instead" in case.why_open
    await dismiss(world.community, number, ANNA)
    await reopen(world.community, number, ANNA)
    assert (await world.case(number)).proposals == (Remove(),)


async def test_where_nobody_can_be_removed_it_is_by_hand(ledger: SqlLedger) -> None:
    """With the bot's token alone the author is asked to take the message away, and a moderator has to do the rest."""
    world = at_tier(ledger, Tier.BOT, answering(Hide(), TimeOut(HOUR)))
    number = await world.act(SLUR)
    case = await world.case(number)
    assert case.proposals == (Hide(), TimeOut(HOUR))
    assert "instead" not in case.why_open
    assert "change or delete your message" in world.platform.texts()[0]
    await uphold(world.community, number, ANNA)
    await world.do_all()
    assert set(world.platform.calls) == {EffectKind.NOTIFY}
    states = {each.kind: each.state for each in await world.effects(number)}
    assert states[EffectKind.HIDE] == states[EffectKind.TIME_OUT] == EffectState.SUBSTITUTED


async def test_a_removal_is_never_automatic(ledger: SqlLedger) -> None:
    """A ladder that asks for one gets a proposal."""
    world = at_tier(ledger, Tier.ADMIN, answering(Remove()))
    number = await world.act(SLUR)
    assert (await world.case(number)).proposals == (Remove(),)
    assert EffectKind.REMOVE not in world.platform.calls


async def test_undo_lets_a_member_in_again_and_says_so(ledger: SqlLedger) -> None:
    """They hear that it no longer holds."""
    world = at_tier(ledger, Tier.ADMIN, answering(Remove()))
    number = await world.act(SLUR)
    await uphold(world.community, number, ANNA)
    await world.do_all()
    await undo(world.community, number, ANNA)
    await world.do_all()
    assert world.platform.removed == set()
    assert "You are back in the channel." in world.platform.texts()[-1]


async def test_two_removals_take_two_undos_in_one_channel_and_one_each_in_two(ledger: SqlLedger) -> None:
    """What another case keeps in force in the same channel stays; another channel is another matter."""
    world = at_tier(ledger, Tier.ADMIN, answering(Remove()))
    cases = [await world.act(SLUR, channel=channel) for channel in ("general", "general", "random")]
    for number in cases:
        await uphold(world.community, number, ANNA)
    await world.do_all()
    assert world.platform.removed == {BO_IN_GENERAL, ("random", "bo")}
    first, second, elsewhere = cases
    for number, left in ((elsewhere, {BO_IN_GENERAL}), (first, {BO_IN_GENERAL}), (second, set())):
        await undo(world.community, number, ANNA)
        await world.do_all()
        assert world.platform.removed == left
