"""L16 and L17: neither the member's words nor our own once more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.likeness import grams, likeness
from bot.core.lint import LintLevel, LintRule
from bot.core.matching_view import matching_view
from bot.drafting.linter.reading import squashed
from bot.drafting.linter.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.lint import Finding
    from bot.drafting.linter.reading import Reply

_WORD = re.compile(r"\w+")
_RUN = 8
_ALIKE = 0.85


def echo(reply: Reply) -> Iterator[Finding]:
    """Find eight words in a row of the member's that are no source's, and an insult of theirs."""
    if not reply.context.answers:
        return
    shared = _runs(reply.context.answers) & _runs(reply.text)
    if shared and shared - _runs(reply.grounds):
        yield reply.in_plain(LintRule.ECHO, LintLevel.WARN, f"{_RUN} words of the member's in a row")
    yield from _echoed_insults(reply)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(squashed(text))
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _echoed_insults(reply: Reply) -> Iterator[Finding]:
    if (words := WORDS.get(reply.language)) is None:
        return
    found = tuple(words.insult.finditer(reply.folded.text))
    if not found:
        return
    theirs = matching_view(reply.context.answers).text
    for each in found:
        if each[0] in theirs:
            yield reply.in_folded(LintRule.ECHO, LintLevel.BLOCK, f"their insult: {each[0]}", each.span())


def repeated(reply: Reply) -> Iterator[Finding]:
    """Warn of a template or a text that was sent here lately."""
    used = reply.context.used
    if reply.context.template and reply.context.template in used:
        yield reply.in_plain(LintRule.REPEATED, LintLevel.WARN, f"{reply.context.template} was used here lately")
    elif used:
        own = grams(reply.text)
        if any(likeness(own, grams(each)) >= _ALIKE for each in used if " " in each):
            yield reply.in_plain(LintRule.REPEATED, LintLevel.WARN, "almost the same was said here lately")
