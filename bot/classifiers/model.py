"""A model that runs in this process: what `ServedClassifier` serves."""

from __future__ import annotations

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
        """Score texts, one result per text in order; groups them by length as it sees fit. May raise anything."""
        ...
