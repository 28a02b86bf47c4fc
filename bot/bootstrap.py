"""The one place where concrete things are built and joined. Each builder imports its own room and no more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.policy import Policy
    from bot.pipeline.screen import Screener
    from bot.policy_files import PolicyFile
    from bot.ports import Classifier
    from bot.settings import Settings


class UnusableClassifierError(Exception):
    """The classifier that the settings name can't be had; the message says why and what to write instead."""


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the clock


def build_classifier(settings: Settings) -> Classifier:
    """Return the classifier that the settings name. Raises UnusableClassifierError."""
    from bot.classifiers.embedded import EmbeddedClassifier, ModelFileError

    if settings.classifier != "embedded":
        raise UnusableClassifierError(f"TAKT_CLASSIFIER={settings.classifier!r} is unknown. Write embedded.")
    try:
        return EmbeddedClassifier.load()
    except ModelFileError as error:
        raise UnusableClassifierError(str(error)) from error


def read(path: Path, classifier: Classifier | None = None) -> PolicyFile:
    """Read a policy file; with a classifier, warn of rules that ask for labels it doesn't give."""
    from bot.detectors.patterns import pattern_problem
    from bot.policy_files import read_policy

    return read_policy(path, pattern_problem=pattern_problem, labels=classifier.labels if classifier else None)


def build_screener(policy: Policy) -> Screener:
    """Return a fresh screener: no strikes, no history."""
    from bot.detectors.language import CommunityLanguageGuesser
    from bot.detectors.policy_detector import PolicyDetector
    from bot.pipeline.screen import Screener

    detector = PolicyDetector.compile(policy.lists, policy.patterns, policy.brands)
    return Screener(policy, detector, CommunityLanguageGuesser(policy.languages))
