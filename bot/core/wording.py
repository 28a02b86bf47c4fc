"""Texts as words with their places: what differs between two, and a text with some of its words changed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Slots, words, and what ends a sentence.
_TOKEN = re.compile(r"\{\w+\}|\w+(?:['’\-]\w+)*|[.!?…\n]+")
Said = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a slot, or the end of a sentence, and where it stands. `said`: without its capitals."""

    said: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is neither a slot nor the end of a sentence."""
        return self.said[0] not in "{.!?…\n"


@dataclass(frozen=True, slots=True)
class Swap:
    """Some tokens of a text, from one place to another, and what stands there instead; empty for nothing."""

    start: int
    end: int
    put: str


def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text. Every end of a sentence is said the same."""
    return tuple(Token(_plain(found[0]), found.start(), found.end()) for found in _TOKEN.finditer(text))


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold().replace("ё", "е")
    return "." if folded[0] in ".!?…\n" else folded


def said(some: Iterable[Token]) -> Said:
    """Return what tokens say."""
    return tuple(each.said for each in some)


def spelled(text: str, some: Sequence[Token]) -> str:
    """Return tokens as they stand in their text, with what is between them."""
    return " ".join(text[some[0].start : some[-1].end].split()) if some else ""


def swaps(before: Sequence[Token], after: Sequence[Token]) -> list[tuple[int, int, int, int]]:
    """Return where two texts differ: from and to in the one, from and to in the other."""
    matcher = SequenceMatcher(None, said(before), said(after), autojunk=False)
    return [tuple(places) for tag, *places in matcher.get_opcodes() if tag != "equal"]  # type: ignore[misc]  # four of them


def share_kept(before: Sequence[Token], after: Sequence[Token]) -> float:
    """Return how much of both texts they have in common, from 0 to 1."""
    return SequenceMatcher(None, said(before), said(after), autojunk=False).ratio()


def places(wanted: Said, there: Said) -> Iterator[int]:
    """Yield where some tokens stand among others, in a row."""
    size = len(wanted)
    return (at for at in range(len(there) - size + 1) if size and there[at : at + size] == wanted)


def holds(there: Said, wanted: Said) -> bool:
    """Tell whether some tokens stand among others, in a row."""
    return any(True for _ in places(wanted, there))


def changed(text: str, some: Sequence[Swap]) -> str:
    """Return a text with some of its tokens changed; what is around them stays as it is."""
    for swap in sorted(some, key=lambda each: -each.start):
        text = _changed(text, tokens(text), swap)
    return text


def _changed(text: str, all_of: Sequence[Token], swap: Swap) -> str:
    begins = swap.start == 0 or all_of[swap.start - 1].said == "."
    ends = swap.end == len(all_of) or all_of[swap.end].said == "."
    if swap.start == swap.end:
        return _with(text, all_of, swap, begins=begins)
    start, end = all_of[swap.start].start, all_of[swap.end - 1].end
    if swap.put:
        return text[:start] + (_capital(swap.put) if begins else swap.put) + text[end:]
    if begins and ends:  # the whole sentence
        end = all_of[swap.end].end if swap.end < len(all_of) else len(text)
        return f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()
    if ends:
        return text[:start].rstrip(" ,;:–—-") + text[end:]
    rest = text[all_of[swap.end].start :]
    return text[:start] + (_capital(rest) if begins else rest)


def _with(text: str, all_of: Sequence[Token], swap: Swap, *, begins: bool) -> str:
    if begins and swap.start < len(all_of):
        at = all_of[swap.start].start
        return f"{text[:at]}{_capital(swap.put)} {text[at:]}"
    at = all_of[swap.start - 1].end
    return f"{text[:at]} {swap.put}{text[at:]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
