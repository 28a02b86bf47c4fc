"""The one place where concrete things are built and joined."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.classifiers.embedded import EmbeddedClassifier
from bot.detectors.language import CommunityLanguageGuesser
from bot.detectors.patterns import pattern_problem
from bot.detectors.policy_detector import PolicyDetector
from bot.pipeline.screen import Screener
from bot.policy_files.load import Loaded, Refused, read_policy

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.policy import Policy
    from bot.ports import Classifier
    from bot.settings import Settings


class SettingsError(ValueError):
    """A setting names something that does not exist; the message says what and what to write instead."""


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the clock


def build_classifier(settings: Settings) -> Classifier:
    """Return the classifier that the settings name. Raises SettingsError for an unknown one."""
    if settings.classifier != "embedded":
        raise SettingsError(f"TAKT_CLASSIFIER={settings.classifier!r} is unknown. Write embedded.")
    return EmbeddedClassifier.load()


def read(path: Path, classifier: Classifier | None = None) -> Loaded | Refused:
    """Read a policy file; with a classifier, warn of rules that ask for labels it doesn't give."""
    labels = classifier.labels if classifier else None
    return read_policy(path, pattern_problem=pattern_problem, labels=labels)


def build_screener(policy: Policy) -> Screener:
    """Return a fresh screener: no strikes, no history."""
    detector = PolicyDetector.compile(policy.lists, policy.patterns, policy.brands)
    return Screener(policy, detector, CommunityLanguageGuesser(policy.languages))
