"""What Prometheus is told of moderation: figures by rule and kind of effect, over all communities together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge, Histogram

from bot.core.cases import UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prometheus_client import CollectorRegistry

    from bot.core.decision import Decision
    from bot.core.effects import EffectKind, Outcome
    from bot.core.gaps import Gap
    from bot.pipeline.community import Community

_SECONDS = (0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Metrics:
    """The port Meter as `takt_*` metrics of a registry."""

    def __init__(self, registry: CollectorRegistry, is_up: Callable[[], bool]) -> None:
        self._decisions = Counter(
            "takt_decisions",
            "Decisions, once for each rule",
            ("rule", "verdict"),
            registry=registry,
        )
        self._calls = Counter("takt_effects", "Tries by how they ended", ("kind", "outcome"), registry=registry)
        self._decided = Histogram(
            "takt_decision_seconds", "From message to decision", buckets=_SECONDS, registry=registry
        )
        self._done = Histogram(
            "takt_effect_seconds", "From message to effect", ("kind",), buckets=_SECONDS, registry=registry
        )
        self._gaps = Counter("takt_gaps", "Channels of which something was missed", ("seen",), registry=registry)
        self._late = Counter("takt_gap_messages", "Messages that were read late", registry=registry)
        self._drafts = Counter(
            "takt_drafts", "Messages by what came of thinking of a reply", ("how",), registry=registry
        )
        self._effects = Gauge("takt_open_effects", "Effects that are still to be done", registry=registry)
        self._cases = Gauge("takt_open_cases", "Cases that no moderator has decided", registry=registry)
        up = Gauge("takt_gateway_up", "1 while every connection to a platform is there", registry=registry)
        up.set_function(is_up)

    def decided(self, decision: Decision, seconds: float | None) -> None:
        """Count a decision under each rule that it rests on, or under none."""
        for rule in dict.fromkeys(each.rule for each in decision.matches) or ("",):
            self._decisions.labels(rule, str(decision.verdict)).inc()
        if seconds is not None:
            self._decided.observe(seconds)

    def called(self, kind: EffectKind, outcome: Outcome, seconds: float | None) -> None:
        """Count how a try of an effect ended."""
        ended = _CAPITAL.sub("_", type(outcome).__name__).lower()
        self._calls.labels(str(kind), ended).inc()
        if seconds is not None and ended == "applied":
            self._done.labels(str(kind)).observe(seconds)

    def missed(self, gap: Gap) -> None:
        """Count a gap, and what of it was read late."""
        self._gaps.labels("not all" if gap.unseen else "late").inc()
        self._late.inc(gap.read)

    def drafted(self, how: str) -> None:
        """Count how thinking of a reply ended."""
        self._drafts.labels(how).inc()

    async def look(self, communities: Iterable[Community]) -> None:
        """Count what waits, for who asks now."""
        effects = cases = 0
        for community in communities:
            async with community.begin() as uow:
                effects += await uow.effects.count_open()
                cases += await uow.cases.count(UNDECIDED)
        self._effects.set(effects)
        self._cases.set(cases)
