"""What operators see of scoring: numbers by classifier, never a text or who wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge, Histogram

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prometheus_client import CollectorRegistry

    from bot.classifiers.answers import Answer
    from bot.core.signals import Scores

_SIZES = (1, 2, 4, 8, 16, 32, 64)
_SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
_OF = ("classifier",)


class ScoringMetrics:
    """The metrics `takt_scoring_*`, registered once; `of` gives those of one classifier."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.texts = Counter("takt_scoring_texts", "Texts that scores were asked for", _OF, registry=registry)
        self.unscored = Counter(
            "takt_scoring_unscored", "Texts that lack a score, by why", (*_OF, "reason"), registry=registry
        )
        self.remembered = Counter(
            "takt_scoring_cache_hits", "Texts whose scores were known already", _OF, registry=registry
        )
        self.depth = Gauge("takt_scoring_queue_depth", "Texts queued or being scored", _OF, registry=registry)
        self.waiting = Gauge("takt_scoring_waiting", "Texts that wait for a place in the queue", _OF, registry=registry)
        self.place_wait = Histogram(
            "takt_scoring_place_wait_seconds", "Wait for a place", _OF, buckets=_SECONDS, registry=registry
        )
        self.batch_size = Histogram("takt_scoring_batch_size", "Texts a call", _OF, buckets=_SIZES, registry=registry)
        self.batch_seconds = Histogram(
            "takt_scoring_batch_seconds", "Duration of a call", _OF, buckets=_SECONDS, registry=registry
        )
        self.is_open = Gauge(
            "takt_scoring_breaker_open", "1 while most are turned away as no answer comes", _OF, registry=registry
        )

    def of(self, classifier: str) -> Meter:
        """Return the metrics of one classifier."""
        return Meter(self, classifier)


class Meter:
    """The metrics of one classifier."""

    def __init__(self, metrics: ScoringMetrics, classifier: str) -> None:
        self.remembered = metrics.remembered.labels(classifier)
        self.depth = metrics.depth.labels(classifier)
        self.waiting = metrics.waiting.labels(classifier)
        self.place_wait = metrics.place_wait.labels(classifier)
        self.is_open = metrics.is_open.labels(classifier)
        self._texts = metrics.texts.labels(classifier)
        self._batch_size = metrics.batch_size.labels(classifier)
        self._batch_seconds = metrics.batch_seconds.labels(classifier)
        self._unscored = metrics.unscored
        self._classifier = classifier

    def batch(self, size: int, seconds: float) -> None:
        """Note a call that ended, or was given up."""
        self._batch_size.observe(size)
        self._batch_seconds.observe(seconds)

    def scores(self, answers: Sequence[Answer]) -> list[Scores]:
        """Count answers on their way out, and return their scores."""
        self._texts.inc(len(answers))
        for each in answers:
            if each.trouble is not None:
                self._unscored.labels(self._classifier, each.trouble).inc()
        return [each.scores for each in answers]
