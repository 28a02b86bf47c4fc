"""What was observed about one content: scores, hits in its text, counts in a window. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.labels import Label


@dataclass(frozen=True, slots=True)
class Dispute:
    """Classifiers far apart about one label: the lowest and the highest they said, and `who` said what, for people."""

    lowest: float
    highest: float
    who: str


@dataclass(frozen=True, slots=True)
class Score:
    """A calibrated probability, 0 to 1. NaN and values outside are refused with ValueError.

    `dispute`: what it was made of, where several classifiers disagree; its bounds are around the value.
    """

    value: float
    dispute: Dispute | None = None

    def __post_init__(self) -> None:
        lowest, highest = self.bounds
        if not 0.0 <= lowest <= self.value <= highest <= 1.0:
            raise ValueError(f"a score is a probability from 0 to 1, not {self.value!r} in {lowest!r} to {highest!r}")

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and the highest that a classifier said; the value twice where they agree."""
        return (self.dispute.lowest, self.dispute.highest) if self.dispute else (self.value, self.value)

    def rounded(self) -> Score:
        """Round to 4 decimals, so that what is shown is exactly what is compared."""
        lowest, highest = (round(each, 4) for each in self.bounds)
        dispute = replace(self.dispute, lowest=lowest, highest=highest) if self.dispute else None
        return Score(round(self.value, 4), dispute)


@dataclass(frozen=True, slots=True)
class Unscored:
    """A label without a probability, and why. `retry`: the classifier failed and may answer later."""

    reason: str
    retry: bool = False


Assessment = Score | Unscored
Scores = Mapping[Label, Assessment]


def agreed(scores: Scores) -> Scores:
    """Return what all classifiers say at least: each disputed score at its lowest."""
    return {label: Score(each.bounds[0]) if isinstance(each, Score) else each for label, each in scores.items()}


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
