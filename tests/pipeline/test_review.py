"""What moderators do with a case, and who wins where two do it at once."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.actions import Hide, Nudge, TimeOut, Warn
from bot.core.cases import CaseState
from bot.core.effects import EffectKind, EffectState
from bot.core.journal import EventKind
from bot.core.policy import Mode
from bot.pipeline.case_file import CaseFile, read_case, read_message
from bot.pipeline.review import (
    CLAIM,
    Claimed,
    Did,
    NoSuchCase,
    NothingToDo,
    TooLate,
    change,
    claim,
    dismiss,
    release,
    reopen,
    undo,
    uphold,
)
from tests.pipeline.ledger_makers import (
    ANNA,
    BERT,
    FINE,
    HOUR,
    INSULT,
    SCAM,
    SLUR,
    World,
    ledger_policy,
    make_world,
)

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger


async def test_uphold_does_what_was_proposed(world: World) -> None:
    """The proposed time-out comes with the verdict; what was done already is not done again."""
    await world.act(SLUR)
    assert (await world.case(1)).proposals == (TimeOut(24 * HOUR),)
    answer = await uphold(world.community, 1, ANNA)
    await world.do_all()
    assert isinstance(answer, Did)
    assert world.is_out() is not None
    assert world.platform.calls.count(EffectKind.HIDE) == 1
    last = (await world.notices(1))[-1]
    assert (last.detected, last.decided) == (True, False)
    assert len(await world.strikes()) == 1


async def test_dismiss_protects_the_text_whoever_posts_it(world: World) -> None:
    """What a moderator found to be in order is never acted on again, by whomever and however it is written."""
    await world.act(SLUR)
    await dismiss(world.community, 1, ANNA)
    await world.do_all()
    assert not world.is_hidden()
    assert await world.strikes() == []
    for member, text in (("bo", SLUR), ("kim", SLUR), ("ida", SLUR.upper())):
        assert await world.act(text, member) == 0
    assert EffectKind.HIDE not in world.platform.calls[3:]


async def test_a_dismissed_texts_flood_is_met(world: World) -> None:
    """The text is in order, to post it four times in ten seconds is not."""
    await world.act(SLUR)
    await dismiss(world.community, 1, ANNA)
    await world.do_all()
    taken = [await world.say(SLUR, wait=20 if each == 0 else 1) for each in range(4)]
    assert [each.case is not None for each in taken] == [False, False, False, True]
    case = await world.case(2)
    assert case.rules[0] == "no-flood"


async def test_a_dismissed_flood_is_left_alone_but_not_the_next(world: World) -> None:
    """What only a count broke protects this one message: the next flood of the same text is one again."""
    first = [await world.say(FINE, wait=100 if each == 0 else 1) for each in range(4)]
    assert first[-1].case is not None
    await dismiss(world.community, 1, ANNA)
    await world.do_all()
    again = [await world.say(FINE, wait=100 if each == 0 else 1) for each in range(4)]
    assert [each.case is not None for each in again] == [False, False, False, True]


async def test_a_dismissed_message_that_is_reported_stays_as_it_is(world: World) -> None:
    """Reports after the verdict are written down and change nothing."""
    await world.act(SLUR, id="x")
    await dismiss(world.community, 1, ANNA)
    await world.do_all()
    await world.reports(world.content(SLUR, id="x"), "ida", "kim", "mia", "eva")
    assert (await world.case(1)).state is CaseState.DISMISSED
    async with world.community.begin() as uow:
        assert len(await uow.cases.find()) == 1


async def test_an_edit_after_a_verdict_is_a_new_case(world: World) -> None:
    """A verdict covers the text that it was given on."""
    await world.act(SLUR, id="x")
    await dismiss(world.community, 1, ANNA)
    assert await world.act(SCAM, id="x", revision=1) == 2


async def test_reopen_lifts_the_protection(world: World) -> None:
    """Who dismissed by mistake reopens: the text is met again."""
    await world.act(SLUR)
    await dismiss(world.community, 1, ANNA)
    await reopen(world.community, 1, ANNA)
    assert (await world.case(1)).state is CaseState.OPEN
    assert (await world.case(1)).proposals == (Hide(), TimeOut(24 * HOUR))
    assert await world.act(SLUR, "kim") == 2


async def test_a_newer_case_on_the_message_is_the_one_to_decide_on(world: World) -> None:
    """A dismissed text that was edited since has a newer case; the old one is not opened beside it."""
    await world.act(SLUR, id="x")
    await dismiss(world.community, 1, ANNA)
    await world.act(SCAM, id="x", revision=1)
    answer = await reopen(world.community, 1, ANNA)
    assert isinstance(answer, TooLate)
    assert answer.case.number == 2


async def test_a_change_does_what_is_missing_and_keeps_what_is_chosen(world: World) -> None:
    """Of hide and a proposed time-out a moderator makes hide and warning: the hide is not done twice."""
    await world.act(SLUR)
    await change(world.community, 1, ANNA, [Hide(), Warn(), Warn()])
    await world.do_all()
    assert world.is_hidden()
    assert world.is_out() is None
    assert world.platform.calls.count(EffectKind.HIDE) == 1


async def test_a_strike_is_never_given_in_silence(ledger: SqlLedger) -> None:
    """A moderator who upholds without any action counts a strike, and the member is told."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    await world.act(INSULT)
    await change(world.community, 1, ANNA, [])
    await world.do_all()
    assert len(await world.strikes()) == 1
    assert len(world.platform.texts()) == 1


async def test_an_upheld_strike_counts_from_the_breach(ledger: SqlLedger) -> None:
    """A moderator who needs a week gives no longer strike than a quick one, and one per incident."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    await world.say(INSULT)
    at = world.clock.at
    await world.say(INSULT, wait=30)
    world.clock.at += timedelta(days=7)
    for number in (1, 2):
        await uphold(world.community, number, ANNA)
    assert [each.at for each in await world.strikes()] == [at]


async def test_the_second_moderator_is_told_who_won(world: World) -> None:
    """Two verdicts on what both saw: the first counts, the second learns by whom and when."""
    await world.act(SLUR)
    seen = (await world.case(1)).version
    answers = await asyncio.gather(
        uphold(world.community, 1, ANNA, version=seen), dismiss(world.community, 1, BERT, version=seen)
    )
    assert sorted(type(each).__name__ for each in answers) == ["Did", "TooLate"]
    late = next(each for each in answers if isinstance(each, TooLate))
    assert late.case.decided_by in {ANNA.id, BERT.id}
    assert late.case.decided_at == world.clock.at


async def test_two_moderators_clicking_at_random_never_act_twice(world: World) -> None:
    """However two moderators race over the same cases, each has one decision, and every loser is told who won."""
    chance = random.Random(7)
    for _ in range(10):
        await world.say(SLUR)
    clicks = [
        (chance.choice((uphold, dismiss)), chance.randint(1, 10), actor) for actor in (ANNA, BERT) for _ in range(40)
    ]
    answers = await asyncio.gather(*(do(world.community, number, actor, version=1) for do, number, actor in clicks))
    decided = [answer.case.number for answer in answers if isinstance(answer, Did)]
    assert sorted(decided) == sorted({number for _, number, _ in clicks})
    lost = [answer.case for answer in answers if isinstance(answer, TooLate)]
    assert len(lost) == len(clicks) - len(decided)
    assert all(case.decided_by for case in lost)
    await world.do_all()
    assert world.platform.twice == []


async def test_a_claim_locks_others_out_for_a_while(world: World) -> None:
    """Who claims a case has ten minutes; then, or when they give it back, others may."""
    await world.act(SLUR)
    assert isinstance(await claim(world.community, 1, ANNA), Did)
    refused = await dismiss(world.community, 1, BERT)
    assert isinstance(refused, Claimed)
    assert refused.case.claimed_by == ANNA.id
    assert isinstance(await release(world.community, 1, ANNA), Did)
    assert isinstance(await release(world.community, 1, ANNA), NothingToDo)
    assert isinstance(await claim(world.community, 1, BERT), Did)
    world.clock.at += CLAIM
    assert isinstance(await uphold(world.community, 1, ANNA), Did)


@pytest.mark.parametrize("do", [uphold, dismiss, undo, reopen, claim])
async def test_there_has_to_be_a_case(world: World, do) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    """A number that no case has is answered so."""
    assert await do(world.community, 99, ANNA) == NoSuchCase(99)


async def test_each_verdict_is_in_the_journal_with_its_moderator(world: World) -> None:
    """The log says who decided what; the chain holds."""
    await world.act(SLUR)
    await dismiss(world.community, 1, ANNA)
    await reopen(world.community, 1, BERT)
    await change(world.community, 1, BERT, [Nudge()])
    await world.do_all()
    async with world.community.begin() as uow:
        events = [each for each in await uow.journal.of_case(1) if each.actor.id]
        assert (await uow.journal.verify())[1] == []
    assert [(each.kind, each.actor.name) for each in events] == [
        (EventKind.DISMISSED, ANNA.name),
        (EventKind.REOPENED, BERT.name),
        (EventKind.CHANGED, BERT.name),
    ]


async def test_why_for_a_case_and_for_a_message_without_one(world: World) -> None:
    """All that hangs on a case is read at once; a message without a case has its decisions."""
    await world.act(SLUR)
    await world.act(FINE)
    file = await read_case(world.community, 1)
    assert file is not None
    assert file.content is not None
    assert (file.content.text, len(file.decisions), len(file.effects)) == (SLUR, 1, 2)
    assert len(file.strikes) == 1
    assert isinstance(await read_message(world.community, world.content(id="m1").message), CaseFile)
    assert await read_message(world.community, world.content(id="m2").message) == []
    assert await read_case(world.community, 99) is None
    assert {each.state for each in file.effects} == {EffectState.DONE}
