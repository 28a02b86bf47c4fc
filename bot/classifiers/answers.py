"""What may come back from a classifier: checked answers, and the reasons where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.labels import Label
from bot.core.signals import Score, Scores, Unscored

if TYPE_CHECKING:
    from bot.core.signals import Assessment


class Trouble(StrEnum):
    """Why a text has no scores, or not all of them; metrics count by it."""

    LATE = "late"
    SILENT = "silent"
    FAILED = "failed"
    MALFORMED = "malformed"
    INCOMPLETE = "incomplete"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Answer:
    """The scores of one text; with `trouble` some label failed that may be given later."""

    scores: Scores
    trouble: Trouble | None = None


class Answers:
    """Makes answers in the name of one classifier. No reason ever holds a part of a text or of an error's words."""

    def __init__(self, name: str, labels: frozenset[Label]) -> None:
        self._name = name
        self._labels = labels
        self._missing: Scores = {
            label: Unscored(f"{name} gave no score for {label}", retry=True)
            if label in labels
            else Unscored(f"{name} has no data for {label}")
            for label in Label
        }

    def late(self, seconds: float) -> Answer:
        """Answer for a text that waited to its deadline."""
        return self._without(Trouble.LATE, f"no score within {seconds:g} s")

    def silent(self) -> Answer:
        """Answer for a text that does not wait, as nothing came back for others."""
        return self._without(Trouble.SILENT, f"{self._name} does not answer")

    def failed(self, error: BaseException | None) -> Answer:
        """Answer for a text on which the classifier raised, or was cancelled by others (None)."""
        return self._without(Trouble.FAILED, f"{self._name} failed ({type(error).__name__ if error else 'cancelled'})")

    def stopped(self) -> Answer:
        """Answer for a text that came as the classifier was stopped."""
        return self._without(Trouble.STOPPED, f"{self._name} was stopped")

    def checked(self, given: object, count: int) -> list[Answer]:
        """Return one answer per text, whatever was given for the `count` texts."""
        if not isinstance(given, Sequence):
            return [self._without(Trouble.MALFORMED, f"{self._name} gave no list of results")] * count
        if len(given) != count:
            reason = f"{self._name} gave {len(given)} results where {count} were asked for"
            return [self._without(Trouble.MALFORMED, reason)] * count
        return [self._answer(each) for each in given]

    def _answer(self, given: object) -> Answer:
        if not isinstance(given, Mapping):
            return self._without(Trouble.MALFORMED, f"{self._name} gave a result that is no table of scores")
        scores = {label: self._assessment(label, given.get(label)) for label in Label}
        fails = any(isinstance(each, Unscored) and each.retry for each in scores.values())
        return Answer(scores, Trouble.INCOMPLETE if fails else None)

    def _assessment(self, label: Label, given: object) -> Assessment:
        """Let through what may be said of a label: one that is not declared has no score, now or later."""
        match given:
            case Score() | Unscored() if label in self._labels:
                return given
            case Unscored(retry=False):
                return given
            case _:
                return self._missing[label]

    def _without(self, trouble: Trouble, reason: str) -> Answer:
        unscored = Unscored(reason, retry=True)
        return Answer({label: unscored if label in self._labels else self._missing[label] for label in Label}, trouble)
