"""L01: the reply is in the language that it is to be in."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bot.core.lint import LintLevel, LintRule
from bot.drafting.linter.reading import squashed
from bot.drafting.linter.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.core.lint import Finding
    from bot.drafting.linter.reading import Reply
    from bot.ports import LanguageGuesser

_FEWEST_WORDS = 4
_FEWEST_IN_SENTENCE = 5
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
# Links, mentions, code, and what is quoted: all that may well be in another language.
_NO_PROSE = re.compile(r"https?://\S+|<[^<>\s]{1,100}>|`[^`\n]{0,200}`|[“”„«»\"][^“”„«»\"\n]{1,200}[“”«»\"]")
_HOW_MANY_KNOW = Counter(word for words in WORDS.values() for word in words.commonest)
# A word that several languages have says less of each.
_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    word: {code: 1 / count for code, words in WORDS.items() if word in words.commonest}
    for word, count in _HOW_MANY_KNOW.items()
}


def other_language(reply: Reply, guesser: LanguageGuesser) -> Iterator[Finding]:
    """Block a reply in another language, and warn of a sentence that is. Names, quotes and short texts say nothing."""
    text = _prose(reply)
    words = _WORD.findall(text.lower())
    if len(words) < _FEWEST_WORDS:
        return
    if other := _read_as(reply.language, words, text, guesser):
        yield reply.in_plain(LintRule.LANGUAGE, LintLevel.BLOCK, f"reads as {other}, not as {reply.language}")
        return
    for start, end in reply.sentences:
        sentence = reply.plain.text[start:end]
        if (found := _foreign(reply, sentence)) and squashed(sentence) not in reply.known:
            yield reply.in_plain(LintRule.LANGUAGE, LintLevel.WARN, f"a sentence reads as {found}", (start, end))


def _prose(reply: Reply) -> str:
    """Return what the writer of the reply put into words: not what was quoted or filled in."""
    text = _NO_PROSE.sub(" ", reply.plain.text)
    for value in (*reply.values.values(), reply.context.author, *reply.voice.terms):
        if len(value) > 1:
            text = text.replace(value, " ")
    return text


def _read_as(expected: str, words: list[str], text: str, guesser: LanguageGuesser) -> str:
    """Return which other language a text is in, empty for none."""
    letters = "".join(words)
    cyrillic = len(_CYRILLIC.findall(letters)) * 2 > len(letters)
    if cyrillic != (expected == "ru") and expected in WORDS:
        return "text in Cyrillic" if cyrillic else "text in Latin letters"
    evidence = _evidence(words)
    own = evidence.get(expected, 0.0)
    best = max(evidence, key=lambda code: evidence[code], default="")
    if best and best != expected and evidence[best] >= max(1.5, own * 1.25 + 0.5):
        return best
    # Whatever is guessed, it would have to say more than the text's own words do.
    if own and own >= evidence[best]:
        return ""
    guessed = guesser.guess(text)
    if guessed in {expected, "und"} or own > evidence.get(guessed, 0.0):
        return ""
    return guessed if evidence.get(guessed, 0.0) > own or (len(words) > 5 and own == 0) else ""


def _evidence(words: Iterable[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for word in words:
        for code, weight in _WEIGHTS.get(word, {}).items():
            found[code] = found.get(code, 0.0) + weight
    return found


def _foreign(reply: Reply, sentence: str) -> str:
    """Return the language of a sentence that holds words of another one, and none of the reply's own."""
    words = _WORD.findall(_NO_PROSE.sub(" ", sentence).lower())
    if len(words) < _FEWEST_IN_SENTENCE or reply.language not in WORDS:
        return ""
    evidence = _evidence(words)
    best = max(evidence, key=lambda code: evidence[code], default="")
    return best if evidence.get(reply.language, 0.0) < 0.5 and best and evidence[best] >= 2 else ""
