"""A press on a card does what its moderator saw, and they are told what came of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.actions import Hide
from bot.core.cards import Press
from bot.core.cases import Actor, ActorKind, CaseState
from bot.core.effects import EffectKind, Failed
from bot.core.policy import Mode
from bot.pipeline.appeal import appeal
from bot.pipeline.by_hand import ByHand, enter
from bot.pipeline.press import press
from bot.pipeline.retain import retain
from bot.pipeline.review import dismiss, reopen, uphold
from tests.pipeline.ledger_makers import ANNA, BERT, INSULT, SCAM, SLUR, World, ledger_policy, make_world

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

EVA = Actor(ActorKind.MODERATOR, "5550123", "eva")
SAID = {
    Press.UPHOLD: "Case 1 was upheld.",
    Press.DISMISS: "Case 1 was dismissed.",
    Press.CHANGE: "Case 1 was upheld.",
    Press.UNDO: "Case 1 was undone.",
    Press.CLAIM: "claimed by @eva 0 s ago",
}


@pytest.mark.parametrize("what", SAID)
async def test_a_press_does_what_it_says(world: World, what: Press) -> None:
    """Each verdict, an undo and a claim, on the card as it stands."""
    await world.act(SLUR)
    assert await press(world.community, what, 1, EVA, version=1, actions=[Hide()]) == SAID[what]


async def test_a_change_does_what_was_chosen(world: World) -> None:
    """The actions of the form take the place of what was proposed."""
    await world.act(SLUR)
    await press(world.community, Press.CHANGE, 1, EVA, version=1, actions=[])
    await world.do_all()
    assert not world.is_hidden("m1")


async def test_what_was_dismissed_can_be_reopened(world: World) -> None:
    """The press that is on a dismissed case's card."""
    await world.act(SLUR)
    await dismiss(world.community, 1, ANNA)
    await world.do_all()
    assert await press(world.community, Press.REOPEN, 1, EVA, version=2) == "Case 1 is open."


@pytest.mark.parametrize("what", [Press.UPHOLD, Press.DISMISS, Press.CHANGE, Press.CLAIM])
async def test_who_comes_second_is_told_who_was_first(world: World, what: Press) -> None:
    """By name, how long ago and what: also where the card that they saw was older."""
    await world.act(SLUR)
    await uphold(world.community, 1, EVA)
    world.clock.at += timedelta(seconds=3)
    said = await press(world.community, what, 1, ANNA, version=1)
    assert said == "handled by @eva 3 s ago: upheld"
    assert (await world.case(1)).decided_by == EVA.id


async def test_two_moderators_at_once_decide_once(world: World) -> None:
    """One of two presses on the same card counts, and the other hears of it."""
    await world.act(SLUR)
    said = await asyncio.gather(
        press(world.community, Press.UPHOLD, 1, ANNA, version=1),
        press(world.community, Press.DISMISS, 1, BERT, version=1),
    )
    verdicts = {
        ANNA.id: ("Case 1 was upheld.", CaseState.UPHELD),
        BERT.id: ("Case 1 was dismissed.", CaseState.DISMISSED),
    }
    case = await world.case(1)
    words, state = verdicts[case.decided_by]
    assert (case.state, case.version) == (state, 2)
    first = ANNA if case.decided_by == ANNA.id else BERT
    assert sorted(said) == sorted([words, f"handled by @{first.name} 0 s ago: {state}"])


async def test_a_press_that_comes_twice_counts_once(world: World) -> None:
    """The second hears of the first, and nothing is done twice."""
    await world.act(SLUR)
    said = [await press(world.community, Press.UPHOLD, 1, EVA, version=1) for _ in range(2)]
    assert said == ["Case 1 was upheld.", "handled by @eva 0 s ago: upheld"]


async def test_an_effect_that_failed_meanwhile_stops_no_press(world: World) -> None:
    """The bot itself raised the version of an open case: what is asked is the same, so the moderator's word counts."""
    await world.say(SLUR)
    world.platform.answer(EffectKind.HIDE, Failed("403"))
    await world.do()
    assert (await world.case(1)).version == 2
    assert await press(world.community, Press.UPHOLD, 1, EVA, version=1) == "Case 1 was upheld."


async def test_an_effect_that_failed_after_the_verdict_stops_no_undo(world: World) -> None:
    """Likewise on the card of a case that is decided."""
    await world.act(SLUR)
    await uphold(world.community, 1, ANNA)
    world.platform.answer(EffectKind.TIME_OUT, Failed("403"))
    await world.do_all()
    assert (await world.case(1)).version == 3
    assert await press(world.community, Press.UNDO, 1, EVA, version=2) == "Case 1 was undone."


async def test_a_failure_that_asks_for_a_moderator_is_seen_first(world: World) -> None:
    """Who saw that the bot had handled it has not decided on what is open now."""
    await world.say(SCAM)
    assert (await world.case(1)).state is CaseState.HANDLED
    world.platform.answer(EffectKind.HIDE, Failed("403"))
    await world.do()
    said = await press(world.community, Press.UPHOLD, 1, EVA, version=1)
    assert said == "changed 0 s ago (version 2 now): open (hide failed: 403)"
    assert await press(world.community, Press.UPHOLD, 1, EVA, version=2) == "Case 1 was upheld."


async def test_an_edit_is_seen_first(ledger: SqlLedger) -> None:
    """A verdict on a text that the moderator has not seen does not count, whatever is proposed."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    await world.say(SLUR, id="m1")
    await world.say(f"{SLUR} again", id="m1", revision=1, wait=1)
    assert (await world.case(1)).version == 2
    said = await press(world.community, Press.DISMISS, 1, EVA, version=1)
    assert said.startswith("changed 0 s ago (version 2 now)")


async def test_one_more_report_stops_no_press(world: World) -> None:
    """It joins the case and asks for nothing that the card did not."""
    taken = await world.say(SLUR)
    assert taken.screened is not None
    await world.do_all()
    await world.reports(taken.screened.content, "r1")
    assert (await world.case(1)).version == 2
    assert await press(world.community, Press.DISMISS, 1, EVA, version=1) == "Case 1 was dismissed."


async def test_ones_own_claim_stops_no_press(world: World) -> None:
    """Who took a case and presses on the card from before the claim is the one who may."""
    await world.act(SLUR)
    await press(world.community, Press.CLAIM, 1, EVA, version=1)
    assert await press(world.community, Press.UPHOLD, 1, EVA, version=1) == "Case 1 was upheld."


@pytest.mark.parametrize("version", [1, 2, None])
async def test_anothers_claim_stops_a_press(world: World, version: int | None) -> None:
    """Whatever card it was on, the moderator hears whose the case is."""
    await world.act(SLUR)
    await press(world.community, Press.CLAIM, 1, EVA)
    world.clock.at += timedelta(minutes=5)
    said = [await press(world.community, each, 1, ANNA, version=version) for each in (Press.UPHOLD, Press.CLAIM)]
    assert said == ["claimed by @eva 5 min ago"] * 2


async def test_what_was_decided_and_opened_again_is_seen_first(world: World) -> None:
    """A press on a card from before two verdicts does not count, though the case looks as it did."""
    await world.act(SLUR)
    await dismiss(world.community, 1, ANNA)
    await reopen(world.community, 1, ANNA)
    said = await press(world.community, Press.UPHOLD, 1, EVA, version=1)
    assert said == "changed 0 s ago (version 3 now): open"


async def test_a_newer_case_is_named(world: World) -> None:
    """Who reopens a case whose message has a newer one is told which."""
    await world.act(SLUR, id="m1")
    await dismiss(world.community, 1, ANNA)
    await world.act(f"{SLUR} again", id="m1", revision=1)
    assert (await press(world.community, Press.REOPEN, 1, EVA, version=2)).startswith("Too late, look again: case 2 is")


@pytest.mark.parametrize("what", Press)
async def test_a_case_that_does_not_exist_is_said_so(world: World, what: Press) -> None:
    """A button may outlive a ledger."""
    said = await press(world.community, what, 9, EVA, version=1)
    assert said in {"There is no case 9.", "Nobody appealed against this case."}


async def test_an_appeal_is_granted_or_denied_once(world: World) -> None:
    """Who comes second is told that it was answered."""
    for number, what, done in ((1, Press.GRANT, "granted"), (2, Press.DENY, "denied")):
        await world.act(f"{SLUR} {number}")
        await appeal(world.community, number, "bo", "Bo", "please")
        said = [await press(world.community, each, number, EVA) for each in (what, Press.GRANT)]
        assert said == [f"The appeal against case {number} is {done}.", "This appeal was answered before."]


async def test_who_decided_leaves_the_appeal_to_another(world: World) -> None:
    """Where somebody else has acted as a moderator lately, they decide it; where nobody has, it is not left lying."""
    await world.act(SLUR)
    await uphold(world.community, 1, EVA)
    await appeal(world.community, 1, "bo", "Bo", "please")
    await world.act(SLUR, member="kim")
    await uphold(world.community, 2, ANNA)
    said = await press(world.community, Press.DENY, 1, EVA)
    assert said == "You decided this case, so another moderator decides its appeal."
    assert await press(world.community, Press.DENY, 1, ANNA) == "The appeal against case 1 is denied."


async def test_why_says_all_that_was_decided(world: World) -> None:
    """What became of it, each reason with what was found, strikes, policy and mode."""
    await world.act(SLUR)
    assert (await press(world.community, Press.WHY, 1, EVA)).splitlines() == [
        "hide + escalate: propose time_out 24h",
        "  no-hate: list slurs “slurword”",
        "  strikes before it: 0 · policy 0123456789ab · mode enforce",
    ]


async def test_why_quotes_only_the_text_that_was_decided_on(world: World) -> None:
    """Where the text is another by now, or kept no longer, the reasons stand alone."""
    await world.act(SLUR, id="m1")
    await world.act(f"well, {SLUR}", id="m1", revision=1)
    said = (await press(world.community, Press.WHY, 1, EVA)).splitlines()
    assert [each for each in said if "no-hate" in each] == ["  no-hate: list slurs", "  no-hate: list slurs “slurword”"]
    await uphold(world.community, 1, EVA)
    await world.do_all()
    world.clock.at += timedelta(days=91)
    await retain(world.community)
    assert "slurword" not in await press(world.community, Press.WHY, 1, EVA)


async def test_why_of_a_moderators_own_action(world: World) -> None:
    """There is no decision behind it."""
    await enter(world.community, ByHand("log-1", ANNA, EffectKind.BAN, "bo", world.clock.at))
    assert await press(world.community, Press.WHY, 1, EVA) == "a moderator acted without the bot"


async def test_a_nudge_is_upheld_too(world: World) -> None:
    """What the bot handled by itself can be confirmed."""
    await world.act(INSULT)
    assert await press(world.community, Press.UPHOLD, 1, EVA, version=1) == "Case 1 was upheld."
