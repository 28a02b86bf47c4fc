"""Phrases in a small notation, one pattern for many of them.

`word` is exactly that word, `word*` any that begins so, `(one|another one)` either, `word?` may be missing, and `...`
stands for up to four other words. Between the words of a phrase lies no end of a sentence. What is matched is folded,
so phrases are written in small letters, `е` for `ё` and a straight apostrophe.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BETWEEN = r"[^\w.!?;]{1,4}"
_GAP = rf"(?:{_BETWEEN}[\w']+){{0,4}}?"


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of the phrases. Each gap is bounded, so that no text makes it slow."""
    either = "|".join(map(_expression, phrases)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def _expression(phrase: str) -> str:
    parts: list[str] = []
    begun = False
    for token in _split(phrase, " "):
        if token == "...":  # noqa: S105 - a sign of the notation
            parts.append(_GAP)
        elif token.endswith("?"):
            word = _word(token[:-1])
            parts.append(f"(?:{_BETWEEN}{word})?" if begun else f"(?:{word}{_BETWEEN})?")
        else:
            parts.append((_BETWEEN if begun else "") + _word(token))
            begun = True
    return "".join(parts)


def _word(token: str) -> str:
    if not token.startswith("("):
        return token.replace("*", r"\w*")
    inner, _, after = token[1:].rpartition(")")
    return f"(?:{'|'.join(map(_expression, _split(inner, '|')))})" + after.replace("*", r"\w*")


def _split(text: str, sign: str) -> Iterator[str]:
    """Yield what stands between signs that are in no parentheses."""
    depth = begin = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == sign and not depth:
            yield text[begin:at]
            begin = at + 1
    yield text[begin:]
