"""What comes in: decided once, and what is planned with it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.cases import CaseState
from bot.core.content import Author
from bot.core.decision import Verdict
from bot.core.effects import EffectKind, EffectState
from bot.core.notices import NoticeKind, NoticeState
from bot.core.policy import Mode
from bot.pipeline.intake import News, take
from bot.pipeline.review import uphold
from tests.pipeline.ledger_makers import ANNA, FINE, INSULT, OTHER_INSULT, SCAM, SLUR, World, ledger_policy, make_world

if TYPE_CHECKING:
    from bot.storage.ledger import SqlLedger

DONE = EffectState.DONE


async def test_the_first_slip_is_nudged_once(world: World) -> None:
    """A first insult stays where it is; its author is asked once, and gets a strike."""
    number = await world.act()
    assert (await world.case(number)).state is CaseState.HANDLED
    assert await world.states(number) == [("notify", DONE)]
    assert [each.kind for each in await world.notices(number)] == [NoticeKind.NUDGE]
    assert len(world.platform.texts()) == 1
    assert len(await world.strikes()) == 1


async def test_the_third_slip_is_hidden_and_timed_out_with_one_notice(world: World) -> None:
    """Two effects of one decision are told in one notice, which names both."""
    await world.act()
    await world.act()
    number = await world.act()
    assert await world.states(number) == [("hide", DONE), ("time_out", DONE), ("notify", DONE)]
    assert world.is_hidden("m3")
    assert world.is_out() == world.clock.at + timedelta(hours=1)
    text = world.platform.texts()[-1]
    assert len(world.platform.texts()) == 3
    assert "hid" in text
    assert "2026-03-01 13:05 UTC" in text


async def test_what_comes_again_adds_nothing(world: World) -> None:
    """A message that is delivered again, before or after it was acted on, changes nothing."""
    message = world.content(SLUR)
    first = await take(world.community, message)
    again = await take(world.community, message)
    await world.do_all()
    late = await take(world.community, message)
    assert (first.news, again.news, late.news) == (News.NEW, News.SEEN, News.SEEN)
    assert again.case == first.case
    assert late.case is not None
    assert late.case.version == 1
    assert len(await world.effects(1)) == 2
    assert len(await world.strikes()) == 1


async def test_the_same_message_from_three_sides_at_once_is_one_case(world: World) -> None:
    """Deliveries that race each other make one case."""
    message = world.content(SLUR)
    taken = await asyncio.gather(*(take(world.community, message) for _ in range(3)))
    assert sorted(each.news for each in taken) == [News.NEW, News.SEEN, News.SEEN]
    assert {each.case.number for each in taken if each.case} == {1}


async def test_an_unchanged_edit_makes_what_came_before_it_old(world: World) -> None:
    """Of the texts fine, bad and fine again, the bad one is left alone if it comes last: it is gone."""
    await world.say(FINE, id="x")
    await world.say(FINE, id="x", revision=2)
    taken = await world.say(INSULT, id="x", revision=1)
    assert (taken.news, taken.case) == (News.STALE, None)


async def test_a_message_that_is_emptied_needs_no_hiding(world: World) -> None:
    """An edit to nothing calls off the hide that was not tried yet."""
    await world.say(SLUR, id="x")
    await world.say(" ", id="x", revision=1)
    await world.do_all()
    assert (await world.states(1))[0] == ("hide", EffectState.SUPERSEDED)
    assert not world.is_hidden("x")


async def test_an_older_revision_that_comes_late_is_left_alone(world: World) -> None:
    """Who changed their words is not judged by the old ones when those are delivered after."""
    await world.say(FINE, id="x", revision=1)
    taken = await world.say(INSULT, id="x", revision=0)
    assert taken.news is News.STALE
    assert await world.strikes() == []


async def test_an_edit_that_changes_nothing_adds_nothing(world: World) -> None:
    """A platform that says `edited` because it unfolded a link, or new capitals, change nothing."""
    await world.act(id="x")
    taken = await world.say(INSULT.upper(), id="x", revision=1)
    assert taken.news is News.SEEN
    assert (await world.case(1)).version == 1


async def test_of_a_link_that_unfolds_its_author_hears_nothing(world: World) -> None:
    """A preview gives a message other words at the moment when it was written, and is no edit."""
    await world.act(INSULT, id="x")
    written = world.clock.at
    await world.act(OTHER_INSULT, id="x", revision=1, at=written)
    assert len(world.platform.texts()) == 1
    await world.act(INSULT, id="x", revision=2)
    assert len(world.platform.texts()) == 2


async def test_an_edit_joins_the_open_case_and_gives_no_second_strike(world: World) -> None:
    """However often a message is edited, it has one case and one strike."""
    await world.act(id="x")
    for revision, text in enumerate((OTHER_INSULT, INSULT, SLUR), start=1):
        await world.act(text, id="x", revision=revision)
    assert (await world.case(1)).revision == 3
    async with world.community.begin() as uow:
        assert len(await uow.cases.find()) == 1
    assert [each.rule for each in await world.strikes()] == ["be-kind", "no-hate"]
    assert world.is_hidden("x")


async def test_an_edit_to_clean_calls_off_the_hide_and_only_the_strike_is_told(world: World) -> None:
    """A text that isn't there any more is not hidden, and nobody is told that it was."""
    await world.say(SLUR, id="x")
    await world.say(FINE, id="x", revision=1)
    await world.do_all()
    assert await world.states(1) == [("hide", EffectState.SUPERSEDED), ("notify", DONE)]
    assert [(each.state, each.warning) for each in await world.notices(1)] == [(NoticeState.SENT, True)]
    assert world.platform.calls == [EffectKind.NOTIFY]
    assert "hidden" not in world.platform.texts()[0]


async def test_an_edit_from_bad_to_worse_is_told_once(world: World) -> None:
    """The hide of the old text gives way to that of the new one, and one notice says so."""
    await world.say(SLUR, id="x")
    await world.say(SCAM, id="x", revision=1)
    await world.do_all()
    assert world.platform.calls == [EffectKind.HIDE, EffectKind.NOTIFY]
    assert await world.unnoticed() == []


async def test_reports_of_a_hidden_message_tell_its_author_nothing_again(world: World) -> None:
    """Each member's report counts once; three open the case; the author hears nothing more."""
    await world.act(member="bo")
    await world.act(id="x", member="bo")
    told = len(world.platform.texts())
    message = world.content(INSULT, id="x")
    news = [each.news for each in await world.reports(message, "ida", "ida", "kim", "mia")]
    await world.do_all()
    assert news == [News.NEW, News.SEEN, News.NEW, News.NEW]
    assert (await world.case(2)).state is CaseState.OPEN
    assert len(world.platform.texts()) == told
    assert len(await world.strikes()) == 2


async def test_an_edit_that_changed_nothing_makes_no_report_news(world: World) -> None:
    """A report of a revision with the same text tells the author nothing again, nor after a verdict."""
    await world.act(INSULT, id="x")
    await world.act(INSULT, id="x", revision=1)
    await world.reports(world.content(INSULT, id="x", revision=1), "ida")
    await world.do_all()
    assert len(world.platform.texts()) == 1
    await uphold(world.community, 1, ANNA)
    await world.act(INSULT, id="x", revision=2)
    await world.reports(world.content(INSULT, id="x", revision=2), "kim")
    async with world.community.begin() as uow:
        assert len(await uow.cases.find()) == 1


async def test_three_reports_open_a_case_on_what_no_rule_found(world: World) -> None:
    """Two reports are counted and nothing else; the third asks a moderator."""
    await world.act(FINE, id="x")
    taken = await world.reports(world.content(FINE, id="x"), "ida", "kim", "mia")
    assert [each.case is not None for each in taken] == [False, False, True]
    assert (await world.case(1)).state is CaseState.OPEN
    assert await world.strikes() == []
    assert await world.effects(1) == []


async def test_a_report_may_come_before_the_message(world: World) -> None:
    """What is reported before it was delivered is decided once."""
    (taken,) = await world.reports(world.content(SLUR, id="x"), "ida")
    again = await world.say(SLUR, id="x")
    assert (taken.news, again.news) == (News.NEW, News.SEEN)
    assert len(await world.strikes()) == 1


async def test_in_review_mode_nothing_happens_before_a_moderator_upholds(ledger: SqlLedger) -> None:
    """Review mode proposes; strike, effects and notice come with the verdict."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    number = await world.act(SCAM)
    assert (await world.case(number)).state is CaseState.OPEN
    assert (await world.effects(number), await world.strikes()) == ([], [])
    await uphold(world.community, number, ANNA)
    await world.do_all()
    assert world.is_hidden()
    assert [each.rule for each in await world.strikes()] == ["no-scams"]
    assert len(world.platform.texts()) == 1


async def test_in_shadow_nothing_is_planned(ledger: SqlLedger) -> None:
    """Shadow writes down what it would do, and has neither case nor effect nor strike."""
    world = make_world(ledger, policy=ledger_policy(Mode.SHADOW))
    taken = await world.say(SLUR)
    await world.do_all()
    assert taken.screened is not None
    assert taken.screened.decision.verdict is Verdict.RECORD
    assert (taken.case, world.platform.calls, await world.strikes()) == (None, [], [])
    async with world.community.begin() as uow:
        assert len(await uow.decisions.of_message(world.content(id="m1").message)) == 1


@pytest.mark.parametrize("author", [Author("bo", "Bo", is_bot=True), Author("bo", "Bo", frozenset({"Moderator"}))])
async def test_bots_and_staff_are_left_alone_in_every_way(ledger: SqlLedger, author: Author) -> None:
    """New, edited, reported: who is exempt is exempt."""
    from dataclasses import replace

    world = make_world(ledger, policy=replace(ledger_policy(), staff_roles=frozenset({"Moderator"})))
    news = [(await world.say(SLUR, id="x", author=author, revision=each)).news for each in range(2)]
    news += [each.news for each in await world.reports(world.content(SLUR, id="x", author=author), "ida")]
    assert set(news) == {News.EXEMPT}
    assert await world.strikes() == []


async def test_a_failure_leaves_nothing_half_done(world: World) -> None:
    """Where a part of a decision can't be written, none of it is; the message can come again."""
    from bot.core.effects import Effect, effect_key

    message = world.content(SLUR)
    blocking = effect_key("nordlys", 1, 1, EffectKind.HIDE)
    async with world.community.begin() as uow:
        effect = Effect(blocking, "nordlys", 9, 1, EffectKind.HIDE, message.message, "bo", state=DONE)
        await uow.effects.plan(effect)
    with pytest.raises(ValueError, match="is there"):
        await take(world.community, message)
    async with world.community.begin() as uow:
        assert await uow.cases.find() == []
        assert await uow.contents.latest(message.message) is None
        assert (await uow.journal.verify()) == (0, [])
    assert await world.strikes() == []
