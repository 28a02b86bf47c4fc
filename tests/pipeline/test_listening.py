"""Titles, names, and what the platform's own filter did, on their way through the pipeline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.core.actions import Nudge, Warn
from bot.core.cases import CaseState
from bot.core.content import Author
from bot.core.decision import Verdict
from bot.core.effects import EffectKind, EffectState
from bot.core.policy import ByAutoMod, Ladder, Rule, Severity, Step
from bot.pipeline.intake import News, flag, take
from bot.pipeline.names import given, take_name
from bot.pipeline.review import change, uphold
from tests.pipeline.ledger_makers import ANNA, FINE, INSULT, SCAM, SLUR, World, ledger_policy, make_world

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger


def listening(ledger: SqlLedger) -> World:
    """Make a community that looks at names and asks what the platform's own filter did."""
    friendly = Ladder("friendly", (Step(0, (Nudge(),)), Step(1, (Warn(),))))
    stopped = Rule("stopped", {"en": "Stopped"}, {}, Severity.MINOR, ByAutoMod("No spoilers"), friendly)
    policy = ledger_policy()
    return make_world(ledger, policy=replace(policy, rules=(*policy.rules, stopped), names=True))


@pytest.mark.parametrize("id", ["title-7", "title-7-8", "name-bo"])
async def test_what_can_not_be_hidden_is_asked_of_its_author_and_of_a_moderator(world: World, id: str) -> None:  # noqa: A002 - the field's name
    """No hide is tried on a title or a name; its author is asked for another, and moderators have a look."""
    number = await world.act(SLUR, id=id)
    assert world.platform.calls == [EffectKind.NOTIFY]
    assert await world.states(number) == [("hide", EffectState.SUBSTITUTED), ("notify", EffectState.DONE)]
    assert "choose another one" in world.platform.texts()[0]
    assert (await world.case(number)).state is CaseState.OPEN
    await uphold(world.community, number, ANNA)
    await world.do_all()
    assert EffectKind.HIDE not in world.platform.calls


async def test_an_act_without_an_author_strikes_and_tells_nobody(world: World) -> None:
    """Where it is not known who renamed a thread a moderator looks, and neither verdict nor change reaches anybody."""
    number = await world.act(SLUR, id="title-7-8", author=Author("", ""))
    case = await world.case(number)
    assert (case.state, case.proposals, case.strike_weight) == (CaseState.OPEN, (), 0)
    assert "nobody knows" in case.why_open
    await uphold(world.community, number, ANNA)
    await world.do_all()
    assert world.platform.calls == []
    assert await world.strikes("") == []


async def test_titles_and_names_do_not_count_as_messages(world: World) -> None:
    """Who opens threads and is called something does not flood the place by that."""
    for number in range(10):
        assert await world.act(FINE, id=f"title-{number}", wait=0) == 0


async def test_a_name_is_looked_at_once(ledger: SqlLedger) -> None:
    """The same name is one case, also for a process that begins anew; another name is looked at again."""
    world = listening(ledger)
    first = await take_name(world.community, world.content(FINE, author=Author("bo", INSULT)))
    assert first is not None
    assert first.case is not None
    assert await take_name(world.community, world.content(FINE, author=Author("bo", INSULT))) is None
    world.community.names.clear()
    world.clock.at += world.community.pace.lease
    again = await take_name(world.community, world.content(FINE, author=Author("bo", INSULT)))
    assert again is not None
    assert again.news is News.SEEN
    world.clock.at += world.community.pace.lease
    other = await take_name(world.community, world.content(FINE, author=Author("bo", SLUR)))
    assert other is not None
    assert other.news is News.NEW
    assert await world.strikes() != []


async def test_a_name_is_nobodys_business_unless_the_policy_asks(world: World) -> None:
    """Nor is a program's name, nor one that somebody else gave."""
    assert await take_name(world.community, world.content(FINE, author=Author("bo", INSULT))) is None


async def test_a_name_that_was_given_is_not_looked_at(ledger: SqlLedger) -> None:
    """What a moderator calls somebody is not that member's doing, and a program has no manners."""
    world = listening(ledger)
    given(world.community, "bo", INSULT)
    assert await take_name(world.community, world.content(FINE, author=Author("bo", INSULT))) is None
    assert await take_name(world.community, world.content(FINE, author=Author("x", INSULT, is_bot=True))) is None


async def test_what_was_stopped_is_one_case_with_nothing_to_hide(ledger: SqlLedger) -> None:
    """The words are kept, the member is told that nobody saw them, and no platform call hides what isn't there."""
    world = listening(ledger)
    content = world.content(SCAM, id="blocked-1", automod=frozenset({"No Spoilers"}))
    taken = [await flag(world.community, content) for _ in range(3)]
    await world.do_all()
    assert {each.case.number for each in taken if each.case} == {1}
    assert EffectKind.HIDE not in world.platform.calls
    (hide, *_) = await world.effects(1)
    assert (hide.kind, hide.state) == (EffectKind.HIDE, EffectState.SKIPPED)
    assert "own filter" in hide.reason
    assert "stopped before anybody could read it" in world.platform.texts()[0]
    assert len(world.platform.texts()) == 1
    assert len(await world.strikes()) == 1
    async with world.community.begin() as uow:
        kept = await uow.contents.kept(content.message)
    assert kept is not None
    assert kept.automod == {"No Spoilers"}


async def test_what_was_flagged_joins_its_messages_case(ledger: SqlLedger) -> None:
    """The same word again adds nothing, whichever of both came first."""
    world = listening(ledger)
    said = await world.say(FINE, id="m1")
    assert said.case is None
    content = replace(world.content(FINE, id="m1", at=world.clock.at), automod=frozenset({"No spoilers"}))
    for _ in range(2):
        taken = await flag(world.community, content)
        assert taken.case is not None
        assert taken.case.number == 1
    third = await flag(world.community, content)
    assert third.news is News.SEEN
    await world.do_all()
    assert len(world.platform.texts()) == 1
    assert len(await world.strikes()) == 1
    assert (await take(world.community, replace(content, automod=frozenset()))).news is News.SEEN


async def test_a_rule_of_another_name_stops_nothing_here(ledger: SqlLedger) -> None:
    """A clause that names a rule asks for that rule."""
    world = listening(ledger)
    taken = await flag(world.community, world.content(FINE, id="blocked-1", automod=frozenset({"Spam"})))
    assert taken.screened is not None
    assert taken.screened.decision.verdict is Verdict.PASS


async def test_a_hide_that_a_moderator_chooses_for_what_was_stopped_is_no_call(ledger: SqlLedger) -> None:
    """Whatever they choose, there is nothing to take out of sight."""
    world = listening(ledger)
    await flag(world.community, world.content(FINE, id="blocked-1", automod=frozenset({"No spoilers"})))
    await change(world.community, 1, ANNA, [Warn()])
    await world.do_all()
    assert EffectKind.HIDE not in world.platform.calls
