"""How a policy wants texts to be scored: by which classifiers, and what is made of several answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# Every name that the setting TAKT_CLASSIFIER and a policy's `scoring` take.
CLASSIFIERS = (
    "embedded",
    "detoxify:original",
    "detoxify:unbiased",
    "detoxify:multilingual",
    "detoxify:original-small",
    "detoxify:unbiased-small",
    "openai",
)
# Those that members' texts leave the house for.
OUTSIDE = frozenset({"openai"})


class Combine(StrEnum):
    """What is made of the scores of several classifiers."""

    MAX = "max"
    MEAN = "mean"
    # The others are asked only where the first is within the band of a threshold; their mean then counts.
    SECOND_OPINION = "second_opinion"


@dataclass(frozen=True, slots=True)
class Scoring:
    """Which classifiers score, by the names that the setting TAKT_CLASSIFIER takes, the first leading; none: that one.

    `band`: how near a threshold the first must be for a second opinion. `disagreement`: classifiers on different sides
    of a threshold, and at least this far apart, disagree: a human decides. `send_texts_out`: members' texts may go to
    a service outside, such as OpenAI.
    """

    classifiers: tuple[str, ...] = ()
    combine: Combine = Combine.MAX
    band: float = 0.1
    disagreement: float = 0.3
    send_texts_out: bool = False
