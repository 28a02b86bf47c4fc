"""The whole ledger against a simple model: whatever happens in whatever order, both say the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from typing_extensions import override

from bot.core.actions import Hide, TimeOut, Warn
from bot.core.cases import CaseState
from bot.core.content import Author, Message
from bot.core.effects import EffectKind, Failed
from bot.pipeline import review
from bot.pipeline.appeal import Appealed, NotAppealed, WhyNot, appeal, decide_appeal
from bot.pipeline.better import Offer, Took, send_better
from bot.pipeline.by_hand import ByHand, enter
from bot.pipeline.enforce import work_once
from bot.pipeline.intake import News
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.fakes import Lost
from tests.pipeline.ledger_makers import ANNA, BERT, FINE, HOUR, INSULT, SCAM, SLUR, World, ledger_policy, make_world
from tests.pipeline.ledger_model import UNDECIDED, Model, ModelCase

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.core.actions import Enforcement
    from bot.storage.ledger import SqlLedger

COMMUNITIES = count(1)
TEXTS = st.sampled_from([INSULT, SLUR, SCAM, FINE, "you fool"])
PASSING = [Failed("429", retry=True, after=3.0), Failed("busy", retry=True), Lost.BEFORE, Lost.AFTER]
FAULTS = st.lists(st.tuples(st.sampled_from(list(EffectKind)), st.sampled_from(PASSING)), max_size=3)
ONE = st.integers(0, 30)


class LedgerMachine(RuleBasedStateMachine):
    """Does the same to the ledger and to the model."""

    def __init__(self, runner: asyncio.Runner, ledger: SqlLedger) -> None:
        super().__init__()
        self.runner, self.ledger = runner, ledger
        self.model = Model()
        self.members = ["ann", "bob"]
        self.texts: dict[Message, tuple[str, str, int]] = {}
        self.reported: dict[Message, int] = {}
        self.versions: dict[int, int] = {}
        self.numbers = count(1)
        # Nothing is planned; or something may have been tried already, without the model knowing how it went.
        self.settled, self.tried = True, False

    @initialize()
    def start(self) -> None:
        """Begin with an empty community; floods are tested elsewhere."""
        held = ledger_policy()
        held = replace(held, rules=tuple(each for each in held.rules if each.id != "no-flood"))
        self.world = make_world(self.ledger, f"c{next(COMMUNITIES)}", held)

    def run(self, what: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever it returns
        """Wait for the ledger."""
        self.settled = False
        return self.runner.run(what)

    def pick(self, number: int) -> ModelCase | None:
        """Pick some case of a member who was not erased."""
        cases = [each for each in self.model.cases if each.member]
        return cases[number % len(cases)] if cases else None

    @rule(
        texts=st.lists(TEXTS, min_size=1, max_size=4), who=ONE, wait=st.sampled_from([70, 0, HOUR]), act=st.booleans()
    )
    def write(self, texts: list[str], who: int, wait: int, *, act: bool) -> None:
        """A member writes."""
        member = self.members[who % 2]
        for text in texts:
            message = Message("general", f"n{next(self.numbers)}")
            self.run(self.world.say(text, member, wait=wait, id=message.id))
            answer = self.model.answer(member, message, text, 0, self.world.clock.at)
            self.model.decide(member, message, 0, answer, self.world.clock.at, edit=False)
            self.texts[message] = (member, text, 0)
        if act:
            self.do_all()

    @precondition(lambda self: self.texts and not self.tried)
    @rule(text=TEXTS, which=ONE)
    def edit(self, text: str, which: int) -> None:
        """A member edits."""
        message = list(self.texts)[which % len(self.texts)]
        member, old, revision = self.texts[message]
        taken = self.run(self.world.say(text, member, id=message.id, revision=revision + 1))
        assert (taken.news is News.SEEN) is (text == old)
        self.texts[message] = (member, text, revision + 1)
        if text != old:
            answer = self.model.answer(member, message, text, 0, self.world.clock.at)
            self.model.decide(member, message, revision + 1, answer, self.world.clock.at, edit=True)

    @precondition(lambda self: self.texts)
    @rule(which=ONE)
    def deliver_again(self, which: int) -> None:
        """A platform delivers twice."""
        message = list(self.texts)[which % len(self.texts)]
        member, text, revision = self.texts[message]
        taken = self.run(self.world.say(text, member, wait=0, id=message.id, revision=revision))
        assert taken.news is News.SEEN

    @precondition(lambda self: self.texts)
    @rule(which=ONE)
    def report(self, which: int) -> None:
        """Somebody reports a message."""
        message = list(self.texts)[which % len(self.texts)]
        member, text, revision = self.texts[message]
        reports = self.reported[message] = self.reported.get(message, 0) + 1
        content = self.world.content(text, member, id=message.id, revision=revision)
        self.run(self.world.reports(content, f"reporter {reports}"))
        answer = self.model.answer(member, message, text, reports, self.world.clock.at)
        self.model.decide(member, message, revision, answer, self.world.clock.at, edit=False)

    @rule(faults=FAULTS)
    def act(self, faults: list[tuple[EffectKind, Any]]) -> None:
        """The worker does everything, over whatever passing faults."""
        for kind, fault in faults:
            self.world.platform.answer(kind, fault)
        self.do_all()

    def do_all(self) -> None:
        """Do everything that is planned."""
        self.run(self.world.do_all())
        self.model.work(self.world.clock.at, set())
        self.settled, self.tried = True, False

    @precondition(lambda self: not self.tried)
    @rule(kinds=st.sampled_from([{EffectKind.HIDE}, {EffectKind.TIME_OUT}, {EffectKind.HIDE, EffectKind.TIME_OUT}]))
    def fail(self, kinds: set[EffectKind]) -> None:
        """The worker tries everything, and the platform refuses some of it."""
        self.world.platform.forget_script()
        self.world.platform.refusing = kinds
        self.model.work(self.world.clock.at, kinds)
        self.run(self.world.do_all())
        self.world.platform.refusing = set()
        self.settled = True

    @rule(faults=FAULTS)
    def try_some(self, faults: list[tuple[EffectKind, Any]]) -> None:
        """The worker makes one round."""
        for kind, fault in faults:
            self.world.platform.answer(kind, fault)
        self.run(work_once(self.world.community))
        self.tried = True

    @rule(which=ONE, verdict=st.sampled_from(["uphold", "dismiss", "undo", "reopen"]), act=st.booleans())
    def judge(self, which: int, verdict: str, *, act: bool) -> None:
        """A moderator decides."""
        if (case := self.pick(which)) is None:
            return
        allowed = {
            "uphold": UNDECIDED,
            "dismiss": UNDECIDED,
            "undo": {*UNDECIDED, CaseState.UPHELD},
            "reopen": {CaseState.DISMISSED, CaseState.UNDONE},
        }[verdict]
        did = self.run(getattr(review, verdict)(self.world.community, case.number, ANNA))
        newest = [each for each in self.model.cases if each.message == case.message][-1]
        possible = case.state in allowed and (verdict != "reopen" or newest is case)
        assert isinstance(did, review.Did) is possible
        if not possible:
            return
        match verdict:
            case "uphold":
                self.model.uphold(case, self.world.clock.at, hide=case.asks_hide, out=case.asks_out)
            case "reopen":
                self.model.reopen(case)
            case _:
                self.model.take_back(case, CaseState.UNDONE if verdict == "undo" else CaseState.DISMISSED)
        if act:
            self.do_all()

    @rule(which=ONE, hide=st.booleans(), out=st.sampled_from([0, HOUR, 30 * HOUR]))
    def change(self, which: int, out: int, *, hide: bool) -> None:
        """A moderator decides otherwise."""
        case = self.pick(which)
        if case is None or case.state not in UNDECIDED:
            return
        actions: list[Enforcement] = [Warn(), *([Hide()] if hide else []), *([TimeOut(out)] if out else [])]
        assert isinstance(self.run(review.change(self.world.community, case.number, BERT, actions)), review.Did)
        self.model.change(case, self.world.clock.at, hide=hide, out=timedelta(seconds=out) if out else None)

    @rule(who=ONE, first=st.integers(1, 5), second=st.integers(1, 5))
    def time_out_twice(self, who: int, first: int, second: int) -> None:
        """A member writes twice, moderators put them out for some hours each time, and take one of both back."""
        for hours in (first, second):
            self.write([f"{SLUR} {next(self.numbers)}"], who, 70, act=False)
            case = self.model.cases[-1]
            self.run(review.change(self.world.community, case.number, BERT, [TimeOut(hours * HOUR)]))
            self.model.change(case, self.world.clock.at, hide=False, out=timedelta(hours=hours))
            self.do_all()
        case = self.model.cases[-1 - who % 2]
        self.run(review.undo(self.world.community, case.number, ANNA))
        self.model.take_back(case, CaseState.UNDONE)
        self.do_all()

    @rule(which=ONE)
    def ask(self, which: int) -> None:
        """A member appeals."""
        if (case := self.pick(which)) is None:
            return
        answer = self.run(appeal(self.world.community, case.number, case.member, "Name", "please"))
        if isinstance(answer, Appealed):
            assert not case.appeal
            assert case.state in {*UNDECIDED, CaseState.UPHELD}
            case.appeal = "waiting"
        elif answer.why is WhyNot.APPEALED_BEFORE:
            assert case.appeal

    @rule(which=ONE, grant=st.booleans())
    def answer_appeal(self, which: int, *, grant: bool) -> None:
        """A moderator answers an appeal."""
        if (case := self.pick(which)) is None:
            return
        done = self.run(
            decide_appeal(self.world.community, case.number, BERT, grant=grant, moderators=frozenset({BERT.id}))
        )
        assert isinstance(done, Appealed if case.appeal == "waiting" else NotAppealed)
        if case.appeal != "waiting":
            return
        case.appeal = "granted" if grant else "denied"
        if grant:
            self.model.take_back(case, CaseState.UNDONE)
        elif case.state is CaseState.HANDLED:
            case.state = CaseState.UPHELD

    @precondition(lambda self: self.settled)
    @rule(which=ONE, text=st.sampled_from([FINE, INSULT]))
    def mend(self, which: int, text: str) -> None:
        """A member sends a better version."""
        case = self.pick(which)
        if case is None or case.message not in self.texts:
            return
        offer = Offer(Author(case.member, "Name"), text, f"press {next(self.numbers)}")
        answer = self.run(send_better(self.world.community, case.number, offer))
        if not isinstance(answer, Took):
            self.settled = True
            return
        assert case.hides == {case.message: "done"}
        assert not case.text.startswith(SLUR)
        assert case.state in {*UNDECIDED, CaseState.UPHELD}
        self.model.mend(case)
        member, _, revision = self.texts[case.message]
        self.texts[case.message] = (member, text, revision + 1)

    @rule(who=ONE)
    def ban_by_hand(self, who: int) -> None:
        """A moderator bans somebody without the bot."""
        name, member = f"hand{next(self.numbers)}", self.members[who % 2]
        self.world.platform.gone.add(member)
        self.run(enter(self.world.community, ByHand(name, BERT, EffectKind.BAN, member, self.world.clock.at)))
        number, now = len(self.model.cases) + 1, self.world.clock.at
        message = Message("", f"by hand {name}")
        self.model.cases.append(ModelCase(number, member, message, CaseState.UPHELD, 0, now, banned=True))

    @precondition(lambda self: self.settled)
    @rule(which=ONE)
    def restore_by_hand(self, which: int) -> None:
        """A moderator brings a message back without the bot."""
        hidden = [
            (each, message)
            for each in self.model.cases
            for message, state in each.hides.items()
            if state == "done" and each.member and message.channel
        ]
        if not hidden:
            return
        message = hidden[which % len(hidden)][1]
        self.world.platform.hidden.discard(message)
        member = self.texts[message][0]
        act = ByHand(f"hand{next(self.numbers)}", BERT, EffectKind.RESTORE, member, self.world.clock.at, message)
        self.run(enter(self.world.community, act))
        both = [each for each, other in hidden if other == message]
        for each in both:
            del each.hides[message]
        if both[-1].state in {*UNDECIDED, CaseState.UPHELD}:
            self.model.take_back(both[-1], CaseState.UNDONE)

    @rule(by=st.sampled_from([timedelta(minutes=1), timedelta(hours=2), timedelta(days=40)]))
    def wait(self, by: timedelta) -> None:
        """Time passes."""
        self.world.clock.at += by

    @precondition(lambda self: len(self.model.cases) > 5)
    @rule(who=ONE)
    def erase(self, who: int) -> None:
        """A member is erased; somebody new comes in their place."""
        member = self.members[who % 2]

        async def erased() -> None:
            async with self.world.community.begin() as uow:
                await uow.people.erase(member, self.world.clock.at)

        settled = self.settled
        self.run(erased())
        self.settled = settled
        self.model.erase(member)
        self.texts = {message: kept for message, kept in self.texts.items() if kept[0] != member}
        self.members[who % 2] = f"new{next(self.numbers)}"

    @override
    def teardown(self) -> None:
        """Do what is left, and compare a last time."""
        if hasattr(self, "world"):
            self.do_all()
            self.same()

    @invariant()
    def same(self) -> None:
        """States, strikes and, once everything is done, the platform are as the model says."""
        if not hasattr(self, "world"):
            return
        self.runner.run(self._compare(self.world))
        if self.settled:
            self._compare_platform(self.world)

    async def _compare(self, world: World) -> None:
        async with world.community.begin() as uow:
            cases = await uow.cases.find(limit=1_000)
            assert {each.number: each.state for each in cases} == {each.number: each.state for each in self.model.cases}
            for case in cases:
                assert case.version >= self.versions.get(case.number, 1)
                self.versions[case.number] = case.version
            for member in self.members:
                counted = [(each.rule, each.content_id) for each in await uow.strikes.live(member, world.clock.at)]
                live = self.model.live(member, world.clock.at)
                assert sorted(counted) == sorted((each.rule, each.message) for each in live)
            assert await uow.effects.hides_without_notice() == []
            if self.settled:
                assert await uow.effects.count_open() == 0
                assert list((await uow.journal.verify())[1]) == []

    def _compare_platform(self, world: World) -> None:
        now, cases = world.clock.at, self.model.cases
        wanted = {message for each in cases for message, state in each.hides.items() if state == "done"}
        known = {*self.texts, *(each.message for each in cases if each.member)}
        assert world.platform.hidden & known == wanted & known
        for member in self.members:
            ends = [end for each in cases if each.member == member for end, _ in each.outs if end > now]
            assert world.is_out(member) == max(ends, default=None)
            assert (member in world.platform.gone) is any(each.banned for each in cases if each.member == member)
        assert world.platform.twice == []


def test_the_ledger_is_as_a_simple_model_says() -> None:
    """Whatever is written, edited, reported, done, refused, judged, appealed, erased: model and ledger agree."""
    profile = settings.get_profile(settings.get_current_profile_name())
    deep = profile.max_examples > 100
    with asyncio.Runner() as runner:
        ledger = runner.run(open_ledger("sqlite://", [new_key()]))
        run_state_machine_as_test(
            lambda: LedgerMachine(runner, ledger),  # type: ignore[arg-type]  # any maker will do
            settings=settings(
                max_examples=profile.max_examples if deep else 30,
                stateful_step_count=50 if deep else 30,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        runner.run(ledger.close())
