"""Orders of events that a careless member, moderator or platform brings about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.actions import Hide, Nudge, TimeOut
from bot.core.cases import Actor, ActorKind
from bot.core.content import Message
from bot.core.effects import EffectKind, EffectState
from bot.core.policy import InList, Ladder, Mode, Rule, Severity, Step
from bot.pipeline.appeal import Appealed, NotAppealed, WhyNot, appeal, decide_appeal
from bot.pipeline.by_hand import ByHand, enter
from bot.pipeline.intake import News, report
from bot.pipeline.review import change, dismiss, reopen, undo, uphold
from tests.core.makers import policy
from tests.fakes import ScriptedPlatform
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

EVERYTHING = frozenset(EffectKind)
IDA = Actor(ActorKind.MEMBER, "ida", "Ida")


async def test_a_rule_in_shadow_is_named_to_no_member(ledger: SqlLedger) -> None:
    """Who broke a rule that is only being tried out is told of the one that was acted on."""
    base = ledger_policy()
    shadowed = tuple(replace(each, shadow=each.id == "no-hate") for each in base.rules)
    world = make_world(ledger, policy=replace(base, rules=shadowed))
    await world.act("a scamword and a slurword")
    assert [each.rule for each in await world.notices(1)] == ["no-scams"]


async def test_an_edit_to_something_milder_leaves_the_graver_rule_with_the_case(ledger: SqlLedger) -> None:
    """What waits for a moderator keeps its rule, its strike and its notice, though the text was made milder."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    await world.act(SLUR, id="x")
    await world.act(INSULT, id="x", revision=1)
    assert (await world.case(1)).rules == ("no-hate", "be-kind")
    await uphold(world.community, 1, ANNA)
    await world.do_all()
    assert [each.rule for each in await world.strikes()] == ["no-hate"]
    assert [each.rule for each in await world.notices(1)] == ["no-hate"]


async def test_an_edit_is_told_by_its_own_rule(world: World) -> None:
    """A milder text that is answered by the bot itself names the rule which that text broke."""
    await world.act(SLUR, "bo")
    await world.act(SLUR, "bo", id="x")
    await world.act(SCAM, "bo", id="x", revision=1)
    assert [each.rule for each in await world.notices(2)] == ["no-hate", "no-scams"]


async def test_what_was_made_clean_is_no_longer_proposed_to_be_hidden(ledger: SqlLedger) -> None:
    """An uphold after an edit punishes what was written, and does not hide what stands there now."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    await world.act(SLUR, id="x")
    await world.act(FINE, id="x", revision=1)
    await uphold(world.community, 1, ANNA)
    await world.do_all()
    assert not world.is_hidden("x")
    assert world.is_out() is not None


async def test_reports_where_nothing_can_be_hidden_plead_once(ledger: SqlLedger) -> None:
    """The author is asked once to take a text away, however many report it and whatever a moderator answers."""
    world = make_world(ledger, platform=ScriptedPlatform(EVERYTHING - {EffectKind.HIDE}))
    await world.act(SLUR, id="x")
    await world.reports(world.content(SLUR, id="x"), "ida", "kim", "mia")
    await world.do_all()
    assert len(world.platform.texts()) == 1
    await change(world.community, 1, ANNA, [*(await world.case(1)).proposals[:1]])
    await world.do_all()
    assert len(world.platform.texts()) == 1


async def test_reports_where_nobody_can_be_written_to_add_no_notice(ledger: SqlLedger) -> None:
    """A kept notice is a notice: a report of the same text keeps no second one."""
    world = make_world(ledger, platform=ScriptedPlatform(EVERYTHING - {EffectKind.NOTIFY}))
    await world.act(INSULT, id="x")
    await world.reports(world.content(INSULT, id="x"), "ida")
    await world.do_all()
    assert len(await world.notices(1)) == 1


async def test_a_strike_waits_where_the_bot_can_do_nothing(ledger: SqlLedger) -> None:
    """Where the only answer is one that a moderator has to do by hand, the member has no strike in silence."""
    out = Rule("no-scams", {"en": "No scams"}, {}, Severity.SERIOUS, InList("scams"), _only_time_out())
    world = make_world(
        ledger,
        policy=replace(policy(out, mode=Mode.ENFORCE), notices=ledger_policy().notices),
        platform=ScriptedPlatform(EVERYTHING - {EffectKind.TIME_OUT}),
    )
    await world.act(SCAM)
    assert await world.strikes() == []
    await uphold(world.community, 1, ANNA)
    await world.do_all()
    assert len(await world.strikes()) == 1
    assert len(world.platform.texts()) == 1


def _only_time_out() -> Ladder:
    return Ladder("out", (Step(0, (TimeOut(HOUR),)),))


async def test_a_report_of_what_was_edited_away_hides_nothing(world: World) -> None:
    """Who reports what they saw before the edit is counted; what stands there now is left alone."""
    await world.say(SLUR, id="x")
    seen = world.content(SLUR, id="x")
    await world.act(FINE, id="x", revision=1)
    taken = await report(world.community, seen, IDA)
    await world.do_all()
    assert taken.news is News.STALE
    assert not world.is_hidden("x")
    (later,) = await world.reports(world.content(FINE, id="x", revision=1), "kim")
    assert later.screened is not None
    assert later.screened.content.reports == 2


async def test_a_report_brings_back_nothing_of_an_erased_member(world: World) -> None:
    """A message that is still on the platform may be reported after its author was erased: their name stays out."""
    await world.act(SLUR, id="x")
    seen = world.content(SLUR, id="x")
    async with world.community.begin() as uow:
        await uow.people.erase("bo", world.clock.at)
    await world.reports(seen, "ida", "kim", "mia")
    await world.do_all()
    async with world.community.begin() as uow:
        assert await uow.contents.kept(Message("general", "x")) is None


async def test_nobody_decides_their_own_appeal(world: World) -> None:
    """A moderator whose message it is leaves their appeal to another, and who decided may then be the only one left."""
    await world.act(SLUR, BERT.id)
    await uphold(world.community, 1, ANNA)
    await world.do_all()
    await appeal(world.community, 1, BERT.id, BERT.name, "it was me")
    both = frozenset({ANNA.id, BERT.id})
    answer = await decide_appeal(world.community, 1, BERT, grant=True, moderators=both)
    assert answer == NotAppealed(WhyNot.ANOTHER_MODERATOR)
    assert isinstance(await decide_appeal(world.community, 1, ANNA, grant=False, moderators=both), Appealed)


async def test_a_reopened_case_has_its_strike_again_though_it_was_reported(world: World) -> None:
    """A report gives no second strike; the first one waits again after the case was dismissed by mistake."""
    await world.act(INSULT, id="x")
    await world.reports(world.content(INSULT, id="x"), "ida")
    await dismiss(world.community, 1, ANNA)
    await reopen(world.community, 1, ANNA)
    await uphold(world.community, 1, ANNA)
    await world.do_all()
    assert [each.rule for each in await world.strikes()] == ["be-kind"]


async def test_a_lift_by_hand_ends_each_cases_time_out(world: World) -> None:
    """One click on the platform lifts what two cases gave; an undo of either has nothing left to lift."""
    for number, hours in ((1, 10), (2, 20)):
        await world.act(SLUR)
        await change(world.community, number, ANNA, [TimeOut(hours * HOUR)])
        await world.do_all()
    world.platform.out.clear()
    await enter(world.community, ByHand("h1", BERT, EffectKind.LIFT_TIME_OUT, "bo", world.clock.at))
    await world.do_all()
    for number in (1, 2):
        assert ("lift_time_out", EffectState.DONE) in await world.states(number)
        await undo(world.community, number, ANNA)
    await world.do_all()
    assert EffectKind.LIFT_TIME_OUT not in world.platform.calls


async def test_a_change_to_a_nudge_says_that_the_message_is_back(world: World) -> None:
    """The milder answer names what was taken back."""
    await world.act(SLUR)
    await change(world.community, 1, ANNA, [Nudge()])
    await world.do_all()
    assert not world.is_hidden()
    assert "Your message is back" in world.platform.texts()[-1]


async def test_what_the_token_cannot_take_back_is_not_asked_of_the_platform(ledger: SqlLedger) -> None:
    """An undo where messages can't be brought back fails in plain words, and the member is told."""
    world = make_world(ledger, platform=ScriptedPlatform(EVERYTHING - {EffectKind.RESTORE}))
    await world.act(SLUR)
    await undo(world.community, 1, ANNA)
    await world.do_all()
    assert EffectKind.RESTORE not in world.platform.calls
    assert "can't" in (await world.case(1)).why_open


async def test_a_rule_that_is_gone_can_still_be_upheld(ledger: SqlLedger) -> None:
    """A policy without the rule answers with what it proposed while it had it."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    await world.act(SLUR)
    other = ledger_policy(Mode.REVIEW)
    rules = tuple(each for each in other.rules if each.id != "no-hate")
    made = make_world(ledger, policy=replace(other, rules=rules, hash="other"))
    world.community.screener = made.community.screener
    await uphold(world.community, 1, ANNA)
    await world.do_all()
    assert world.is_hidden()
    assert [each.rule for each in await world.strikes()] == ["no-hate"]
    assert (await world.notices(1))[0].title == "no-hate"


async def test_upheld_strikes_of_one_incident_count_once_in_any_order(ledger: SqlLedger) -> None:
    """Two messages within seconds are one incident, whichever a moderator upholds first."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    await world.act(SLUR)
    await dismiss(world.community, 1, ANNA)
    await world.act(f"{SLUR} again", wait=5)
    await reopen(world.community, 1, ANNA)
    await uphold(world.community, 2, ANNA)
    await uphold(world.community, 1, BERT)
    await world.do_all()
    assert [each.content_id for each in await world.strikes()] == ["m2"]


async def test_a_plea_does_not_say_that_the_message_may_stay(ledger: SqlLedger) -> None:
    """Where nothing can be hidden the author is asked to take it away, and not reminded in passing."""
    world = make_world(ledger, platform=ScriptedPlatform(EVERYTHING - {EffectKind.HIDE}))
    await world.act(SLUR)
    (text,) = world.platform.texts()
    assert "change or delete" in text
    assert "It stays where it is" not in text


async def test_who_was_reported_is_not_told_that_a_program_found_it(world: World) -> None:
    """What only members pointed out is said to be found by nobody else, also after a moderator's verdict."""
    await world.act(FINE, id="x")
    await world.reports(world.content(FINE, id="x"), "ida", "kim", "mia")
    await change(world.community, 1, ANNA, [Hide()])
    await world.do_all()
    assert [each.detected for each in await world.notices(1)] == [False]


async def test_a_report_that_leads_to_an_action_is_named_as_the_cause(world: World) -> None:
    """A message that a member brought up before the bot saw it was found by a member."""
    await world.reports(world.content(SLUR, id="x"), "ida")
    await world.do_all()
    assert [(each.detected, each.decided) for each in await world.notices(1)] == [(False, True)]


async def test_a_strike_after_a_notice_that_was_held_back_is_told(ledger: SqlLedger) -> None:
    """A notice that was waived told nobody: the strike of a later uphold is not given in silence."""
    base = ledger_policy(Mode.REVIEW)
    world = make_world(ledger, policy=base)
    await world.act(SLUR, id="x")
    await change(world.community, 1, ANNA, [])
    await world.do_all()
    assert len(await world.strikes()) == 1
    assert len(world.platform.texts()) == 1
