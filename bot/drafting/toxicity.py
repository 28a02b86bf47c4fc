"""How toxic our own scorer finds what could be sent. What is said often is scored once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.labels import Label
from bot.core.signals import Score

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.signals import Scores
    from bot.ports import Classifier

_REMEMBERED = 20_000


class Toxicity:
    """Scores texts and remembers their scores. It is given texts without the names of members."""

    def __init__(self, classifier: Classifier | None) -> None:
        self._classifier = classifier
        self._known: dict[str, float] = {}

    async def of(self, text: str) -> float | None:
        """Return a text's score, None where it was not scored."""
        if text not in self._known:
            await self.learn([text])
        return self._known.get(text)

    async def learn(self, texts: Iterable[str]) -> None:
        """Score in one call what is not known yet."""
        fresh = [each for each in dict.fromkeys(texts) if each not in self._known]
        if self._classifier is None or not fresh:
            return
        if len(self._known) + len(fresh) > _REMEMBERED:
            self._known.clear()
        for text, scores in zip(fresh, await self._classifier.score(fresh), strict=True):
            if (score := _worst(scores)) is not None:
                self._known[text] = score


def _worst(scores: Scores) -> float | None:
    """Return the score for toxicity, or for an insult where that is higher; None where neither was scored."""
    given = [each.value for label in (Label.TOXICITY, Label.INSULT) if isinstance(each := scores.get(label), Score)]
    return max(given, default=None)
