"""One policy's detectors joined: lists, patterns and links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.matching_view import readings
from bot.core.signals import Span
from bot.core.upside_down import upright
from bot.detectors.censored import CensoredWords
from bot.detectors.links import LinkFinder
from bot.detectors.patterns import PatternFinder
from bot.detectors.word_lists import WordListFinder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.policy import WordList
    from bot.core.signals import Hit


@dataclass(frozen=True, slots=True)
class PolicyDetector:
    """Implements the Detector port."""

    words: WordListFinder
    censored: CensoredWords
    patterns: PatternFinder
    links: LinkFinder

    @classmethod
    def compile(
        cls, lists: tuple[WordList, ...], patterns: Mapping[str, str], brands: tuple[str, ...]
    ) -> PolicyDetector:
        """Compile what a policy looks for. Raises ValueError for a pattern that can not be used."""
        return cls(
            WordListFinder.compile(lists),
            CensoredWords.compile(lists),
            PatternFinder.compile(patterns),
            LinkFinder.compile(lists, brands),
        )

    def detect(self, text: str) -> tuple[Hit, ...]:
        """Return the hits with spans in the original text, in order of place; none twice."""
        views = readings(text)
        hits = dict.fromkeys(self.words.find(views))
        hits.update(dict.fromkeys(self._disguised(text)))
        hits.update(dict.fromkeys(self.patterns.find(text, views[0])))
        hits.update(dict.fromkeys(self.links.find(text)))
        if len(hits) < 2:
            return tuple(hits)
        return tuple(sorted(hits, key=lambda hit: (hit.span.start, hit.span.end, hit.kind, hit.name)))

    def _disguised(self, text: str) -> Iterable[Hit]:
        for written_out in self.censored.written_out(text):
            yield from self.words.find(readings(written_out))
        if turned := upright(text):
            for hit in self.words.find(readings(turned)):
                yield replace(hit, span=Span(len(text) - hit.span.end, len(text) - hit.span.start))
