"""Who is measured. Each runs in a process of its own, so that its memory is its own too."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.labels import Label
from bot.core.signals import Score

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from bot.classifiers.model import Model
    from bot.core.signals import Scores

    One = Callable[[str], float]
    Many = Callable[[Sequence[str]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Contender:
    """How one scores a message alone, and a queue of them; `many` is None where it knows no other way."""

    one: One
    many: Many | None = None


def make(name: str, folder: Path) -> Contender:
    """Load a contender."""
    return CONTENDERS[name](folder)


def _predict(folder: Path) -> Contender:
    import torch

    from bot.classifiers.detoxify.loading import load

    torch.set_num_threads(1)
    detoxify = load("original", folder / "network.ckpt", folder / "files").detoxify
    return Contender(lambda text: detoxify.predict(text)["toxicity"])


def _torch(folder: Path) -> Contender:
    from bot.classifiers.detoxify import load_torch_model

    return _served(load_torch_model("original", folder / "network.ckpt", folder / "files"))


def _fp32(folder: Path) -> Contender:
    from bot.classifiers.detoxify.exported import ExportedModel

    return _served(ExportedModel.load(folder / "exported", precision="fp32"))


def _int8(folder: Path) -> Contender:
    from bot.classifiers.detoxify.exported import ExportedModel

    return _served(ExportedModel.load(folder / "exported", precision="int8"))


def _embedded(_: Path) -> Contender:
    from bot.classifiers.embedded import EmbeddedClassifier

    return _served(EmbeddedClassifier.load())


def _linear(_: Path) -> Contender:
    from bot.classifiers.embedded import EmbeddedClassifier

    return _served(EmbeddedClassifier.load(encoder=False))


def _better_profanity(_: Path) -> Contender:
    from better_profanity import profanity

    profanity.load_censor_words()
    return Contender(lambda text: float(profanity.contains_profanity(text)))


def _alt_profanity_check(_: Path) -> Contender:
    from profanity_check import predict_prob

    return Contender(lambda text: float(predict_prob([text])[0]))


PREDICT = "Detoxify.predict one by one"
CONTENDERS: Mapping[str, Callable[[Path], Contender]] = {
    PREDICT: _predict,
    "Detoxify on torch, served": _torch,
    "exported fp32, served": _fp32,
    "exported int8, served": _int8,
    "embedded, served": _embedded,
    "embedded, linear stage": _linear,
    "better-profanity": _better_profanity,
    "alt-profanity-check": _alt_profanity_check,
}


def _served(model: Model) -> Contender:
    """Ask the model alone, and through the queue of the bot."""
    from prometheus_client import CollectorRegistry

    from bot.classifiers.metrics import ScoringMetrics
    from bot.classifiers.served import Limits, ServedClassifier

    async def ask(texts: Sequence[str]) -> Sequence[float]:
        # A fresh one each time: it remembers the scores of texts that it has seen.
        metrics = ScoringMetrics(CollectorRegistry())
        async with ServedClassifier(model, Limits(seconds=600.0), metrics) as served:
            return [_toxicity(each) for each in await served.score(texts)]

    return Contender(lambda text: _toxicity(model.score_batch([text])[0]), lambda texts: asyncio.run(ask(texts)))


def _toxicity(scores: Scores) -> float:
    given = scores[Label.TOXICITY]
    if not isinstance(given, Score):
        raise TypeError(f"a message was not scored: {given.reason}")
    return given.value
