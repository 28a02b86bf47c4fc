"""Builds the classifiers that the settings and the policy ask for."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.asked import thresholds_of
from bot.core.scoring import CLASSIFIERS, OUTSIDE, Scoring

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from bot.classifiers.metrics import ScoringMetrics
    from bot.classifiers.model import Model
    from bot.core.policy import Policy
    from bot.ports import Classifier
    from bot.settings import Settings


class UnusableClassifierError(Exception):
    """The classifier that the settings name can't be had; the message says why and what to write instead."""


@dataclass(frozen=True, slots=True)
class Serving:
    """How a running bot is served, which a command is not: with a deadline, and metrics. `closing`: what to end."""

    metrics: ScoringMetrics
    closing: AsyncExitStack
    registry: CollectorRegistry


def new_serving() -> Serving:
    """Return what a bot that begins to run is served with."""
    from prometheus_client import CollectorRegistry

    from bot.classifiers.metrics import ScoringMetrics

    registry = CollectorRegistry()
    return Serving(ScoringMetrics(registry), AsyncExitStack(), registry)


def build_classifier(settings: Settings, policy: Policy | None = None, serving: Serving | None = None) -> Classifier:
    """Return the classifier that the policy, else the setting, names. Raises UnusableClassifierError.

    With `serving` it never raises in use: what goes wrong is `Unscored`. Without, a command gets what it needs however
    long that takes, and errors are raised.
    """
    from bot.classifiers.ensemble import EnsembleClassifier
    from bot.classifiers.errors import UnusableModelError

    scoring = (policy.scoring if policy else None) or Scoring()
    names = scoring.classifiers or (settings.classifier,)
    for name in names:
        _check_name(name, scoring)
    try:
        classifiers = [_calibrated(name, _build(name, settings, serving), settings, policy) for name in names]
    except UnusableModelError as error:
        raise UnusableClassifierError(str(error)) from error
    if len(classifiers) == 1:
        return classifiers[0]
    return EnsembleClassifier(classifiers, scoring, thresholds_of(policy) if policy else {})


def _check_name(name: str, scoring: Scoring) -> None:
    if name not in CLASSIFIERS:
        raise UnusableClassifierError(f"TAKT_CLASSIFIER={name!r} is unknown. Write one of {', '.join(CLASSIFIERS)}.")
    if name in OUTSIDE and not scoring.send_texts_out:
        raise UnusableClassifierError(
            f"{name} would get members' texts, and the policy doesn't allow that. Only an admin can: write "
            "`scoring: {send_texts_out: true}` into the policy file."
        )


def _build(name: str, settings: Settings, serving: Serving | None) -> Classifier:
    if name == "openai":
        return _openai(settings, serving)
    return _served(_model(name, settings), settings, serving)


def _model(name: str, settings: Settings) -> Model:
    """Return a model of this process: an exported one is taken before torch."""
    family, _, variant = name.partition(":")
    if family == "embedded":
        from bot.classifiers.embedded import EmbeddedClassifier

        return EmbeddedClassifier.load()
    folder = settings.models / name.replace(":", "-")
    if (folder / "model.json").is_file():
        from bot.classifiers.detoxify.exported import ExportedModel

        return ExportedModel.load(folder)
    from bot.classifiers.detoxify import load_torch_model

    return load_torch_model(variant, settings.detoxify_checkpoint, settings.detoxify_files)


def _served(model: Model, settings: Settings, serving: Serving | None) -> Classifier:
    if serving is None:
        from bot.classifiers.model import InThread

        return InThread(model)
    from bot.classifiers.served import Limits, ServedClassifier

    served = ServedClassifier(model, Limits(seconds=settings.score_within), serving.metrics)
    serving.closing.push_async_callback(served.close)
    return served


def _openai(settings: Settings, serving: Serving | None) -> Classifier:
    from bot.classifiers.openai_moderation import OpenAIModerationClassifier

    # It ends first: the guard would throw away what came of a part of the texts.
    within = settings.score_within * 0.9
    inner = OpenAIModerationClassifier(settings.openai_api_key, settings.openai_base_url, within)
    if serving is None:
        return inner
    from bot.classifiers.guarded import GuardedClassifier

    serving.closing.push_async_callback(inner.close)
    return GuardedClassifier(inner, settings.score_within, serving.metrics)


def _calibrated(name: str, inner: Classifier, settings: Settings, policy: Policy | None) -> Classifier:
    """Return the classifier with its scores calibrated, where that was done. Raises UnusableModelError."""
    from bot.classifiers.calibration import calibration_path, read_calibration

    path = calibration_path(settings.models, name)
    if not path.exists():
        return inner
    from bot.classifiers.calibrated import CalibratedClassifier
    from bot.detectors.language import CommunityLanguageGuesser

    calibration = read_calibration(path, name, inner.name)
    languages = CommunityLanguageGuesser(policy.languages if policy else calibration.languages)
    return CalibratedClassifier(inner, calibration, languages)
