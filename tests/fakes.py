"""Hand-written doubles behind the ports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.labels import Label
from bot.core.signals import Hit, HitKind, Score, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.core.signals import Scores


class WordsClassifier:
    """Gives an insult score per text from a table, 0.01 for any other; counts its calls."""

    name = "words 1"
    labels = frozenset({Label.INSULT})

    def __init__(self, table: Mapping[str, float]) -> None:
        self.table = table
        self.batches: list[int] = []

    async def score(self, texts: Sequence[str]) -> Sequence[Scores]:
        """Look each text up."""
        self.batches.append(len(texts))
        return [{Label.INSULT: Score(self.table.get(text, 0.01))} for text in texts]


class WordDetector:
    """Finds whole words of its lists, by name."""

    def __init__(self, **lists: str) -> None:
        self.lists = lists

    def detect(self, text: str) -> tuple[Hit, ...]:
        """Return one hit per list whose word is in the text."""
        found = ((name, word, text.find(word)) for name, word in self.lists.items())
        return tuple(Hit(HitKind.LIST, name, word, Span(at, at + len(word))) for name, word, at in found if at >= 0)


class OneLanguage:
    """Guesses the same language always."""

    def __init__(self, language: str = "en") -> None:
        self.language = language

    def guess(self, text: str) -> str:
        """Return that language."""
        del text
        return self.language


class StoppedClock:
    """Says the time that it was set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return that time."""
        return self.at
