"""A model that runs in this process, and how commands ask it; `ServedClassifier` serves it to a community."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.labels import Label
    from bot.core.signals import Scores


class Model(Protocol):
    """Scores texts here and now, on the thread that asks. A text's scores never depend on its neighbours."""

    @property
    def name(self) -> str:
        """Name and version, such as `embedded-2 3f2a…`."""
        ...

    @property
    def labels(self) -> frozenset[Label]:
        """The labels that it gives; the others are `Unscored`."""
        ...

    def score_batch(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score texts, one result per text in order; groups them by length as it sees fit. May raise anything.

        After a hang it may be called while an older call still runs.
        """
        ...


class InThread:
    """A model as a classifier, for commands: it takes the time that it needs, and what goes wrong is raised."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    @property
    def labels(self) -> frozenset[Label]:
        """The model's labels."""
        return self._model.labels

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Score original texts in a worker thread, so that the event loop goes on."""
        return await asyncio.to_thread(self._model.score_batch, texts)
