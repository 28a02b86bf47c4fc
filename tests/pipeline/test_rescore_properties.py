"""Whatever happens around outages of the classifier, in the end every message was judged by scores."""

from __future__ import annotations

import asyncio
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

from bot.pipeline import rescore
from bot.pipeline.community import Community
from bot.pipeline.incident import messages_of
from bot.pipeline.intake import lacks_scores
from bot.pipeline.retain import retain
from bot.storage.keys import new_key
from bot.storage.ledger import open_ledger
from tests.pipeline.ledger_makers import FINE, INSULT, SLUR, World, ledger_policy, make_world
from tests.pipeline.rescore_makers import BOTH, FailingClassifier, Fault, catch_up_scores, decisions, has_text, rounds

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.storage.ledger import SqlLedger

COMMUNITIES = count(1)
TEXTS = st.sampled_from([INSULT, SLUR, FINE, BOTH, FINE.upper()])
ONE = st.integers(0, 30)


class OutageMachine(RuleBasedStateMachine):
    """Lets members write while a classifier comes and goes. Kept per message: author, text, its revision, the last."""

    def __init__(self, runner: asyncio.Runner, ledger: SqlLedger) -> None:
        super().__init__()
        self.runner, self.ledger = runner, ledger
        self.numbers = count(1)
        self.messages: dict[str, tuple[str, str, int, int]] = {}
        self.outage_told = 0

    @initialize()
    def start(self) -> None:
        """Begin with an empty community."""
        self.world = make_world(self.ledger, f"c{next(COMMUNITIES)}", ledger_policy())
        self.classifier = FailingClassifier()
        self.world.community.classifier = self.classifier

    def run(self, what: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever it returns
        """Wait for the ledger."""
        return self.runner.run(what)

    @rule(text=TEXTS, who=st.sampled_from(["ann", "bob"]), wait=st.sampled_from([1, 100, 1000]))
    def write(self, text: str, who: str, wait: int) -> None:
        """A member writes."""
        name = f"n{next(self.numbers)}"
        self.run(self.world.say(text, who, wait=wait, id=name))
        self.messages[name] = (who, text, 0, 0)

    @precondition(lambda self: self.messages)
    @rule(which=ONE, text=st.one_of(TEXTS, st.just("")))
    def edit(self, which: int, text: str) -> None:
        """A member edits, or empties their message."""
        name = list(self.messages)[which % len(self.messages)]
        who, old, since, revision = self.messages[name]
        self.run(self.world.say(text, who, wait=1, id=name, revision=revision + 1))
        changed = old.casefold() != text.casefold()
        self.messages[name] = (who, text, revision + 1 if changed else since, revision + 1)

    @precondition(lambda self: self.messages)
    @rule(which=ONE)
    def report(self, which: int) -> None:
        """Somebody reports a message."""
        name = list(self.messages)[which % len(self.messages)]
        who, text, _, revision = self.messages[name]
        content = self.world.content(text, who, id=name, revision=revision)
        self.run(self.world.reports(content, f"reporter {next(self.numbers)}"))
        if text:
            self.messages[name] = (who, text, self.messages[name][2], revision)

    @rule(fault=st.sampled_from([None, None, *Fault]))
    def turn(self, fault: Fault | None) -> None:
        """The classifier fails from now on, or answers."""
        self.classifier.fault = fault

    @rule(times=st.integers(1, 3), apart=st.sampled_from([0, 3, 40]))
    def look(self, times: int, apart: int) -> None:
        """What waits is looked at."""
        self.run(rounds(self.world, times, apart=apart))

    @rule()
    def forget(self) -> None:
        """Retention goes round."""
        self.run(retain(self.world.community))

    @rule()
    def restart(self) -> None:
        """Another process goes on."""
        old = self.world
        after = make_world(self.ledger, old.community.id, ledger_policy(), old.platform)
        assert isinstance(after.community, Community)
        after.community.classifier = self.classifier
        after.clock.at, after.room.heard = old.clock.at, old.room.heard
        self.world = after

    @rule()
    def act(self) -> None:
        """The worker does what is planned."""
        self.run(self.world.do_all())

    @override
    def teardown(self) -> None:
        """Let the classifier answer, and look at what came of it all."""
        if not hasattr(self, "world"):
            return
        self.classifier.fault = None
        self.run(catch_up_scores(self.world))
        self.run(self.world.do_all())
        self.run(self.judged())
        assert self.run(rescore.work_once(self.world.community)) is rescore.Round.IDLE
        heard = [each.startswith("Scores are missing") for each in self.world.room.heard]
        assert heard == [True, False] * (len(heard) // 2)

    async def judged(self) -> None:
        """Every text that stands was judged by scores; no message has two cases."""
        async with self.world.community.begin() as uow:
            cases = await uow.cases.find(limit=1_000)
            assert (await uow.journal.verify())[1] == []
            assert await uow.effects.hides_without_notice() == []
            of_case = [(message.id, each) for each in cases for message in await messages_of(uow, each)]
        by_message = dict(of_case)
        assert len(by_message) == len(of_case)
        for name, (who, text, revision, _) in self.messages.items():
            # An edit that changed nothing is the same text, and a report of it is decided as that revision.
            found = [each for each in await decisions(self.world, name) if each.revision >= revision]
            assert not (text and found and lacks_scores(found[-1])), (name, found)
            if INSULT in text:
                assert "be-kind" in {each.rule for each in found[-1].matches}
                # A word to the author is not said so late that they would wonder: then there is no case.
                assert name in by_message or not found[-1].actions
                assert name not in by_message or by_message[name].member == who
            if name not in by_message and text:
                assert not await has_text(self.world, name)
        assert {each.id for each in self.world.platform.hidden} <= set(by_message)

    @invariant()
    def nothing_is_lost(self) -> None:
        """What lacks scores waits for them, with its text."""
        if hasattr(self, "world"):
            self.run(self._nothing_is_lost(self.world))

    async def _nothing_is_lost(self, world: World) -> None:
        async with world.community.begin() as uow:
            for name, (_, text, revision, _) in self.messages.items():
                message = world.content(id=name).message
                found = [each for each in await uow.decisions.of_message(message) if each.revision >= revision]
                entry = await uow.unscored.find(message)
                lacks = bool(text and found and lacks_scores(found[-1]))
                assert lacks is (entry is not None), (name, found)
                if entry is not None:
                    kept = await uow.contents.kept(message, entry.revision)
                    assert kept is not None
                    assert kept.text.casefold() == text.casefold()


def test_every_message_has_scores_in_its_last_decision() -> None:
    """Whatever is written, edited, emptied, reported, restarted, forgotten in whatever outage."""
    profile = settings.get_profile(settings.get_current_profile_name())
    deep = profile.max_examples > 100
    with asyncio.Runner() as runner:
        ledger = runner.run(open_ledger("sqlite://", [new_key()]))
        run_state_machine_as_test(
            lambda: OutageMachine(runner, ledger),  # type: ignore[arg-type]  # any maker will do
            settings=settings(
                max_examples=profile.max_examples if deep else 20,
                stateful_step_count=30 if deep else 20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        runner.run(ledger.close())
