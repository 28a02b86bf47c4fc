"""Reads words censored by their own writer: `id**t`, `f*ck`."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.core.policy import WordList

_SIGN = re.compile(r"[*#]")
# First and last letter stand; a sign at an end is a footnote, a wildcard or markup.
_CENSORED = re.compile(r"(?<![\w*#])[^\W\d_](?=[^\W\d_]*[*#])[^\W\d_*#]*(?:[*#]+[^\W\d_]+)+(?![\w*#])")
_LETTER = re.compile(r"[^\W\d_]+")
# `a*b` is arithmetic, `х*й` is not.
_FEWEST, _FEWEST_LATIN = 3, 4
# More words than this fit one pattern only where hardly a letter is left.
_MOST_MEANINGS = 4


class CensoredWords:
    """The words of the lists' entries, to be found where some of their letters are starred.

    A word fits where every letter that is left is its own, and the signs are no more than half of it.
    """

    def __init__(self, by_frame: Mapping[tuple[int, str, str], Sequence[str]]) -> None:
        self._by_frame = by_frame

    @classmethod
    def compile(cls, lists: Iterable[WordList]) -> CensoredWords:
        """Collect the words of all entries."""
        words = {word for each in lists for entry in each.entries for word in _LETTER.findall(entry.lower())}
        by_frame: defaultdict[tuple[int, str, str], list[str]] = defaultdict(list)
        for word in sorted(word for word in words if len(word) >= (_FEWEST_LATIN if word.isascii() else _FEWEST)):
            by_frame[len(word), word[0], word[-1]].append(word)
        return cls(by_frame)

    def written_out(self, text: str) -> Iterator[str]:
        """Yield the text with its censored words written out, once per meaning; letters keep their places."""
        if not _SIGN.search(text):
            return
        meanings = [(found, self._meanings(found[0])) for found in _CENSORED.finditer(text)]
        for turn in range(max((len(words) for _, words in meanings), default=0)):
            letters = list(text)
            for found, words in meanings:
                if words:
                    letters[found.start() : found.end()] = words[min(turn, len(words) - 1)]
            yield "".join(letters)

    def _meanings(self, token: str) -> Sequence[str]:
        lowered = token.lower()
        if len(_SIGN.findall(token)) * 2 > len(token):
            return ()
        words = self._by_frame.get((len(token), lowered[0], lowered[-1]), ())
        return [word for word in words if _fits(lowered, word)][:_MOST_MEANINGS]


def _fits(token: str, word: str) -> bool:
    return len(token) == len(word) and all(sign in ("*", "#", letter) for sign, letter in zip(token, word, strict=True))
