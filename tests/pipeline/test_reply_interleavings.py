"""Whatever two moderators, a member, staff and crashes do in whatever order, nothing is sent unapproved, or twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from typing_extensions import override

from bot.core.voice import Approvers
from tests.pipeline.inline_ledger import inline_ledger
from tests.pipeline.interleavings import WEIGHTS, Play

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.storage.ledger import SqlLedger

# What is drawn as often as it is likely.
_NAMES = [name for name, weight in WEIGHTS.items() for _ in range(weight)]


class ReplyMachine(RuleBasedStateMachine):
    """Plays by what Hypothesis draws; the play itself raises where something must never be."""

    def __init__(self, runner: asyncio.Runner, ledger: SqlLedger, counts: Counter[str]) -> None:
        super().__init__()
        self.runner, self.ledger, self.counts = runner, ledger, counts

    @initialize(approvers=st.sampled_from([Approvers.ONE, Approvers.TWO]), seed=st.integers(0, 10_000))
    def start(self, approvers: Approvers, seed: int) -> None:
        """Begin with a question that has been told, and a draft of it that both have before them."""
        self.play = Play(self.ledger, random.Random(seed), approvers, self.counts)
        self.run(self.play.write())
        self.run(self.play.deliver())
        self.run(self.play.offer())
        self.run(self.play.look_at_all())

    @rule(name=st.sampled_from(_NAMES))
    def happen(self, name: str) -> None:
        """Let something happen."""
        self.run(self.play.acts()[name]())

    def run(self, what: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever it returns
        """Wait for the ledger."""
        return self.runner.run(what)

    @override
    def teardown(self) -> None:
        """Let all come to an end."""
        if hasattr(self, "play"):
            self.run(self.play.finish())
            self.counts["sent"] += len(self.play.platform.sent)


def test_nothing_is_sent_unapproved_or_twice_and_every_draft_ends() -> None:
    """Hypothesis looks for an order in which it is; all that matters happens in some."""
    counts: Counter[str] = Counter()
    with asyncio.Runner() as runner:
        ledger = runner.run(inline_ledger())
        run_state_machine_as_test(
            lambda: ReplyMachine(runner, ledger, counts),  # type: ignore[arg-type]  # a maker will do, too
            settings=settings(
                max_examples=150, stateful_step_count=6, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
        runner.run(ledger.close())
    for what in ("sent", "approved", "first yes", "refused", "void", "changed", "ended expired", "ended superseded"):
        assert counts[what], (what, counts)
