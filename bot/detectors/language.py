"""Guesses which of a community's languages a text is in."""

from __future__ import annotations

import re
from copy import copy
from functools import cache
from typing import TYPE_CHECKING

from py3langid.langid import MODEL_FILE, LanguageIdentifier

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN = "und"
_FEWEST_WORDS = 3
_NOT_PROSE = re.compile(r"https?://\S+|<[^<>\s]{1,100}>|`[^`]*`|:\w{2,32}:")
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_WRITTEN_IN_CYRILLIC = frozenset({"be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "tt", "uk"})
# The identifier's names for what the policy calls by another.
_IDENTIFIED_AS = {"nb": ("no",), "no": ("no", "nn")}


class CommunityLanguageGuesser:
    """Implements the LanguageGuesser port for the languages that a policy names, such as `da` and `nb`.

    The script is looked at first: a text mostly in Cyrillic is never taken for a language that is not written so.
    A language that the identifier does not know, such as Greenlandic, is never guessed where there is a choice.
    """

    def __init__(self, languages: Iterable[str]) -> None:
        codes = tuple(dict.fromkeys(languages))
        self._cyrillic = _Choice(code for code in codes if code in _WRITTEN_IN_CYRILLIC)
        self._other = _Choice(code for code in codes if code not in _WRITTEN_IN_CYRILLIC)

    def guess(self, text: str) -> str:
        """Return one of the languages, or `und` for fewer than three words or a script that none is written in."""
        words = _WORD.findall(_NOT_PROSE.sub(" ", text))
        if len(words) < _FEWEST_WORDS:
            return UNKNOWN
        letters = "".join(words)
        mostly_cyrillic = len(_CYRILLIC.findall(letters)) * 2 > len(letters)
        return (self._cyrillic if mostly_cyrillic else self._other).of(" ".join(words))


@cache
def _identifier() -> LanguageIdentifier:
    """Read the model once: it takes half a second, and a choice of languages changes a copy alone."""
    return LanguageIdentifier.from_model_file(MODEL_FILE)


class _Choice:
    """Chooses among languages of one script; with one or none there is nothing to choose."""

    def __init__(self, codes: Iterable[str]) -> None:
        codes = tuple(codes)
        self._only = codes[0] if len(codes) == 1 else UNKNOWN
        self._names: dict[str, str] = {}
        if len(codes) > 1:
            self._identifier = copy(_identifier())
            known = frozenset(self._identifier.nb_classes)
            named = ((name, code) for code in reversed(codes) for name in _IDENTIFIED_AS.get(code, (code,)))
            self._names = {name: code for name, code in named if name in known}
        if self._names:
            self._identifier.set_languages(tuple(self._names))

    def of(self, text: str) -> str:
        if not self._names:
            return self._only
        name, _ = self._identifier.classify(text)
        return self._names[name]
