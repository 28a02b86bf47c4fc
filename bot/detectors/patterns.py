r"""Runs an admin's patterns with RE2, whose time is linear in the text whatever the pattern.

Patterns ignore case. `\w`, `\W` and `\b` know the letters of every script, which RE2's own do not; for that, `\b`
must stand at the start or end of a pattern or of one of its outermost alternatives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import re2

from bot.core.signals import Hit, HitKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.matching_view import MatchingView

_WORD = r"\pL\pM\pN_"
_CLASSES = {r"\w": f"[{_WORD}]", r"\W": f"[^{_WORD}]"}
_BEFORE = rf"(?:^|[^{_WORD}])"
_AFTER = rf"(?:$|[^{_WORD}])"
_FLAGS = re.compile(r"(?:\(\?[imsU-]+\))*")
# Quoted text, a character class, an escape, the opening of a group that RE2 refuses, or any one character.
_PIECE = re.compile(r"\\Q.*?(?:\\E|$)|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|\\.|\(\?(?:<[=!]|P=|[=!>])|.", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSUPPORTED = {
    "(?=": "look-ahead",
    "(?!": "look-ahead",
    "(?<=": "look-behind",
    "(?<!": "look-behind",
    "(?P=": "a back-reference",
    "(?>": "an atomic group",
    r"\k": "a back-reference",
    r"\B": r"`\B`",
} | {rf"\{digit}": "a back-reference" for digit in "123456789"}


@dataclass(frozen=True, slots=True)
class _Pattern:
    name: str
    source: str
    compiled: re2._Regexp


class PatternFinder:
    """The compiled patterns of one policy."""

    # Searched one by one: RE2's own sets give no answer, silently, once their automaton outgrows its memory.
    def __init__(self, patterns: Sequence[_Pattern]) -> None:
        self._patterns = patterns

    @classmethod
    def compile(cls, patterns: Mapping[str, str]) -> PatternFinder:
        """Compile patterns by name. Raises ValueError with the reason for one that can not be used."""
        for name, source in patterns.items():
            if problem := pattern_problem(source):
                raise ValueError(f"pattern {name}: {problem}")
        return cls([_Pattern(name, source, _compile(source)) for name, source in patterns.items()])

    def find(self, text: str, view: MatchingView) -> Iterable[Hit]:
        """Yield the first match of each pattern, in the original text or else in its matching view."""
        original = _SURROGATE.sub("\ufffd", text) if self._patterns else ""
        for pattern in self._patterns:
            if found := pattern.compiled.search(original):
                yield Hit(HitKind.PATTERN, pattern.name, pattern.source, Span(*_place(found)))
            elif view.text != original and (found := pattern.compiled.search(view.text)):
                yield Hit(HitKind.PATTERN, pattern.name, pattern.source, view.span(*_place(found)))


def pattern_problem(source: str) -> str | None:
    """Say in one sentence why a pattern can not be used, or None where it can."""
    try:
        compiled = _compile(source)
    except ValueError as error:
        return str(error)
    except re2.error as error:
        return f"The pattern is not valid: {_reason(error)}."
    if compiled.search("") is not None:
        return "The pattern matches the empty text, so it would hit every message."
    return None


def _compile(source: str) -> re2._Regexp:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    return re2.compile(_translate(source), options)


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else error
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)


def _place(found: re2._Match) -> tuple[int, int]:
    """Return the span of the outermost alternative that matched, without the boundaries around it."""
    groups = [group for name, group in found.re.groupindex.items() if name.startswith("takt")]
    spans: list[tuple[int, int]] = [found.span(group) for group in groups]
    return next(span for span in spans if span[0] >= 0)


def _translate(source: str) -> str:
    """Rewrite a pattern for RE2, each outermost alternative a group of its own. Raises ValueError with a sentence."""
    if _SURROGATE.search(source):
        raise ValueError("The pattern holds half a character (a lone surrogate).")
    flags = _FLAGS.match(source)
    start = flags.end() if flags else 0
    groups = (_group(index, pieces) for index, pieces in enumerate(_alternatives(source[start:])))
    return source[:start] + "|".join(groups)


def _alternatives(source: str) -> list[list[str]]:
    alternatives: list[list[str]] = [[]]
    depth = 0
    for piece in _PIECE.findall(source):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and depth == 0:
            alternatives.append([])
        else:
            alternatives[-1].append(piece)
    return alternatives


def _group(index: int, pieces: list[str]) -> str:
    before = after = ""
    if pieces[:1] == [r"\b"]:
        before, pieces = _BEFORE, pieces[1:]
    if pieces[-1:] == [r"\b"]:
        after, pieces = _AFTER, pieces[:-1]
    return f"{before}(?P<takt{index}>{''.join(_rewritten(piece) for piece in pieces)}){after}"


def _rewritten(piece: str) -> str:
    if piece in _UNSUPPORTED:
        raise ValueError(f"The pattern uses {_UNSUPPORTED[piece]}, which a search in linear time can not support.")
    if piece == r"\b":
        raise ValueError(
            r"`\b` may only stand at the start or end of a pattern or of one of its outermost alternatives."
        )
    if piece in _CLASSES:
        return _CLASSES[piece]
    return _ESCAPE.sub(_in_class, piece) if piece.startswith("[") and len(piece) > 1 else piece


def _in_class(escape: re.Match[str]) -> str:
    if escape[1] == "W":
        raise ValueError(r"`\W` can not stand inside `[...]`.")
    return _WORD if escape[1] == "w" else escape[0]
