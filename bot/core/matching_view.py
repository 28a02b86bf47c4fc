"""The matching view: what a text reads as once tricks of spelling are undone. For matching only, never for display.

It is case-folded, but `ß` stays itself; of the letters with marks only `å ä ö ü ё й ї ў` keep theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from html import unescape
from typing import TYPE_CHECKING

from bot.core import characters
from bot.core.characters import (
    CYRILLIC_TO_LATIN,
    GREEK_TO_LATIN,
    LATIN_TO_CYRILLIC,
    LEET_TO_CYRILLIC,
    LEET_TO_LATIN,
    LOOKALIKE_TO_LATIN,
    UNUSUAL_CYRILLIC,
)
from bot.core.signals import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class MatchingView:
    """A folded text. Its character `i` stands for the original's code points from `starts[i]` to `ends[i]`.

    `stretched`: offsets of the letters that were repeated three times or more and are shown once.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    stretched: frozenset[int] = frozenset()

    def span(self, start: int, end: int) -> Span:
        """Return where `text[start:end]` lies in the original."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return Span(at, at)
        return Span(min(self.starts[start:end]), max(self.ends[start:end]))


class _Reading(Enum):
    """How far a text is interpreted.

    Digits and signs between letters are letters in the likely reading, all of them in the leet readings, and none in
    the literal one, which also keeps apart what may be meant apart.
    """

    LIKELY = "likely"
    LEET_I = "leet, 1 is i"
    LEET_L = "leet, 1 is l"
    LITERAL = "literal"


def matching_view(text: str) -> MatchingView:
    """Return the likeliest reading of a text."""
    return _read(text, _Reading.LIKELY)


def readings(text: str) -> tuple[MatchingView, ...]:
    """Return the likeliest reading first, then the others that an ambiguous text allows; at most four."""
    likely = matching_view(text)
    leet = _LEET_SIGN.search(text) is not None
    if not leet and not _ambiguous(text):
        return (likely,)
    others = (_Reading.LEET_I, _Reading.LEET_L, _Reading.LITERAL) if leet else (_Reading.LITERAL,)
    found = {likely.text: likely}
    for view in (_read(text, each) for each in others):
        found.setdefault(view.text, view)
    return tuple(found.values())


def _read(text: str, reading: _Reading) -> MatchingView:
    literal = reading is _Reading.LITERAL
    view = MatchingView(text, range(len(text)), range(1, len(text) + 1))
    view = _edit(view, _markup(text, " " if literal else ""))
    view = _fold(view)
    view = _edit(view, _joined(view.text, literal=literal))
    if not view.text.isascii():
        view = _edit(view, _scripts_apart(view.text, literal=literal))
    if not literal:
        view = _edit(view, _unleeted(view.text, reading))
    return _squeeze(view)


def _edit(view: MatchingView, edits: Iterable[_Edit]) -> MatchingView:
    """Apply edits, in order and apart; letters of a replacement of another length stand for all that it replaced."""
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for start, end, new in edits:
        texts += (view.text[done:start], new)
        starts += view.starts[done:start]
        ends += view.ends[done:start]
        if len(new) == end - start:
            starts += view.starts[start:end]
            ends += view.ends[start:end]
        else:
            # The least and the most, not the first and the last: what is turned round runs backwards.
            starts += [min(view.starts[start:end])] * len(new)
            ends += [max(view.ends[start:end])] * len(new)
        done = end
    if not texts:
        return view
    text = "".join((*texts, view.text[done:]))
    return MatchingView(text, [*starts, *view.starts[done:]], [*ends, *view.ends[done:]])


# Markup and what no reader sees. Gaps: mentions, emoji codes, link targets, flags. Then escaped letters; then signs
# that join (emphasis, spoilers, code) and control characters.
_MARKUP = re.compile(
    r"(?P<gap><(?:[@#!][^<>\s]{0,80}|a?:\w{1,40}:\d{1,24}|t:\d[^<>\s]{0,40})>|<[a-z]{3,8}:[^<>|\s]*\|?|\]\([^()\s]*\)"
    r"|(?<![\U0001F1E6-\U0001F1FF])[\U0001F1E6-\U0001F1FF]{2}(?![\U0001F1E6-\U0001F1FF]))"
    r"|%(?P<escaped>[46][1-9A-Fa-f]|[57][0-9Aa])|&#(?P<entity>\d{2,4}|[xX][0-9A-Fa-f]{2,4});"
    r"|(?P<sign>\*\*+|__+|~~+|`+|\|\|+|[\x00-\x08\x0e-\x1f\x7f]+)"
)
_MARKUP_SIGN = re.compile("[<\\]%&*_~`|\x00-\x08\x0e-\x1f\x7f\U0001f1e6-\U0001f1ff]")
# Signs that may as well have stood between words, and single letters spelt out that may begin with a word.
_SIGN_BETWEEN = re.compile(r"\w(?:\*\*|__|~~|`|\|\|)+\w")
_LITTLE_WORDS = re.compile(r"(?<![\w@$])(?:u r a|u r|i m a|a|i|u|я|а|и|у|в) (?=\w\W{1,2}\w(?!\w))", re.IGNORECASE)
_LEET_SIGN = re.compile(r"[013-9@$€!|+][^\W\d_]|[^\W\d_][013-9@$€]|@[$\d]")


def _ambiguous(text: str) -> bool:
    if _SIGN_BETWEEN.search(text) or _LITTLE_WORDS.search(text):
        return True
    return not text.isascii() and _LATIN.search(text) is not None and _LOOKALIKE.search(text) is not None


def _markup(text: str, sign: str) -> Iterable[_Edit]:
    if not _MARKUP_SIGN.search(text):
        return
    for found in _MARKUP.finditer(text):
        new = " " if found["gap"] else sign
        if found["escaped"]:
            new = chr(int(found["escaped"], 16))
        elif found["entity"]:
            new = unescape(found[0])
        yield found.start(), found.end(), new


# Characters that folding only lower-cases, one for one.
_PLAIN = re.compile("[\x00-\x7fæøåäöüßÆØÅÄÖÜА-Яа-яЁё–—‘’“”„«»]*")


def _fold(view: MatchingView) -> MatchingView:
    if view.text.isascii() or _PLAIN.fullmatch(view.text):
        return MatchingView(view.text.lower(), view.starts, view.ends)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for letter, start, end in zip(*_turned(view), strict=True):
        folded = letter.lower() if letter < "\x80" else characters.fold(letter)
        if folded:
            letters += folded
            starts += [start] * len(folded)
            ends += [end] * len(folded)
        elif letters and start == ends[-1]:
            _complete(letters, letter)
            ends[-1] = end
    return MatchingView("".join(letters), starts, ends)


def _complete(letters: list[str], mark: str) -> None:
    if mark in characters.COMPOSING and (composed := characters.compose(letters[-1], mark)):
        letters[-1] = composed


_TURNED = re.compile("\u202e([^\u202c\n]*)")


def _turned(view: MatchingView) -> tuple[str, Sequence[int], Sequence[int]]:
    """Put what is shown from right to left by force into the order in which it is read."""
    if "\u202e" not in view.text:
        return view.text, view.starts, view.ends
    order = list(range(len(view.text)))
    for found in _TURNED.finditer(view.text):
        order[found.start(1) : found.end(1)] = reversed(order[found.start(1) : found.end(1)])
    return "".join(view.text[i] for i in order), [view.starts[i] for i in order], [view.ends[i] for i in order]


_LETTER = r"(?:[^\W_]|[@$])"
_SPELT_OUT = re.compile(rf"(?<![\w@$'’]){_LETTER}(?:(?:[ _]|[^\w\s@$'’\"]{{1,2}}){_LETTER}){{2,}}(?![\w'’])")
_BETWEEN = re.compile(r"[^\w@$]+|_+")


def _joined(text: str, *, literal: bool) -> Iterable[_Edit]:
    for found in _SPELT_OUT.finditer(text):
        if sum(letter.isalpha() for letter in found[0]) * 4 < len(found[0]):
            continue
        little = _LITTLE_WORDS.match(text, found.start(), found.end()) if literal else None
        for gap in _BETWEEN.finditer(text, little.end() if little else found.start(), found.end()):
            yield gap.start(), gap.end(), ""


_WORD = re.compile(r"\w+")
_LATIN = re.compile("[A-Za-zåäöüøæ]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LOOKALIKE = re.compile(f"[{''.join(LOOKALIKE_TO_LATIN)}]", re.IGNORECASE)
# Letters that no Latin letter looks like: who writes them writes that script.
_PECULIAR = re.compile("[бджзлфцчшщъыэюяйδζθλξφψ]")
_NOT_BORROWED_WHOLE = CYRILLIC_TO_LATIN.keys() - UNUSUAL_CYRILLIC | GREEK_TO_LATIN.keys()


def _scripts_apart(text: str, *, literal: bool) -> Iterable[_Edit]:
    """Give each word one script. A word wholly in look-alikes is left alone where its script is at home."""
    if not _LOOKALIKE.search(text):
        return
    at_home = literal or not _LATIN.search(text) or _PECULIAR.search(text) is not None
    for found in _WORD.finditer(text):
        word = found[0]
        if not word.isascii() and (new := _one_script(word, at_home=at_home)) != word:
            yield found.start(), found.end(), new


def _one_script(word: str, *, at_home: bool) -> str:
    foreign = [letter for letter in word if letter > "\u036f" and letter.isalpha()]
    mixed = _LATIN.search(word) is not None
    if mixed and _leans_cyrillic(word, at_home=at_home):
        return "".join(LATIN_TO_CYRILLIC.get(letter, letter) for letter in word)
    if not all(letter in LOOKALIKE_TO_LATIN for letter in foreign):
        return word
    if at_home and not mixed and _NOT_BORROWED_WHOLE.issuperset(foreign):
        return word
    return "".join(LOOKALIKE_TO_LATIN.get(letter, letter) for letter in word)


def _leans_cyrillic(word: str, *, at_home: bool) -> bool:
    cyrillic = _CYRILLIC.findall(word)
    latin = _LATIN.findall(word)
    peculiar = any(letter not in CYRILLIC_TO_LATIN for letter in cyrillic)
    if peculiar != any(letter not in LATIN_TO_CYRILLIC for letter in latin):
        return peculiar
    return len(cyrillic) > len(latin) or (len(cyrillic) == len(latin) and at_home)


_LEET_TOKEN = re.compile(r"[\w@$€!|+]+")
_ORDINARY = re.compile(r"[^\W\d_]\d+[^\W\d_]|\d+[^\W\d_]{1,2}")
_INSIDE = re.compile(r"(?<=[^\W\d_])[01345789@$€!+]{1,3}(?=[^\W\d_])")
_LEADING = re.compile(r"[01345789@$€]{1,2}(?=[^\W\d_])")
_ANY_LEET = re.compile(r"[01345789@$€]|6|[!|+](?=\w)")
# By whether the token is Cyrillic, and whether the second meaning of an ambiguous sign is asked for.
_LEET = {
    (False, False): LEET_TO_LATIN,
    (False, True): LEET_TO_LATIN | dict.fromkeys("1!|", "l"),
    (True, False): LEET_TO_CYRILLIC,
    (True, True): LEET_TO_CYRILLIC | {"3": "е"},
}


def _unleeted(text: str, reading: _Reading) -> Iterable[_Edit]:
    if not _LEET_SIGN.search(text):
        return
    for found in _LEET_TOKEN.finditer(text):
        token = found[0]
        if not token.isalpha() and (new := _unleet(token, reading)) != token:
            yield found.start(), found.end(), new


def _unleet(token: str, reading: _Reading) -> str:
    letters = sum(letter.isalpha() for letter in token)
    table = _LEET[_CYRILLIC.search(token) is not None, reading is _Reading.LEET_L]

    def letter_for(found: re.Match[str]) -> str:
        return "".join(table.get(sign, sign) for sign in found[0])

    if reading is not _Reading.LIKELY:
        return _ANY_LEET.sub(letter_for, token) if letters or "@" in token else token
    if letters * 2 + 1 < len(token) or _ORDINARY.fullmatch(token):
        return token
    inside, count = _INSIDE.subn(letter_for, token)
    return _LEADING.sub(letter_for, inside, count=1) if count and not inside[0].isalpha() else inside


_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")


def _squeeze(view: MatchingView) -> MatchingView:
    runs = [(found.start(), found.end(), found[1]) for found in _STRETCHED.finditer(view.text)]
    if not runs:
        return view
    squeezed = _edit(view, runs)
    offsets = []
    removed = 0
    for start, end, _ in runs:
        offsets.append(start - removed)
        removed += end - start - 1
    return MatchingView(squeezed.text, squeezed.starts, squeezed.ends, frozenset(offsets))
