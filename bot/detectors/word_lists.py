"""Finds the entries of word lists in the readings of a text, all lists at once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ahocorasick_rs

from bot.core.matching_view import matching_view
from bot.core.policy import ListMatch
from bot.core.signals import Hit, HitKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.matching_view import MatchingView
    from bot.core.policy import WordList

_GAP = re.compile(r"[\W_]")
_RUN = re.compile(r"(.)\1+", re.DOTALL)
_DOUBLED, _STRETCHED = 2, 3


@dataclass(frozen=True, slots=True)
class _Words:
    """A view's words between single spaces, each run of one letter shown once.

    `doubled`: where in `text` a letter stood more than once, and how often (three for stretched).
    `run_places`: where all runs are, of spaces too; `left_out`: how many characters are not shown before each.
    """

    text: str
    doubled: Mapping[int, int]
    run_places: Sequence[int]
    left_out: Sequence[int]

    def runs(self, start: int, end: int) -> tuple[int, ...]:
        """Return how often each of these letters stood there."""
        return tuple(self.doubled.get(place, 1) for place in range(start, end))

    def in_view(self, place: int) -> int:
        """Return the offset in the view; the space before the first word is none of it."""
        return max(place - 1 + self.left_out[bisect_left(self.run_places, place)], 0)


@dataclass(frozen=True, slots=True)
class _Entry:
    list_name: str
    written: str
    runs: tuple[int, ...]


class WordListFinder:
    """One automaton over the entries of all folded lists.

    An entry is a word or several; a final `*` lets its last word go on. `ё` and `е` are one letter, and an entry with
    `ß` is found with `ss` too.
    """

    def __init__(self, automaton: ahocorasick_rs.AhoCorasick | None, entries: Sequence[Sequence[_Entry]]) -> None:
        self._automaton = automaton
        self._entries = entries

    @classmethod
    def compile(cls, lists: Iterable[WordList]) -> WordListFinder:
        """Fold the entries as texts are folded. Lists of domains are left to the links."""
        by_text = _by_text(lists)
        automaton = ahocorasick_rs.AhoCorasick(list(by_text)) if by_text else None
        return cls(automaton, tuple(tuple(entries) for entries in by_text.values()))

    def find(self, views: Sequence[MatchingView]) -> Iterable[Hit]:
        """Yield the hits in any of the views, spans in the original."""
        if self._automaton is None:
            return
        for view in views:
            spaced = _spaced(view.text)
            text = _RUN.sub(r"\1", spaced)
            if found := self._automaton.find_matches_as_indexes(text, overlapping=True):
                yield from self._verified(found, _words(text, spaced, view.stretched), view)

    def _verified(self, found: Iterable[tuple[int, int, int]], words: _Words, view: MatchingView) -> Iterable[Hit]:
        for pattern, before, after in found:
            start, end = before + 1, after - (words.text[after - 1] == " ")
            runs = words.runs(start, end)
            fitting = [entry for entry in self._entries[pattern] if _fits(runs, entry.runs)]
            if fitting:
                stop = words.text.index(" ", end)
                span = view.span(words.in_view(start), words.in_view(stop))
                yield from (Hit(HitKind.LIST, entry.list_name, entry.written, span) for entry in fitting)


def _by_text(lists: Iterable[WordList]) -> Mapping[str, list[_Entry]]:
    by_text: defaultdict[str, list[_Entry]] = defaultdict(list)
    for word_list in lists:
        if word_list.match is not ListMatch.FOLDED:
            continue
        for written in word_list.entries:
            for spelling in dict.fromkeys((written, written.replace("ß", "ss"))):
                view = matching_view(spelling.removesuffix("*"))
                spaced = _spaced(view.text)
                words = _words(_RUN.sub(r"\1", spaced), spaced, view.stretched)
                if words.text.strip():
                    text = words.text.removesuffix(" ") if written.endswith("*") else words.text
                    by_text[text].append(_Entry(word_list.name, written, words.runs(1, len(words.text) - 1)))
    return by_text


def _spaced(text: str) -> str:
    return f" {_GAP.sub(' ', text).replace('ё', 'е')} "


def _words(text: str, spaced: str, stretched: Iterable[int]) -> _Words:
    run_starts: list[int] = []
    left_out = [0]
    doubled: dict[int, int] = {}
    for found in _RUN.finditer(spaced):
        if found[1] != " ":
            doubled[found.start() - left_out[-1]] = _DOUBLED
        run_starts.append(found.start())
        left_out.append(left_out[-1] + found.end() - found.start() - 1)
    for offset in stretched:
        doubled[offset + 1 - left_out[bisect_left(run_starts, offset + 1)]] = _STRETCHED
    run_places = [start - out for start, out in zip(run_starts, left_out, strict=False)]
    return _Words(text, doubled, run_places, left_out)


def _fits(text: Sequence[int], entry: Sequence[int]) -> bool:
    """Tell whether letters are repeated as the entry's are, or more as one does for effect.

    A single doubled letter is no effect: it makes another word (`looser`).
    """
    if text == entry:
        return True
    pairs = tuple(zip(text, entry, strict=True))
    if any(here < there for here, there in pairs):
        return False
    more = [here for here, there in pairs if here > there]
    return len(more) > 1 or _STRETCHED in more
