"""Messages whose scores were missing are scored when the classifier is back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.cases import CaseState
from bot.core.content import Author
from bot.core.decision import Verdict
from bot.core.effects import EffectKind
from bot.core.journal import EventKind
from bot.core.policy import Mode, Retention
from bot.pipeline import rescore
from bot.pipeline.intake import News
from bot.pipeline.rescore import MOST_TRIES, Round
from bot.pipeline.retain import retain
from bot.pipeline.review import dismiss, uphold
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.pipeline.ledger_makers import ANNA, FINE, INSULT, OTHER_INSULT, World, ledger_policy
from tests.pipeline.rescore_makers import (
    BOTH,
    Fault,
    catch_up_scores,
    decisions,
    failing,
    failing_world,
    has_text,
    rounds,
    waiting,
)

if TYPE_CHECKING:
    from pathlib import Path

    from bot.storage.ledger import SqlLedger


@pytest.fixture
def world(ledger: SqlLedger) -> World:
    """Give a community whose classifier can be made to fail."""
    return failing_world(ledger)


@pytest.mark.parametrize("fault", list(Fault))
async def test_what_could_not_be_scored_is_scored_later(world: World, fault: Fault) -> None:
    """However the classifier fails, the message waits, nothing is done to it, and it is met as ever afterwards."""
    failing(world).fault = fault
    taken = await world.say(INSULT)
    assert taken.screened is not None
    assert (taken.screened.decision.verdict, taken.case) == (Verdict.PENDING, None)
    assert (await waiting(world), await has_text(world, "m1")) == (1, True)
    assert await rounds(world) == [Round.DOWN]
    failing(world).fault = None
    assert await rounds(world) == [Round.SCORED]
    await world.do_all()
    assert (await waiting(world), len(await world.strikes())) == (0, 1)
    assert world.platform.calls == [EffectKind.NOTIFY]
    assert [each.verdict for each in await decisions(world, "m1")] == [Verdict.PENDING, Verdict.ACT]
    assert world.room.heard == []


async def test_a_fault_that_quotes_the_message_is_not_repeated(world: World) -> None:
    """Of an exception only its kind is written down."""
    failing(world).fault = Fault.RAISES
    await world.say(INSULT)
    (decision,) = await decisions(world, "m1")
    assert {each.why for each in decision.not_run} == {"a fault in the classifier (RuntimeError)"}


async def test_a_clean_text_goes_as_soon_as_it_is_known_to_be_clean(world: World) -> None:
    """Its last decision says that it passed, and the text is kept no longer than any other clean one."""
    failing(world).fault = Fault.UNSCORED
    await world.say(FINE)
    failing(world).fault = None
    await rounds(world)
    assert not await has_text(world, "m1")
    assert [each.verdict for each in await decisions(world, "m1")] == [Verdict.PENDING, Verdict.PASS]
    world.community.retention = replace(world.community.retention, clean_seconds=3600)
    failing(world).fault = Fault.UNSCORED
    await world.say(FINE)
    failing(world).fault = None
    await rounds(world)
    assert await has_text(world, "m2")


async def test_what_word_lists_found_at_once_gets_its_score_too(world: World) -> None:
    """A case that was opened without scores is joined by what they add; there is no second one."""
    failing(world).fault = Fault.UNSCORED
    number = await world.act(BOTH)
    assert world.is_hidden()
    failing(world).fault = None
    await rounds(world)
    await world.do_all()
    case = await world.case(number)
    assert set(case.rules) == {"no-hate", "be-kind"}
    assert world.platform.calls.count(EffectKind.HIDE) == 1
    async with world.community.begin() as uow:
        assert len(await uow.cases.find()) == 1
        said = [each.facts.get("what") for each in await uow.journal.of_case(number)]
    assert "with scores that were missing since 2026-03-01 12:01 UTC" in said


async def test_a_case_opened_by_late_scores_counts_as_found_by_a_program(world: World) -> None:
    """It holds the first decision too, so that one sees why it came late, and its notice says who detected it."""
    world.community.screener.policy = ledger_policy(Mode.REVIEW)
    failing(world).fault = Fault.UNSCORED
    await world.say(INSULT)
    failing(world).fault = None
    await rounds(world)
    async with world.community.begin() as uow:
        found = await uow.decisions.of_case(1)
    assert [each.verdict for each in found] == [Verdict.PENDING, Verdict.ESCALATE]
    await uphold(world.community, 1, ANNA)
    assert [each.detected for each in await world.notices(1)] == [True]


async def test_after_a_long_outage_it_is_too_late_for_a_strike(world: World) -> None:
    """A message older than the policy's limit is hidden or shown to a moderator, and nothing else."""
    await world.act(INSULT)
    await world.act(INSULT)
    failing(world).fault = Fault.UNSCORED
    await world.say(INSULT)
    world.clock.at += timedelta(hours=1)
    failing(world).fault = None
    await rounds(world)
    await world.do_all()
    assert world.is_hidden("m3")
    assert (world.is_out(), len(await world.strikes())) == (None, 2)
    assert "only now seen" in world.platform.texts()[-1]


async def test_strikes_count_in_the_order_in_which_it_was_written(world: World) -> None:
    """Of two slips that waited together the first is nudged and the second hidden."""
    failing(world).fault = Fault.UNSCORED
    await world.say(INSULT, id="z")
    await world.say(OTHER_INSULT, id="a")
    failing(world).fault = None
    await rounds(world)
    await world.do_all()
    assert (world.is_hidden("z"), world.is_hidden("a")) == (False, True)


async def test_what_a_moderator_decided_meanwhile_stands(world: World) -> None:
    """A text that was found to be in order while its scores were missing is not acted on."""
    failing(world).fault = Fault.UNSCORED
    number = await world.act(BOTH)
    await dismiss(world.community, number, ANNA)
    await world.do_all()
    failing(world).fault = None
    await rounds(world)
    await world.do_all()
    assert (await world.case(number)).state is CaseState.DISMISSED
    assert (world.is_hidden(), await world.strikes(), await waiting(world)) == (False, [], 0)


async def test_an_edit_takes_the_place_of_what_waits(world: World) -> None:
    """The text that stands there is scored, once; who empties their message waits for nothing."""
    failing(world).fault = Fault.UNSCORED
    await world.say(INSULT, id="x")
    await world.say(FINE, id="x", revision=1)
    await world.say(INSULT, id="y")
    await world.say("", id="y", revision=1)
    assert await waiting(world) == 1
    failing(world).fault = None
    await rounds(world)
    assert [each.revision for each in await decisions(world, "x")] == [0, 1, 1]
    assert INSULT not in failing(world).asked[-2:]
    assert await world.strikes() == []


async def test_an_edit_that_is_scored_at_once_ends_the_waiting(world: World) -> None:
    """The older text is not looked at again, and the last word on the message has scores."""
    failing(world).fault = Fault.UNSCORED
    await world.say(INSULT, id="x")
    failing(world).fault = None
    await world.say(FINE, id="x", revision=1)
    assert (await waiting(world), await has_text(world, "x")) == (0, False)
    assert [each.verdict for each in await decisions(world, "x")] == [Verdict.PENDING, Verdict.PASS]


async def test_an_edit_during_the_scoring_is_not_overruled_by_it(world: World) -> None:
    """The scores of a text that was changed while they were made are thrown away."""
    failing(world).fault = Fault.UNSCORED
    await world.say(INSULT, id="x")
    failing(world).fault = None
    score = failing(world).score

    async def slow(texts: list[str]) -> object:
        if INSULT in texts:
            failing(world).score = score  # type: ignore[method-assign]
            await world.say(FINE, id="x", revision=1, wait=0)
        return await score(texts)

    failing(world).score = slow  # type: ignore[method-assign,assignment]
    await rounds(world)
    assert await world.strikes() == []
    assert [each.verdict for each in await decisions(world, "x")] == [Verdict.PENDING, Verdict.PASS]


async def test_reports_count_with_late_scores(world: World) -> None:
    """A reported message is decided with its reports, and a report of what waits changes no place in the queue."""
    failing(world).fault = Fault.UNSCORED
    await world.say(INSULT, id="x")
    message = world.content(INSULT, id="x")
    await world.reports(message, "ida", "kim", "mia")
    assert (await waiting(world), (await world.case(1)).state) == (1, CaseState.OPEN)
    failing(world).fault = None
    await rounds(world)
    assert set((await world.case(1)).rules) == {"reported", "be-kind"}
    failing(world).fault = Fault.UNSCORED
    taken = await world.reports(message, "eva")
    assert (taken[0].news, await waiting(world)) == (News.NEW, 1)
    failing(world).fault = None
    await rounds(world)
    assert (await waiting(world), len(await world.strikes())) == (0, 1)


async def test_who_need_not_be_moderated_any_more_is_left_alone(world: World) -> None:
    """A policy that meanwhile exempts the author is followed."""
    failing(world).fault = Fault.UNSCORED
    await world.say(INSULT, author=Author("bo", "Bo", frozenset({"Helper"})))
    world.community.screener.policy = replace(world.community.policy, staff_roles=frozenset({"Helper"}))
    failing(world).fault = None
    await rounds(world)
    assert (await waiting(world), await world.strikes()) == (0, [])


async def test_one_message_that_cannot_be_scored_becomes_a_case_and_holds_up_nobody(world: World) -> None:
    """It takes others of its call along once; after some tries a person is asked, and nothing is done to it."""
    failing(world).fault = Fault.UNSCORED
    poison = f"{FINE} poison"
    for text in (FINE, poison, INSULT, OTHER_INSULT):
        await world.say(text)
    failing(world).poison, failing(world).fault = {poison}, None
    await rounds(world, 5, apart=15)
    assert (await waiting(world), len(await world.strikes())) == (1, 2)
    await rounds(world, 5, apart=60)
    assert await waiting(world) == 0
    assert failing(world).asked.count(poison) == 1 + MOST_TRIES
    async with world.community.begin() as uow:
        (case,) = await uow.cases.find([CaseState.OPEN])
    assert (case.message.id, case.why_open) == ("m2", "it could not be scored: no score within 5 s")
    await world.do_all()
    assert not world.is_hidden("m2")
    assert world.room.heard == []


async def test_in_shadow_nobody_is_asked_about_what_cannot_be_scored(world: World) -> None:
    """There it is written down, and no case."""
    world.community.screener.policy = ledger_policy(Mode.SHADOW)
    failing(world).poison = {FINE}
    await world.say(FINE)
    await rounds(world, MOST_TRIES, apart=60)
    assert [each.verdict for each in await decisions(world, "m1")] == [Verdict.PENDING, Verdict.RECORD]
    assert await waiting(world) == 0


async def test_two_processes_decide_once(world: World, ledger: SqlLedger) -> None:
    """What one has settled the other leaves alone."""
    other = failing_world(ledger)
    failing(world).fault = Fault.UNSCORED
    await world.say(INSULT)
    failing(world).fault = None
    world.clock.at += timedelta(seconds=10)
    other.clock.at = world.clock.at
    await asyncio.gather(rescore.work_once(world.community), rescore.work_once(other.community))
    assert len(await decisions(world, "m1")) == 2
    assert len(await world.strikes()) == 1


async def test_what_waits_for_scores_keeps_its_text(world: World) -> None:
    """Retention leaves it, but no longer than the text of a case; what was lost moderators are told."""
    world.community.retention = Retention(clean_seconds=None, case_seconds=3600)
    failing(world).fault = Fault.UNSCORED
    await world.say(INSULT)
    await retain(world.community)
    assert await has_text(world, "m1")
    world.clock.at += timedelta(hours=2)
    await world.say(INSULT)
    await retain(world.community)
    assert (await has_text(world, "m1"), await has_text(world, "m2")) == (False, True)
    await rounds(world, apart=60)
    failing(world).fault = None
    await catch_up_scores(world)
    assert world.room.heard[-1] == (
        "The model is back. 1 message was scored late: 1 case. "
        "1 could not be scored in time: the text is kept no longer."
    )


async def test_who_is_erased_waits_for_nothing(world: World) -> None:
    """An erasure takes the entry and the text; what others wrote is still scored."""
    failing(world).fault = Fault.UNSCORED
    await world.say(INSULT)
    await world.say(INSULT, "kim")
    async with world.community.begin() as uow:
        exported = await uow.people.export("bo")
        await uow.people.erase("bo", world.clock.at)
    assert len(exported["unscored"]) == 1  # type: ignore[arg-type]
    failing(world).fault = None
    await rounds(world)
    assert (await world.strikes(), len(await world.strikes("kim"))) == ([], 1)


async def test_two_hundred_messages_over_a_restart(tmp_path: Path) -> None:
    """Each is decided exactly once more, nothing is hidden without a decision, and moderators hear of it twice."""
    url, key = f"sqlite:///{tmp_path / 'takt.db'}", new_key()
    world = failing_world(await open_ledger(url, [key]))
    failing(world).fault = Fault.UNSCORED
    for number in range(200):
        text = INSULT if number % 4 == 0 else f"{FINE} {number}"
        await world.say(text, f"u{number}", wait=1, id=f"m{number}")
        if number % 20 == 0:
            await rounds(world, apart=1)
    await world.say(f"{FINE} after all", "u4", id="m4", revision=1)
    await world.say("", "u8", id="m8", revision=1)
    await world.community.ledger.close()

    after = failing_world(await open_ledger(url, [key]), platform=world.platform)
    after.clock.at, after.room.heard = world.clock.at, world.room.heard
    failing(after).fault = Fault.RAISES
    assert await rounds(after, 3) == [Round.DOWN] * 3
    assert await waiting(after) == 199
    failing(after).fault = None
    await rounds(after, 5, apart=0)
    await after.say("", "u196", id="m196", revision=1)
    await catch_up_scores(after)
    await after.do_all()

    for number in range(200):
        await _look_at(after, number, edited={4}, emptied={8, 196})
    assert after.platform.hidden == set()
    assert after.room.heard == [
        "Scores are missing since 2026-03-01 12:00 UTC: 41 messages wait. Word lists still apply. "
        "I score what waits when the model is back.",
        "The model is back. 198 messages were scored late: 47 cases.",
    ]
    async with after.community.begin() as uow:
        assert await uow.cases.count(CaseState) == 47
        assert (await uow.journal.verify())[1] == []
        assert len(await uow.journal.recent([EventKind.ALERTED])) == 2
    await after.community.ledger.close()


async def _look_at(world: World, number: int, edited: set[int], emptied: set[int]) -> None:
    """Each message has one decision with scores, and its text where that is a case."""
    found = [each for each in await decisions(world, f"m{number}") if each.verdict is not Verdict.PENDING]
    insult = number % 4 == 0 and number not in edited | emptied
    assert [bool(each.actions) for each in found] == ([] if number in emptied else [insult]), number
    assert await has_text(world, f"m{number}") is (insult or number in emptied)
