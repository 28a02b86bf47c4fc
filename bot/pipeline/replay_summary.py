"""Sums up a replay as it goes: counters, and the messages that were decided by a hair's breadth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING

from bot.core.actions import Escalate, automatic, describe
from bot.core.decision import Verdict
from bot.core.explain import reasons
from bot.core.in_force import rules_in_force
from bot.core.policy import AnyOf, Mode, ScoreAtLeast
from bot.core.signals import Score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.core.actions import Action
    from bot.core.decision import Decision
    from bot.core.policy import Condition, Policy
    from bot.pipeline.screen import Screened

OTHERS = "(others)"  # where a history has more channels, days or the like than are kept apart
_KEYS = 5_000
_CONTESTED = 10
_NEAR = 0.15  # how far below its threshold a score still makes a message contested


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many messages fell on one day, channel or the like, and what would become of them.

    `act`: something done without a human; `escalate`: only a moderator asked; `record`: noted and nothing else.
    """

    messages: int = 0
    act: int = 0
    escalate: int = 0
    record: int = 0


@dataclass(frozen=True, slots=True)
class Contested:
    """A message whose decision a slightly other score or threshold would have changed.

    `closeness`: the smallest distance of a score to the threshold of a rule. `at`: ISO 8601 in UTC.
    """

    id: str
    channel: str
    author: str
    at: str
    text: str
    actions: tuple[str, ...]
    reasons: tuple[str, ...]
    closeness: float


@dataclass(frozen=True, slots=True)
class ReplaySummary:
    """What a replay found. Days (ISO dates) and hours are UTC.

    In shadow mode `total` and the buckets say what would have been done; `verdicts` always says what was decided.
    `asked`: messages that a moderator would see, those that were answered as well included. Buckets by rule and by
    action count the messages in which it had part. `untimed`: messages whose time the history did not say.
    """

    policy: str
    scorer: str
    mode: Mode
    messages: int
    verdicts: Mapping[str, int]
    total: Bucket
    asked: int
    by_day: Mapping[str, Bucket]
    by_hour: Mapping[int, Bucket]
    by_rule: Mapping[str, Bucket]
    by_action: Mapping[str, Bucket]
    by_channel: Mapping[str, Bucket]
    by_language: Mapping[str, Bucket]
    contested: tuple[Contested, ...]
    bad: int
    bad_places: tuple[str, ...]
    untimed: int
    first: str | None
    last: str | None
    seconds: float


@dataclass(slots=True)
class _Tally:
    """Counters by key, with a bound on how many keys are kept apart."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, key: str, outcome: str) -> None:
        if key not in self.counts and len(self.counts) >= _KEYS:
            key = OTHERS
        counter = self.counts.setdefault(key, Counter())
        counter["messages"] += 1
        counter[outcome] += 1

    def buckets(self) -> dict[str, Bucket]:
        """Return the buckets by key in order."""
        return {key: _bucket(counter) for key, counter in sorted(self.counts.items())}


class SummaryBuilder:
    """Takes screened messages one by one, in bounded memory."""

    def __init__(self, policy: Policy, scorer: str) -> None:
        self._policy = policy
        self._scorer = scorer
        self._verdicts: Counter[str] = Counter()
        self._total: Counter[str] = Counter()
        self._tallies = {name: _Tally() for name in ("day", "hour", "rule", "action", "channel", "language")}
        self._contested: list[Contested] = []
        self._first: datetime | None = None
        self._last: datetime | None = None

    def add(self, screened: Screened) -> None:
        """Count one message."""
        content, decision = screened.content, screened.decision
        at = content.at.astimezone(UTC)
        self._first = at if self._first is None else min(self._first, at)
        self._last = at if self._last is None else max(self._last, at)
        outcome = _outcome(decision)
        self._verdicts[decision.verdict] += 1
        self._total["messages"] += 1
        self._total[outcome] += 1
        self._total["asked"] += any(isinstance(each, Escalate) for each in _planned(decision))
        for name, key in _keys(screened):
            self._tallies[name].add(key, outcome)
        self._contest(screened)

    def summary(
        self, seconds: float, *, untimed: int = 0, bad: int = 0, bad_places: Sequence[str] = ()
    ) -> ReplaySummary:
        """Return the sum of what was added.

        `seconds`: how long the replay took. `untimed`, `bad`: records without a time, and those that could not be
        read; `bad_places` names the first of these.
        """
        buckets = {name: tally.buckets() for name, tally in self._tallies.items()}
        return ReplaySummary(
            policy=self._policy.hash,
            scorer=self._scorer,
            mode=self._policy.mode,
            messages=self._total["messages"],
            verdicts={str(each): self._verdicts[each] for each in Verdict},
            total=_bucket(self._total),
            asked=self._total["asked"],
            by_day=buckets["day"],
            by_hour={int(hour): bucket for hour, bucket in buckets["hour"].items()},
            by_rule=buckets["rule"],
            by_action=buckets["action"],
            by_channel=buckets["channel"],
            by_language=buckets["language"],
            contested=tuple(self._contested),
            bad=bad,
            bad_places=tuple(bad_places),
            untimed=untimed,
            first=self._first.isoformat() if self._first else None,
            last=self._last.isoformat() if self._last else None,
            seconds=seconds,
        )

    def _contest(self, screened: Screened) -> None:
        """Keep the closest calls, each text once: a repeated advert should not fill the list."""
        if screened.decision.verdict is Verdict.EXEMPT:
            return
        misses = dict(_near_misses(screened, self._policy))
        closeness = min((*_distances(screened.decision), *misses.values()), default=None)
        full = len(self._contested) == _CONTESTED
        if closeness is None or (full and closeness >= self._contested[-1].closeness):
            return
        if any(each.text == screened.content.text for each in self._contested):
            return
        self._contested.append(_contested(screened, tuple(misses), closeness))
        self._contested.sort(key=lambda each: each.closeness)
        del self._contested[_CONTESTED:]


def _bucket(counter: Counter[str]) -> Bucket:
    return Bucket(counter["messages"], counter["act"], counter["escalate"], counter["record"])


def _planned(decision: Decision) -> tuple[Action, ...]:
    return decision.would if decision.mode is Mode.SHADOW else decision.actions


def _outcome(decision: Decision) -> str:
    planned = _planned(decision)
    if automatic(planned):
        return "act"
    if planned:
        return "escalate"
    return "record" if decision.would else "none"


def _keys(screened: Screened) -> Iterator[tuple[str, str]]:
    content, decision = screened.content, screened.decision
    at = content.at.astimezone(UTC)
    yield "day", at.date().isoformat()
    yield "hour", f"{at.hour:02}"
    yield "channel", content.channel
    if decision.verdict is not Verdict.EXEMPT:
        yield "language", screened.signals.language
    for rule in dict.fromkeys(each.rule for each in decision.matches):
        yield "rule", rule
    for action in dict.fromkeys(describe(each) for each in _planned(decision)):
        yield "action", action


def _distances(decision: Decision) -> Iterator[float]:
    for match in decision.matches:
        found = match.evidence
        if found.score is not None and found.at_least is not None:
            yield round(abs(found.score - found.at_least), 4)


def _near_misses(screened: Screened, policy: Policy) -> Iterator[tuple[str, float]]:
    """Yield what would have broken a rule alone, in words, and how far its score stayed below the threshold."""
    content = screened.content
    for rule in rules_in_force(policy, content.places, content.author.roles):
        for clause in _alternatives(rule.when):
            score = screened.signals.scores.get(clause.label)
            if isinstance(score, Score) and 0 < clause.at_least - score.value <= _NEAR:
                words = f"{rule.id}: {clause.label} {score.value:.4f}, holds from {clause.at_least:.4f}"
                yield words, round(clause.at_least - score.value, 4)


def _alternatives(condition: Condition) -> Iterator[ScoreAtLeast]:
    """Yield the score clauses that break a rule by themselves."""
    match condition:
        case ScoreAtLeast():
            yield condition
        case AnyOf(parts=parts):
            for part in parts:
                yield from _alternatives(part)
        case _:
            pass


def _contested(screened: Screened, misses: tuple[str, ...], closeness: float) -> Contested:
    content = screened.content
    return Contested(
        id=content.id,
        channel=content.channel,
        author=content.author.name,
        at=content.at.astimezone(UTC).isoformat(timespec="seconds"),
        text=content.text,
        actions=tuple(describe(each) for each in _planned(screened.decision)),
        reasons=(*reasons(screened.decision), *misses),
        closeness=closeness,
    )
