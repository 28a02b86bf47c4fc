"""L08: the brand's own words: what it never says, what it says instead, and how names are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.lint import LintLevel, LintRule
from bot.core.matching_view import matching_view
from bot.drafting.linter.fact_reading import LINK, MAIL
from bot.drafting.linter.reading import squashed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.core.lint import Finding
    from bot.core.voice import Voice
    from bot.drafting.linter.reading import Reply

_EVERYWHERE = "all"
_WORD = re.compile(r"\w+")
_BETWEEN = r"[^\w.!?]{1,4}"
_CYRILLIC = re.compile("[а-я]")
_LONG_ENOUGH = 4


class Vocabulary:
    """The words of one voice, made into patterns once."""

    def __init__(self, voice: Voice) -> None:
        of_principles = tuple(phrase for each in voice.principles for phrase in each.forbid)
        everywhere = (*voice.forbidden.get(_EVERYWHERE, ()), *of_principles)
        languages = {*voice.forbidden, *voice.prefer, *voice.languages} - {_EVERYWHERE}
        self._forbidden = {code: _any_of((*everywhere, *voice.forbidden.get(code, ()))) for code in languages}
        self._forbidden_else = _any_of(everywhere)
        self._instead = {code: _instead(voice.prefer, code) for code in languages}
        self._terms = tuple(
            (term, re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)) for term in voice.terms
        )

    def lint(self, reply: Reply) -> Iterator[Finding]:
        """Block forbidden phrases; warn of words that have a better one, and of names in another spelling."""
        language = reply.context.language
        if finder := self._forbidden.get(language, self._forbidden_else):
            for found in finder.finditer(reply.folded.text):
                yield reply.in_folded(LintRule.FORBIDDEN, LintLevel.BLOCK, f"never said: {found[0]}", found.span())
        for finder, right in self._instead.get(language, ()):
            for found in finder.finditer(reply.folded.text):
                what = f"{found[0]}: say {right}"
                yield reply.in_folded(LintRule.FORBIDDEN, LintLevel.WARN, what, found.span())
        yield from self._names(reply)

    def _names(self, reply: Reply) -> Iterator[Finding]:
        if not self._terms:
            return
        text = MAIL.sub(_blank, LINK.sub(_blank, reply.plain.text))
        for term, finder in self._terms:
            for found in finder.finditer(text):
                if found[0] != term:
                    what = f"{found[0]}: written {term}"
                    yield reply.in_plain(LintRule.FORBIDDEN, LintLevel.WARN, what, found.span())


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _instead(prefer: Mapping[str, Mapping[str, str]], language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    pairs = {**prefer.get(_EVERYWHERE, {}), **prefer.get(language, {})}
    return tuple((finder, right) for wrong, right in pairs.items() if (finder := _any_of((wrong,))))


def _any_of(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of the phrases, inflected or not; None for none."""
    found = [each for phrase in phrases if (each := _inflected(phrase))]
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)") if found else None


def _inflected(phrase: str) -> str:
    words = _WORD.findall(matching_view(squashed(phrase)).text.replace("ё", "е"))
    return _BETWEEN.join(map(_with_endings, words))


def _with_endings(word: str) -> str:
    """Return a word with the endings that a longer one takes; a Russian one changes its own last letter too."""
    if len(word) < _LONG_ENOUGH:
        return re.escape(word)
    if _CYRILLIC.search(word):
        return re.escape(word[: max(3, len(word) - 1 - (len(word) > 6))]) + r"\w{0,4}"
    return re.escape(word) + r"(?:'?\w{1,3})?"
