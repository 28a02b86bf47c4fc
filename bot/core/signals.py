"""What was observed about one content: scores, hits in its text, counts in a window. Values only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.labels import Label


@dataclass(frozen=True, slots=True)
class Score:
    """A calibrated probability, 0 to 1. NaN and values outside are refused with ValueError."""

    value: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.value) and 0.0 <= self.value <= 1.0):
            raise ValueError(f"a score is a probability from 0 to 1, not {self.value!r}")


@dataclass(frozen=True, slots=True)
class Unscored:
    """A label without a probability, and why. `retry`: the classifier failed and may answer later."""

    reason: str
    retry: bool = False


Assessment = Score | Unscored
Scores = Mapping[Label, Assessment]


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points in the original text."""

    start: int
    end: int


class HitKind(StrEnum):
    """Which detector found a hit."""

    LIST = "list"
    PATTERN = "pattern"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found in the text. `name`: the list's or pattern's name in the policy, or the kind of link.

    `entry`: what matched: the list entry, the pattern, or the link's registrable domain.
    """

    kind: HitKind
    name: str
    entry: str
    span: Span


class WindowKind(StrEnum):
    """What is counted per member in a sliding window of time."""

    MESSAGES = "messages"
    REPEATS = "repeats"
    MENTIONS = "mentions"


@dataclass(frozen=True, slots=True)
class Window:
    """A sliding window: what is counted, over how many seconds back from the message."""

    kind: WindowKind
    seconds: int


@dataclass(frozen=True, slots=True)
class Signals:
    """All that is known about one content when it is decided."""

    scores: Scores
    hits: tuple[Hit, ...] = ()
    counts: Mapping[Window, int] | None = None
    language: str = "und"
