"""The only way to a platform: what is tried, how often, and how it ends."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from bot.core.cases import CaseState
from bot.core.effects import Applied, EffectKind, EffectState, Failed, NoAnswer, Skipped
from bot.core.journal import EventKind
from bot.core.notices import NoticeState
from bot.pipeline.alarm import tell_moderators
from bot.pipeline.community import Pace
from bot.pipeline.enforce import AT_ONCE, work, work_once
from bot.pipeline.outcome import settle
from bot.pipeline.review import undo
from tests.fakes import Lost, ScriptedPlatform
from tests.pipeline.ledger_makers import ANNA, INSULT, SCAM, SLUR, World, make_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.effects import Order, Outcome
    from bot.storage.ledger import SqlLedger

PACE = Pace()
LEASE, MOST_TRIES, RIGHT_MISSING = PACE.lease, PACE.most_tries, PACE.right_missing
HIDE, NOTIFY = EffectKind.HIDE, EffectKind.NOTIFY
FORBIDDEN = Failed("403", permission="the right `Manage Messages` is missing")


async def test_a_failed_hide_opens_the_case_and_alerts_once(world: World) -> None:
    """A missing right is said once in plain words, and is not tried again before its time."""
    world.platform.answer(HIDE, FORBIDDEN, FORBIDDEN)
    for _ in range(4):
        await world.act(SCAM)
    assert world.platform.calls.count(HIDE) == 1
    assert [(await world.case(each)).state for each in (1, 2, 3, 4)] == [CaseState.OPEN] * 4
    assert "hide failed" in (await world.case(2)).why_open
    await tell_moderators(world.community)
    await tell_moderators(world.community)
    assert len(world.room.heard) == 1
    assert "Manage Messages" in world.room.heard[0]
    world.clock.at += RIGHT_MISSING
    await world.act(SCAM)
    assert world.platform.calls.count(HIDE) == 2


async def test_a_failed_hide_is_not_said_to_be_done(world: World) -> None:
    """Where the message is still there, no notice says that it was hidden."""
    world.platform.answer(HIDE, Failed("403"))
    await world.act(SCAM)
    assert "hidden" not in " ".join(world.platform.texts())
    assert len(world.platform.texts()) == 1  # the warning stands by itself


async def test_who_gets_a_strike_hears_of_it_though_the_hide_failed(world: World) -> None:
    """A strike is never given in silence: the author is asked to take the message away."""
    world.platform.answer(HIDE, Failed("403"))
    await world.act(SLUR)
    assert len(await world.strikes()) == 1
    assert len(world.platform.texts()) == 1
    assert "change or delete" in world.platform.texts()[0]


async def test_a_rate_limit_is_waited_for_as_told(world: World) -> None:
    """429 with 30 seconds: nothing before that, done after."""
    world.platform.answer(HIDE, Failed("429", retry=True, after=30.0))
    await world.say(SLUR)
    await world.do()
    world.clock.at += timedelta(seconds=29)
    await world.do()
    assert world.platform.calls == [HIDE]
    world.clock.at += timedelta(seconds=1)
    await world.do()
    assert world.platform.calls == [HIDE, HIDE, NOTIFY]
    assert world.is_hidden()


async def test_a_call_that_went_through_is_not_repeated(world: World) -> None:
    """A time-out after the platform did it: the bot looks, and finds it done."""
    world.platform.answer(HIDE, Lost.AFTER)
    world.platform.answer(NOTIFY, Lost.AFTER)
    number = await world.act(SLUR)
    assert world.platform.calls == [HIDE, NOTIFY]
    assert world.platform.twice == []
    assert {each for _, each in await world.states(number)} == {EffectState.DONE}
    assert [each.state for each in await world.notices(number)] == [NoticeState.SENT]


async def test_a_call_that_did_not_go_through_is_repeated(world: World) -> None:
    """A time-out before the platform did it: the bot looks, and does it."""
    world.platform.answer(HIDE, Lost.BEFORE, Lost.BEFORE)
    await world.act(SLUR)
    assert world.platform.calls == [HIDE, HIDE, HIDE, NOTIFY]
    assert world.is_hidden()


async def test_nothing_is_done_blindly_a_second_time(world: World) -> None:
    """As long as nobody can look, nothing is done again; at last a moderator has to."""
    world.platform.answer(HIDE, Lost.AFTER)
    world.platform.blind = True
    number = await world.act(SLUR)
    (hide, *_) = await world.effects(number)
    assert world.platform.calls.count(HIDE) == 1
    assert (hide.state, hide.attempts, hide.unknown) == (EffectState.FAILED, MOST_TRIES + 1, True)
    assert (await world.case(number)).state is CaseState.OPEN


async def test_the_last_lost_answer_is_looked_for_too(world: World) -> None:
    """An effect whose last try went through unheard is found done, and isn't given up or done another way."""
    world.platform.answer(NOTIFY, *[Lost.BEFORE] * (MOST_TRIES - 1), Lost.AFTER)
    number = await world.act(INSULT)
    assert await world.states(number) == [("notify", EffectState.DONE)]
    assert len(world.platform.texts()) == 1


async def test_a_try_too_many_is_never_made(world: World) -> None:
    """After the last try nothing is called but a look."""
    world.platform.answer(HIDE, *[Lost.BEFORE] * (MOST_TRIES + 5))
    number = await world.act(SLUR)
    assert world.platform.calls.count(HIDE) == MOST_TRIES
    assert f"given up after {MOST_TRIES} tries: no answer" in (await world.effects(number))[0].reason


async def test_moderators_hear_of_what_failed_after_their_verdict(world: World) -> None:
    """What a moderator decided and the platform refuses comes back to them in words."""
    number = await world.act(SLUR)
    world.platform.answer(EffectKind.RESTORE, Failed("the message is gone"))
    await undo(world.community, number, ANNA)
    await world.do_all()
    await tell_moderators(world.community)
    assert world.room.heard == [f"Case {number}: restore failed: the message is gone."]


async def test_work_ends_when_it_is_told_to(world: World) -> None:
    """The worker finishes what is under way, and leaves nothing claimed."""
    until = asyncio.Event()
    await world.say(SLUR)
    working = asyncio.create_task(work(world.community, until))
    await asyncio.sleep(0.2)
    until.set()
    world.community.work.set()
    await working
    assert EffectState.CLAIMED not in {state for _, state in await world.states(1)}


class Sluggish(ScriptedPlatform):
    """A platform on which effects of some kinds get no answer until `answers`, though they are done at once."""

    def __init__(self, *slow: EffectKind) -> None:
        super().__init__()
        self.sluggish = set(slow)
        self.answers = asyncio.Event()

    @override
    async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
        outcome = await super().enforce(order, idempotency_key=idempotency_key)
        if order.effect.kind in self.sluggish:
            await self.answers.wait()
        return outcome


async def test_slow_words_hold_up_no_act(ledger: SqlLedger) -> None:
    """While as many notices as may be under way get no answer, what is found next is hidden all the same."""
    world = make_world(ledger, platform=Sluggish(NOTIFY))
    worker = asyncio.create_task(work(world.community))
    for number in range(AT_ONCE + 4):
        await world.say(SLUR, f"member{number}", wait=0)
    await _until(lambda: len(world.platform.hidden) == AT_ONCE + 4)
    assert world.platform.calls.count(NOTIFY) == AT_ONCE
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker


async def test_what_takes_too_long_at_the_end_is_handed_back(ledger: SqlLedger) -> None:
    """No claim is left to run out: the next worker looks at once whether it was done, and does nothing twice."""
    world = make_world(ledger, platform=(platform := Sluggish(HIDE)))
    world.community.pace = Pace(ending_seconds=0.05)
    until = asyncio.Event()
    await world.say(SLUR)
    working = asyncio.create_task(work(world.community, until))
    await _until(lambda: platform.calls == [HIDE])
    until.set()
    world.community.work.set()
    await working
    (hide, *_) = await world.effects(1)
    assert (hide.state, hide.unknown) == (EffectState.PLANNED, True)
    platform.sluggish.clear()
    world.clock.at += timedelta(seconds=1)
    await world.do()
    assert platform.calls == [HIDE, NOTIFY]
    assert platform.twice == []


async def test_a_clean_message_leaves_the_outbox_alone(world: World) -> None:
    """Most messages plan nothing; only what was planned wakes the worker."""
    await world.say("good morning")
    assert not world.community.work.is_set()
    await world.say(SLUR)
    assert world.community.work.is_set()


async def _until(done: Callable[[], bool]) -> None:
    for _ in range(1000):
        if done():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("not within ten seconds")


async def test_what_may_be_done_is_looked_for_though_the_right_is_missing_now(world: World) -> None:
    """A hide that went through unheard is found, also where the next one was refused meanwhile."""
    world.platform.answer(HIDE, Lost.AFTER, FORBIDDEN)
    await world.say(SLUR)
    await world.say(SLUR, "kim", wait=0)
    await world.do_all()
    assert ("hide", EffectState.DONE) in await world.states(1)
    assert ("hide", EffectState.FAILED) in await world.states(2)
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert not world.is_hidden("m1")


async def test_pauses_grow_and_tries_end(world: World) -> None:
    """What can be retried is tried at growing distances, and given up with the reason written down."""
    world.platform.answer(HIDE, *[Failed("busy", retry=True)] * 20)
    await world.say(SLUR)
    starts = []
    while (await world.effects(1))[0].is_open:
        starts.append(world.clock.at)
        await world.do()
        async with world.community.begin() as uow:
            world.clock.at = max(world.clock.at, await uow.effects.next_due() or world.clock.at)
    pauses = [(b - a).total_seconds() for a, b in pairwise(starts)]
    assert pauses == [1, 2, 4, 8, 16, 32, 64]
    assert (await world.effects(1))[0].reason == f"given up after {MOST_TRIES} tries: busy"


async def test_a_message_that_is_gone_is_skipped(world: World) -> None:
    """Nothing to do is an end like others, and is no failure; the strike is told all the same, and no hiding."""
    world.platform.answer(HIDE, Skipped("the message was deleted"))
    number = await world.act(SLUR)
    assert (await world.states(number))[0] == ("hide", EffectState.SKIPPED)
    assert (await world.effects(number))[0].reason == "the message was deleted"
    assert [(each.state, each.warning) for each in await world.notices(number)] == [(NoticeState.SENT, True)]
    assert "formal warning" in world.platform.texts()[0]
    assert "hidden" not in world.platform.texts()[0]


async def test_a_dead_workers_claim_runs_out(world: World) -> None:
    """What a process claimed before it died is taken up by another after the lease, and not before."""
    await world.say(SLUR)
    async with world.community.begin() as uow:
        now = world.clock.at
        assert len(await uow.effects.claim(now, now + LEASE, 9)) == 1
    assert await work_once(world.community) == 0
    world.clock.at += LEASE
    await world.do_all()
    assert world.is_hidden()


async def test_an_answer_that_comes_after_the_lease_does_not_count_twice(world: World) -> None:
    """A slow worker's outcome gives way to that of the worker who claimed the effect anew."""
    await world.say(SLUR)
    async with world.community.begin() as uow:
        (slow,) = await uow.effects.claim(world.clock.at, world.clock.at + LEASE, 9)
    world.clock.at += LEASE
    await world.do_all()
    async with world.community.begin() as uow:
        await settle(uow, world.community, slow, Failed("too late"))
    assert (await world.states(1))[0] == ("hide", EffectState.DONE)


async def test_a_fault_in_one_adapter_call_stops_no_other(world: World) -> None:
    """An exception that no platform may raise is an unanswered call; its text reaches no log."""

    class Faulty(ScriptedPlatform):
        @override
        async def enforce(self, order: Order, *, idempotency_key: str) -> Outcome:
            if order.effect.member == "bo":
                raise KeyError(order.text)
            return await super().enforce(order, idempotency_key=idempotency_key)

    world.community.enforcer = platform = Faulty()
    await world.say(SLUR)
    await world.say(SLUR, "kim", wait=0)
    await world.do_all()
    assert [each.id for each in platform.hidden] == ["m2"]
    assert "KeyError" in (await world.effects(1))[0].reason
    assert "slurword" not in (await world.effects(1))[0].reason


async def test_what_the_token_cannot_do_is_substituted(ledger: SqlLedger) -> None:
    """Without the right to hide, the author is asked to change the message and a moderator gets the case."""
    world = make_world(ledger, platform=ScriptedPlatform(frozenset({NOTIFY})))
    number = await world.act(SLUR)
    case = await world.case(number)
    assert world.platform.calls == [NOTIFY]
    assert (await world.states(number))[0] == ("hide", EffectState.SUBSTITUTED)
    assert case.state is CaseState.OPEN
    assert "hide" in case.why_open
    assert "change or delete" in world.platform.texts()[0]


async def test_every_end_is_in_the_journal(world: World) -> None:
    """The case tells how each of its effects ended and why."""
    world.platform.answer(HIDE, Failed("403"))
    number = await world.act(SCAM)
    async with world.community.begin() as uow:
        events = [each for each in await uow.journal.of_case(number) if each.kind is EventKind.EFFECT_ENDED]
    assert [(each.facts["kind"], each.facts["state"], each.facts["why"]) for each in events] == [
        ("hide", "failed", "403"),
        ("notify", "done", ""),
    ]


async def test_the_worker_wakes_when_something_is_planned(world: World) -> None:
    """A planned effect does not wait for the next look at the outbox."""
    worker = asyncio.create_task(work(world.community))
    await asyncio.sleep(0.05)
    await world.say(SLUR)
    for _ in range(100):
        await asyncio.sleep(0.01)
        if world.platform.inbox:
            break
    worker.cancel()
    assert world.platform.calls == [HIDE, NOTIFY]
    with pytest.raises(asyncio.CancelledError):
        await worker


@pytest.mark.parametrize("outcome", [Applied("so"), Skipped("not so"), Failed("no"), NoAnswer("?")])
async def test_an_outcome_for_an_erased_effect_changes_nothing(
    world: World, outcome: Applied | Skipped | Failed | NoAnswer
) -> None:
    """A member who was erased while a call was under way does not come back with its answer."""
    await world.say(SLUR)
    async with world.community.begin() as uow:
        (claimed,) = await uow.effects.claim(world.clock.at, world.clock.at + LEASE, 9)
    async with world.community.begin() as uow:
        await uow.people.erase("bo", world.clock.at)
    async with world.community.begin() as uow:
        await settle(uow, world.community, claimed, outcome)
    assert (await world.effects(1))[0].state is EffectState.SUPERSEDED
