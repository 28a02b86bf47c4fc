"""A better version: clean words take the place of what was hidden and cost no strike; others cost nothing but a try."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest
from typing_extensions import override

from bot.cli.case_pages import case_lines
from bot.cli.case_records import complete
from bot.core.actions import Hide, Warn
from bot.core.better import WhyNoBetter
from bot.core.cases import CaseState
from bot.core.content import Author, Message
from bot.core.decision import Verdict
from bot.core.effects import EffectKind, EffectState, Failed
from bot.core.journal import EventKind
from bot.core.labels import Label
from bot.core.policy import AnyOf, Coverage, Guard, GuardAnswer, InList, Mentions, Mode, Reported, Severity
from bot.core.signals import Unscored
from bot.pipeline.appeal import appeal, decide_appeal
from bot.pipeline.better import Answer, Breaks, Later, NoBetter, Offer, Took, draft_of, send_better
from bot.pipeline.better_words import better_words
from bot.pipeline.cards import card_of
from bot.pipeline.case_file import CaseFile, read_case
from bot.pipeline.retain import retain
from bot.pipeline.review import change, dismiss, reopen, undo, uphold
from bot.pipeline.screen import Screener
from tests.fakes import Lost, OneLanguage, ScriptedPlatform, WordDetector
from tests.pipeline.ledger_makers import (
    ANNA,
    BERT,
    FINE,
    INSULT,
    OTHER_INSULT,
    SCAM,
    SLUR,
    World,
    ledger_policy,
    make_world,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.policy import Policy
    from bot.core.signals import Scores
    from bot.storage.ledger import SqlLedger

MENDED = "I see that quite differently"
REQUESTS = count(1)


def offer(text: str = MENDED, member: str = "bo", request: str = "") -> Offer:
    """Make what Bo sends."""
    return Offer(Author(member, member.title()), text, request or f"r{next(REQUESTS)}")


async def send(world: World, text: str = MENDED, number: int = 2, **changes: str) -> Answer:
    """Send a better version and do all that follows."""
    answer = await send_better(world.community, number, offer(text, **changes))
    await world.do_all()
    return answer


async def hidden(world: World) -> int:
    """Let Bo's second insult be hidden; return its case, 2."""
    await world.act(INSULT)
    number = await world.act(OTHER_INSULT)
    assert world.is_hidden("m2")
    return number


async def file_of(world: World, number: int = 2) -> CaseFile:
    """Read a case."""
    file = await read_case(world.community, number)
    assert file is not None
    return file


async def kinds(world: World, number: int = 2) -> list[EventKind]:
    """Return what happened in a case."""
    return [each.kind for each in (await file_of(world, number)).events]


def shown(world: World, id: str = "m2") -> str | None:  # noqa: A002 - the field's name
    """Return what stands in the place of a message that was hidden, None while nothing does."""
    message = Message("general", id)
    return None if message in world.platform.hidden else world.platform.brought_back.get(message)


def under(world: World, changed: Policy) -> None:
    """Put another policy in force."""
    detector = WordDetector(slurs="slurword", scams="scamword", criticism="update")
    world.community.screener = Screener(changed, detector, OneLanguage())


async def test_clean_words_take_the_place_and_cost_no_strike(world: World) -> None:
    """The new text stands where the old one was, the case's strike is gone, and no other; a moderator sees it all."""
    await hidden(world)
    assert [each.content_id for each in await world.strikes()] == ["m1", "m2"]
    assert await send(world) == Took()
    assert shown(world) == MENDED
    assert [each.content_id for each in await world.strikes()] == ["m1"]
    assert await world.states(2) == [
        ("hide", EffectState.DONE),
        ("notify", EffectState.DONE),
        ("restore", EffectState.DONE),
    ]
    file = await file_of(world)
    assert (file.case.state, file.case.version) == (CaseState.HANDLED, 2)
    assert [each.verdict for each in file.decisions] == [Verdict.ACT, Verdict.PASS]
    async with world.community.begin() as uow:
        assert list((await uow.journal.verify())[1]) == []


@pytest.mark.parametrize("mended", [True, False])
async def test_the_platform_is_told_whose_words_it_brings_back(world: World, *, mended: bool) -> None:
    """Where it could show the first ones again by itself, it must not after others were sent for them."""
    number = await hidden(world)
    if mended:
        await send(world)
    else:
        await undo(world.community, number, ANNA)
        await world.do_all()
    assert world.platform.orders[EffectKind.RESTORE].reworded is mended


async def test_moderators_see_both_texts(world: World) -> None:
    """The evidence is what was hidden, and what was written in its place stands beside it; neither among the words."""
    await hidden(world)
    await send(world, INSULT)
    await send(world)
    card = card_of(await file_of(world), world.clock.at)
    assert (card.evidence, card.better) == (OTHER_INSULT, MENDED)
    fields = dict(card.fields)
    assert fields["Better version"].splitlines() == [
        "refused, 2026-03-01 12:03:20 UTC: be-kind",
        "sent, 2026-03-01 12:03:20 UTC: it takes the place of the message, and no strike is left",
    ]
    assert MENDED not in str(fields)


async def test_the_shell_shows_it_covered_unless_asked(world: World) -> None:
    """Beside the evidence, and as little of it."""
    await hidden(world)
    await send(world)
    file = await file_of(world)
    open_lines, covered_lines = ("\n".join(case_lines(file, world.clock.at, text=each)) for each in (True, False))
    assert f"message: Bo: {OTHER_INSULT}" in open_lines
    assert f"in its place: Bo (edit 1): {MENDED}" in open_lines
    assert MENDED not in covered_lines
    assert (complete(file, text=True)["better"], "better" in complete(file, text=False)) == (MENDED, False)


async def test_words_that_break_a_rule_cost_nothing_but_a_try(world: World) -> None:
    """No strike, no case, no effect and no notice; the text is kept nowhere, and the rule is named."""
    await hidden(world)
    before = (await world.states(2), len(world.platform.calls), await world.strikes())
    answer = await send(world, INSULT)
    assert answer == Breaks(("be-kind",), 2)
    assert (await world.states(2), len(world.platform.calls), await world.strikes()) == before
    assert shown(world) is None
    async with world.community.begin() as uow:
        assert len(await uow.cases.find()) == 2
        exported = await uow.people.export("bo")
    assert str(exported).count(INSULT) == 1  # the first message itself
    assert (await kinds(world))[-1] is EventKind.BETTER_REFUSED
    said = better_words(answer, world.community.policy, "en-US")
    assert said == "This version can't be posted, because of this rule: Be kind. No insults.\nTries left: 2."


async def test_the_fourth_try_is_refused_unread(world: World) -> None:
    """Three tries are all; then clean words are not looked at either, and the member hears that an appeal is left."""
    await hidden(world)
    left = [answer.left for _ in range(3) if isinstance(answer := await send(world, INSULT), Breaks)]
    assert left == [2, 1, 0]
    scored = len(world.community.classifier.batches)  # type: ignore[attr-defined]  # the fake
    answer = await send(world)
    assert answer == NoBetter(WhyNoBetter.NO_TRIES)
    assert len(world.community.classifier.batches) == scored  # type: ignore[attr-defined]  # the fake
    assert "appeal" in better_words(answer, world.community.policy, "en")
    assert shown(world) is None


async def test_it_is_nobody_elses_business(world: World) -> None:
    """Another member can't tell whether there is such a case."""
    await hidden(world)
    assert await send(world, member="kim") == NoBetter(WhyNoBetter.NO_SUCH_CASE)
    assert await send(world, number=9) == NoBetter(WhyNoBetter.NO_SUCH_CASE)
    assert await draft_of(world.community, 2, "kim") == NoBetter(WhyNoBetter.NO_SUCH_CASE)
    assert await draft_of(world.community, 2, "bo") == OTHER_INSULT


async def test_a_grave_breach_can_not_be_mended(world: World) -> None:
    """Its notice offers no better version, and one that is sent all the same is not taken."""
    await world.act(SLUR)
    assert world.platform.mendable == [False]
    assert await send(world, number=1) == NoBetter(WhyNoBetter.BEYOND_WORDS)


async def test_a_flood_can_not_be_mended(world: World) -> None:
    """What only counts is not about words: nobody floods through the form."""
    for _ in range(3):
        await world.say(FINE, wait=1)
    number = (await world.say(FINE, wait=1)).case
    await world.do_all()
    assert number is not None
    assert world.is_hidden("m4")
    assert world.platform.mendable == [False]
    assert await send(world, number=number.number) == NoBetter(WhyNoBetter.BEYOND_WORDS)


async def test_reports_of_a_message_are_not_held_against_better_words(world: World) -> None:
    """Who was reported for an insult before it was hidden can mend it like any other."""
    held = ledger_policy()
    reported = replace(held.rules[-1], severity=Severity.MINOR, when=Reported(1))
    under(world, replace(held, rules=(*held.rules[:-1], reported)))
    await world.reports(world.content(INSULT, id="m1"), "r1")
    await change(world.community, 1, ANNA, [Hide()])
    await world.do_all()
    assert (await world.case(1)).rules == ("be-kind", "reported")
    assert await send(world, number=1) == Took()
    assert shown(world, "m1") == MENDED


async def test_whom_it_calls_counts(world: World) -> None:
    """Better words are held against what they do as a message: a rule on mentions is one of them."""
    await hidden(world)
    held = ledger_policy()
    calls = replace(held.rules[0], id="no-calls", when=Mentions(3))
    under(world, replace(held, rules=(*held.rules, calls)))
    for calling, answer in ((3, Breaks(("no-calls",), 2)), (2, Took())):
        assert await send_better(world.community, 2, replace(offer(), mentions=calling)) == answer


async def test_the_notice_offers_it_where_it_is_possible(world: World) -> None:
    """A nudge hides nothing and offers nothing; the notice of a hide offers it, and does no more once it is over."""
    await hidden(world)
    assert world.platform.mendable == [False, True]
    await world.act(SCAM)
    assert world.platform.mendable == [False, True, True]


async def test_where_nothing_can_be_brought_back_none_is_offered(ledger: SqlLedger) -> None:
    """A community whose token can't restore takes no text that it could not show."""
    world = make_world(ledger, platform=ScriptedPlatform(frozenset(EffectKind) - {EffectKind.RESTORE}))
    await hidden(world)
    assert world.platform.mendable == [False, False]
    assert await send(world) == NoBetter(WhyNoBetter.NOT_HERE)


async def test_the_window_is_that_of_the_appeal(world: World) -> None:
    """At its last moment a better version is taken, a second later not."""
    await hidden(world)
    ends = (await world.notices(2))[0].appeal_until
    assert ends is not None
    world.clock.at = ends + timedelta(seconds=1)
    assert await send(world) == NoBetter(WhyNoBetter.TOO_LATE)
    world.clock.at = ends
    assert await send(world) == Took()


@pytest.mark.parametrize("do", [undo, dismiss])
async def test_what_was_taken_back_needs_no_better_version(world: World, do) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    """The old text is on its way back, or there: a second one beside it is not taken."""
    await hidden(world)
    await do(world.community, 2, ANNA)
    assert await send(world) == NoBetter(WhyNoBetter.TAKEN_BACK)
    assert shown(world) == OTHER_INSULT


async def test_what_a_moderator_let_be_needs_none_either(world: World) -> None:
    """A change that brings the message back, done or only planned."""
    await hidden(world)
    await change(world.community, 2, ANNA, [])
    assert await send(world) == NoBetter(WhyNoBetter.NOT_HIDDEN)
    assert shown(world) == OTHER_INSULT


@pytest.mark.parametrize("text", ["", " \n "])
async def test_nothing_is_no_better_version(world: World, text: str) -> None:
    """An empty form changes nothing."""
    await hidden(world)
    assert await send(world, text) == NoBetter(WhyNoBetter.NO_TEXT)
    assert shown(world) is None


class Silent:
    """A classifier that gives nothing."""

    name = "silent 1"
    labels = frozenset({Label.INSULT})

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Give a reason for each text."""
        return [{Label.INSULT: Unscored("no model", retry=True)} for _ in texts]


class Broken(Silent):
    """A classifier that fails."""

    @override
    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Fail."""
        raise ValueError(texts)


@pytest.mark.parametrize("classifier", [Silent(), Broken()])
async def test_what_can_not_be_scored_is_never_let_pass(world: World, classifier: Silent) -> None:
    """It is no try either, and the same words are taken once the model is back; lists hold without it."""
    await hidden(world)
    working, world.community.classifier = world.community.classifier, classifier
    assert await send(world) == Later()
    assert shown(world) is None
    assert EventKind.BETTER_REFUSED not in await kinds(world)
    assert await send(world, SCAM) == Breaks(("no-scams",), 2)
    world.community.classifier = working
    assert await send(world) == Took()


async def test_the_same_sending_delivered_twice_counts_once(world: World) -> None:
    """Refused or taken, the second delivery gets the answer of the first, and nothing is done again."""
    await hidden(world)
    assert await send(world, INSULT, request="a") == await send(world, INSULT, request="a") == Breaks(("be-kind",), 2)
    assert await send(world, INSULT, request="b") == Breaks(("be-kind",), 1)
    assert await send(world, INSULT, request="a") == Breaks(("be-kind",), 2)
    for _ in range(2):
        assert await send(world, request="c") == Took()
    assert (await kinds(world)).count(EventKind.BETTER_SENT) == 1
    assert world.platform.calls.count(EffectKind.RESTORE) == 1


async def test_of_two_at_once_one_wins(world: World) -> None:
    """Two forms sent in the same moment end in one text and one event."""
    await hidden(world)
    answers = await asyncio.gather(
        send_better(world.community, 2, offer("first")), send_better(world.community, 2, offer("second"))
    )
    await world.do_all()
    assert sorted(map(str, answers)) == sorted(map(str, [Took(), NoBetter(WhyNoBetter.SENT_BEFORE)]))
    assert shown(world) == ("first" if answers[0] == Took() else "second")
    assert world.platform.calls.count(EffectKind.RESTORE) == 1


async def test_tries_at_once_do_not_add_up_to_more(world: World) -> None:
    """Five unclean ones in the same moment are three tries."""
    await hidden(world)
    answers = await asyncio.gather(*(send_better(world.community, 2, offer(INSULT)) for _ in range(5)))
    assert sum(isinstance(each, Breaks) for each in answers) == 3
    assert (await kinds(world)).count(EventKind.BETTER_REFUSED) == 3


@pytest.mark.parametrize("lost", [Lost.BEFORE, Lost.AFTER])
async def test_a_lost_answer_is_looked_for(world: World, lost: Lost) -> None:
    """Whether or not the post went through unheard, the text stands there once."""
    await hidden(world)
    world.platform.answer(EffectKind.RESTORE, lost)
    await send(world)
    assert shown(world) == MENDED
    assert world.platform.twice == []


async def test_what_could_not_be_posted_comes_before_a_moderator(world: World) -> None:
    """The strike is gone all the same; the moderator who undoes it brings the better words, and those alone."""
    await hidden(world)
    world.platform.answer(EffectKind.RESTORE, Failed("no webhook"))
    assert await send(world) == Took()
    case = await world.case(2)
    assert (case.state, case.why_open) == (CaseState.OPEN, "restore failed: no webhook")
    assert await send(world) == NoBetter(WhyNoBetter.SENT_BEFORE)
    assert len(await world.strikes()) == 1
    await undo(world.community, 2, ANNA)
    await world.do_all()
    assert shown(world) == MENDED


@pytest.mark.parametrize("do", [undo, dismiss, "grant"])
async def test_who_takes_the_case_back_leaves_the_members_last_word(world: World, do) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    """No second text beside the better one; the old words are protected, so that their author may write them again."""
    await hidden(world)
    await send(world)
    if do == "grant":
        await appeal(world.community, 2, "bo", "Bo", "both are fine")
        await decide_appeal(world.community, 2, BERT, grant=True, moderators=frozenset({BERT.id}))
    else:
        await do(world.community, 2, ANNA)
    await world.do_all()
    assert shown(world) == MENDED
    assert world.platform.calls.count(EffectKind.RESTORE) == 1
    assert await world.act(OTHER_INSULT) == 0


async def test_who_upholds_the_case_leaves_the_better_version_and_gives_no_strike(world: World) -> None:
    """That the first text broke a rule was never in doubt; better words cost nothing."""
    await hidden(world)
    await send(world)
    await uphold(world.community, 2, ANNA)
    await world.do_all()
    assert shown(world) == MENDED
    assert len(await world.strikes()) == 1


async def test_what_was_proposed_against_the_old_words_is_not_done_to_the_new(world: World) -> None:
    """A hide that still waits for a moderator was meant for a text that is gone; what else waits is done."""
    await hidden(world)
    held = ledger_policy(Mode.REVIEW)
    always = replace(held.rules[0], ladder=held.rules[2].ladder)
    under(world, replace(held, rules=(always, *held.rules[1:])))
    await world.reports(world.content(OTHER_INSULT, id="m2"), "r1", "r2", "r3")
    assert (await world.case(2)).proposals == (Hide(), Warn())
    assert await send(world) == Took()
    await uphold(world.community, 2, ANNA)
    await world.do_all()
    assert shown(world) == MENDED
    assert (await world.notices(2))[-1].warning


async def test_a_strike_that_waited_is_gone_too(ledger: SqlLedger) -> None:
    """Where moderators decide, a hide that one of them chose can be mended, and no later verdict costs a strike."""
    world = make_world(ledger, policy=ledger_policy(Mode.REVIEW))
    await world.act(INSULT)
    await change(world.community, 1, ANNA, [Hide()])
    await world.do_all()
    assert len(await world.strikes()) == 1
    assert await send(world, number=1) == Took()
    case = await world.case(1)
    assert (case.state, case.strike_weight, await world.strikes()) == (CaseState.UPHELD, 0, [])


async def test_a_moderator_can_take_it_away_and_bring_it_back(world: World) -> None:
    """Hidden by hand it is gone for good: no second better version. An undo brings it, and not what was before it."""
    await hidden(world)
    await send(world)
    await change(world.community, 2, ANNA, [Hide()])
    await world.do_all()
    assert shown(world) is None
    assert world.platform.mendable[-1] is False
    assert await send(world) == NoBetter(WhyNoBetter.SENT_BEFORE)
    await undo(world.community, 2, ANNA)
    await world.do_all()
    assert shown(world) == MENDED


async def test_reopened_and_upheld_all_is_as_before_it(world: World) -> None:
    """Human over bot: a moderator who decides anew hides what stands there, and gives the strike."""
    await hidden(world)
    await send(world)
    for do in (undo, reopen, uphold):
        await do(world.community, 2, ANNA)
        await world.do_all()
    assert shown(world) is None
    assert [each.content_id for each in await world.strikes()] == ["m1", "m2"]


async def test_a_time_out_stays_and_the_member_hears_so(world: World) -> None:
    """Better words take back what the old ones cost, and not the pause."""
    await hidden(world)
    await world.act(INSULT)
    until = world.is_out()
    answer = await send(world, number=3)
    assert answer == Took(is_out=True)
    assert world.is_out() == until is not None
    assert "only read along" in better_words(answer, world.community.policy, "en")
    assert shown(world, "m3") == MENDED


async def test_what_a_guard_would_show_a_moderator_is_not_posted_unseen(world: World) -> None:
    """Harsh criticism is held back from hiding; in a better version it stands in the way like the rule itself."""
    await hidden(world)
    guard = Guard("criticism", InList("criticism"), GuardAnswer.ESCALATE_ONLY, Severity.SERIOUS, Coverage.SCORES)
    under(world, replace(ledger_policy(), guards=(guard,)))
    harsh = "what an idiotic update"
    world.community.classifier.table = {harsh: 0.9}  # type: ignore[attr-defined]  # the fake
    assert await send(world, harsh) == Breaks(("be-kind",), 2)


async def test_what_a_guard_lets_pass_is_clean(world: World) -> None:
    """Talk of oneself is no insult, in a better version as anywhere."""
    await hidden(world)
    guard = Guard("self", AnyOf((InList("criticism"),)), GuardAnswer.IGNORE, Severity.SERIOUS, Coverage.SCORES)
    under(world, replace(ledger_policy(), guards=(guard,)))
    own = "my update was idiotic"
    world.community.classifier.table = {own: 0.9}  # type: ignore[attr-defined]  # the fake
    assert await send(world, own) == Took()


@pytest.mark.parametrize("mode", list(Mode))
async def test_the_mode_makes_no_text_better(world: World, mode: Mode) -> None:
    """What would only be proposed, or only be written down, stands in the way all the same."""
    await hidden(world)
    under(world, ledger_policy(mode))
    assert await send(world, INSULT) == Breaks(("be-kind",), 2)
    assert await send(world) == Took()


async def test_a_rule_on_trial_stands_in_nobodys_way(world: World) -> None:
    """What is only being tried out refuses no better version."""
    await hidden(world)
    held = ledger_policy()
    under(world, replace(held, rules=tuple(replace(each, shadow=each.id == "no-scams") for each in held.rules)))
    assert await send(world, SCAM) == Took()


async def test_who_may_need_help_is_not_overlooked(world: World) -> None:
    """A text that calls for care is not posted by a machine, and moderators hear of it at once, without its words."""
    await hidden(world)
    held = ledger_policy()
    care = replace(held.rules[0], id="care", severity=Severity.CARE, when=InList("criticism"))
    under(world, replace(held, rules=(*held.rules, care)))
    assert await send(world, "no update of mine") == Breaks(("care",), 2)
    async with world.community.begin() as uow:
        ((_, text),) = await uow.alerts.untold()
    assert text.startswith("Case 2: care holds for the better version")
    assert "mine" not in text


async def test_it_is_judged_where_the_message_stood_and_as_who_its_author_is(world: World) -> None:
    """What holds in a channel holds for what is posted there; who is staff by now is left alone."""
    await hidden(world)
    under(world, replace(ledger_policy(), staff_roles=frozenset({"Moderator"})))
    staff = replace(offer(INSULT), author=Author("bo", "Bo", frozenset({"Moderator"})))
    assert await send_better(world.community, 2, staff) == Took()
    await world.do_all()
    assert shown(world) == INSULT


async def test_it_adds_nothing_to_what_is_counted(world: World) -> None:
    """A form is no message in a row, and the member's next ones count as if it had not been."""
    await hidden(world)
    world.clock.at += timedelta(minutes=1)
    await send(world)
    assert [(await world.say(FINE, wait=1)).case for _ in range(3)] == [None] * 3


async def test_its_text_goes_with_the_evidence(world: World) -> None:
    """Retention forgets both at once, and the case still says that there was one."""
    await hidden(world)
    await send(world)
    world.clock.at += timedelta(days=91)
    await retain(world.community)
    file = await file_of(world)
    assert (file.content, file.better) == (None, None)
    assert "Better version" in dict(card_of(file, world.clock.at).fields)


async def test_without_its_evidence_a_message_can_not_be_mended(world: World) -> None:
    """What moderators could not compare is not replaced."""
    await hidden(world)
    async with world.community.begin() as uow:
        await uow.contents.forget_texts(world.clock.at + timedelta(days=1), world.clock.at)
    assert await send(world) == NoBetter(WhyNoBetter.TEXT_GONE)


async def test_an_erased_member_leaves_no_better_version(world: World) -> None:
    """It is exported with the rest that is known of them, and erased with it."""
    await hidden(world)
    await send(world)
    async with world.community.begin() as uow:
        assert MENDED in str(await uow.people.export("bo"))
        await uow.people.erase("bo", world.clock.at)
        assert list((await uow.journal.verify())[1]) == []
        assert await uow.contents.kept(Message("general", "m2")) is None
