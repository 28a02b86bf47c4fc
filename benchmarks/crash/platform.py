"""The fake platform: does what it is told, counts it, and fails as real ones do. It outlives every worker.

It does not look at idempotency keys when it acts: a call that comes twice is done twice, and counted.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """How a call fails: done, but nobody hears of it; refused for now; refused for good."""

    SILENCE = "silence"
    LIMITED = "limited"
    FORBIDDEN = "forbidden"


SHARES = {Fault.SILENCE: 0.10, Fault.LIMITED: 0.10, Fault.FORBIDDEN: 0.05}
AFTER_SECONDS = 0.1
UNDER_WAY = 24

Answer = dict[str, Any]


@dataclass(slots=True)
class Platform:
    """What is so on the platform: hidden messages, who is out until when, who is banned, what was said."""

    seed: int = 0
    faulty: bool = False
    hidden: set[tuple[str, str]] = field(default_factory=set)
    out: dict[str, str | None] = field(default_factory=dict)
    banned: set[str] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)
    notices: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    alerts: int = 0
    _asked: Counter[str] = field(default_factory=Counter)

    def call(self, asked: dict[str, Any]) -> Answer | None:
        """Do one call or answer a look; None where no answer comes."""
        self.calls += 1
        fault = self._fault(f"{asked['call']} {asked['key']}") if self.faulty else None
        if fault is not None:
            self.faults[fault] += 1
        if fault is Fault.LIMITED:
            return {"answer": "limited", "after": AFTER_SECONDS}
        if fault is Fault.FORBIDDEN and asked["call"] == "enforce":
            return {"answer": "forbidden"}
        answer = self._look(asked) if asked["call"] == "look" else self._enforce(asked)
        return None if fault is Fault.SILENCE else answer

    def _fault(self, call: str) -> Fault | None:
        """Return how this call fails: chance, but the same for the same call in every run with this seed."""
        self._asked[call] += 1
        drawn = random.Random(f"{self.seed} {call} {self._asked[call]}").random()
        for fault, share in SHARES.items():
            drawn -= share
            if drawn < 0:
                return fault
        return None

    def _look(self, asked: dict[str, Any]) -> Answer:
        return {"answer": "found" if self.done[asked["key"]] else "missing"}

    def _enforce(self, asked: dict[str, Any]) -> Answer:
        message, member = (asked["channel"], asked["message"]), asked["member"]
        match asked["kind"]:
            case "hide":
                self.hidden.add(message)
            case "restore":
                self.hidden.discard(message)
            case "time_out" | "lift_time_out":
                self.out[member] = asked["until"]
            case "ban":
                self.banned.add(member)
            case "unban":
                self.banned.discard(member)
            case "notify":
                self.notices[asked["notice"]] += 1
            case other:
                raise ValueError(f"no policy here leads to {other}")
        self.done[asked["key"]] += 1
        return {"answer": "done"}


class Post:
    """Delivers at least once: what was not acknowledged when a worker went comes again, in any order."""

    def __init__(self, deliveries: list[dict[str, Any]], chance: random.Random) -> None:
        self._deliveries = deliveries
        self._chance = chance
        self._waiting = list(range(len(deliveries)))
        chance.shuffle(self._waiting)
        self.acknowledged: set[int] = set()
        self.sent: defaultdict[int, int] = defaultdict(int)

    def next(self, under_way: set[int]) -> dict[str, Any] | None:
        """Return the next delivery, which is under way then; None where enough are, or none is left."""
        if len(under_way) >= UNDER_WAY or not self._waiting:
            return None
        number = self._waiting.pop()
        under_way.add(number)
        self.sent[number] += 1
        return {"delivery": number, "happening": self._deliveries[number]}

    def broken_off(self, under_way: set[int]) -> None:
        """Put what was under way to a worker that is gone back among what waits."""
        for number in sorted(under_way):
            self._waiting.insert(self._chance.randint(0, len(self._waiting)), number)

    @property
    def all_taken(self) -> bool:
        """Whether every delivery was acknowledged."""
        return len(self.acknowledged) == len(self._deliveries)
