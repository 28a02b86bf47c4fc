"""Reads which language a message is in: its own small words, the guesser's word, and what was spoken there before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.drafting.cues import FOLDER, LANGUAGES
from bot.drafting.reading import folded, said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.proposals import Circumstances, DraftRequest
    from bot.ports import LanguageGuesser

UNKNOWN = "und"
# What each piece of evidence counts beside one small word that a language has to itself (1).
ENDING = 0.3
GUESSED = 1.2
CHANNEL = 1.2
MEMBER = 0.8
DEFAULT = 0.1
# A text of so many words, of which fewer than this share speak for a language of ours, is in none of them.
_FOREIGN_WORDS = 5
_FOREIGN_SHARE = 0.12
_MOST_WORDS = 40

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_NOT_RUSSIAN = re.compile("[іїєґўјњљћђџ]")


@dataclass(frozen=True, slots=True)
class Language:
    """A language, `und` for none that is known, and why."""

    code: str
    why: str


class LanguageReader:
    """Weighs what speaks for each of the voice's languages; the heaviest wins, and on a tie the one named first.

    A message that says nothing of its language is in the channel's, else in the member's last, else in the default.
    """

    def __init__(self, guess: LanguageGuesser, languages: Sequence[str] = LANGUAGES, default: str = "") -> None:
        self._guess = guess
        self._languages = tuple(languages) or LANGUAGES
        self._default = default or self._languages[0]

    def read(self, request: DraftRequest) -> Language:
        """Return the language of a message: the one that the request names, or the likeliest."""
        if request.language:
            return Language(request.language, f"the request says {request.language}")
        text = folded(said(request.text))
        words = _WORD.findall(text)[:_MOST_WORDS]
        if not words:
            return self._prior(request.around)
        if _mostly_cyrillic(words):
            code = UNKNOWN if _NOT_RUSSIAN.search(text) else "ru"
            return Language(code, f"written in Cyrillic: {code}")
        guessed = self._guess.guess(request.text)
        return self._weighed(words, guessed, request.around)

    def _prior(self, around: Circumstances) -> Language:
        given = (("the channel's", around.channel_language), ("the member's last", around.member_language))
        for whose, code in given:
            if code:
                return Language(code, f"no words that tell: {whose} language, {code}")
        return Language(self._default, f"no words that tell: the default, {self._default}")

    def _weighed(self, words: Sequence[str], guessed: str, around: Circumstances) -> Language:
        own = evidence(words)
        candidates = [each for each in self._languages if each != "ru"]
        spoken = max((own.get(each, 0) for each in candidates), default=0)
        if len(words) >= _FOREIGN_WORDS and guessed not in self._languages and spoken < _FOREIGN_SHARE * len(words) * 3:
            return Language(UNKNOWN, "its words are of no language of ours")
        weights = {
            each: own.get(each, 0)
            + GUESSED * (each == guessed)
            + CHANNEL * (each == around.channel_language)
            + MEMBER * (each == around.member_language)
            + DEFAULT * (each == self._default)
            for each in candidates
        }
        first, *rest = sorted(candidates, key=lambda each: -weights[each]) or [self._default]
        lead = weights.get(first, 0) - weights[rest[0]] if rest else 0.0
        return Language(first, f"language {first}" + (f", {lead:.1f} ahead of {rest[0]}" if rest else ""))


def evidence(words: Sequence[str]) -> Mapping[str, float]:
    """Return what the words themselves say for each language."""
    small, endings = _known()
    weights: dict[str, float] = {}
    for word in words:
        for language in small.get(word, ()):
            weights[language] = weights.get(language, 0) + 1 / len(small[word])
        for language, pattern in endings:
            if pattern.search(word):
                weights[language] = weights.get(language, 0) + ENDING
    return weights


def _mostly_cyrillic(words: Sequence[str]) -> bool:
    letters = "".join(words)
    return len(_CYRILLIC.findall(letters)) * 2 > len(letters)


@cache
def _known() -> tuple[Mapping[str, tuple[str, ...]], tuple[tuple[str, re.Pattern[str]], ...]]:
    speakers: dict[str, list[str]] = {}
    endings = []
    for line in (FOLDER / "small_words.txt").read_text(encoding="utf-8").splitlines():
        language, colon, rest = line.partition(":")
        if line.startswith("~"):
            endings.append((language[1:], re.compile("|".join(each.strip() for each in rest.split(" ; ")))))
        elif colon and not line.startswith("#"):
            for word in dict.fromkeys(rest.split()):
                speakers.setdefault(word, []).append(language)
    return {word: tuple(found) for word, found in speakers.items()}, tuple(endings)
