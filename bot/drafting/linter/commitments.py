"""L04 and L05: no promise that no source makes, and no legal fault admitted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.lint import LintLevel, LintRule
from bot.core.voice import Piece
from bot.drafting.linter.reading import said_before, squashed
from bot.drafting.linter.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.lint import Finding
    from bot.drafting.linter.reading import Reply
    from bot.drafting.linter.words import Words

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n\s*")
_LONGEST = 400


def promises(reply: Reply) -> Iterator[Finding]:
    """Find given words and forecasts, unless the sentence is a source's. "I can't promise that" is no promise."""
    if (words := WORDS.get(reply.language)) is None:
        return
    strict = reply.playbook is not None and Piece.PROMISE in reply.playbook.must_not
    softly = LintLevel.BLOCK if strict else LintLevel.WARN
    seen: list[tuple[int, int]] = []
    for finder, level in ((words.promise, LintLevel.BLOCK), (words.never, LintLevel.BLOCK), (words.forecast, softly)):
        for found in finder.finditer(reply.folded.text):
            if _is_excused(found, words) or any(begin < found.end() and found.start() < end for begin, end in seen):
                continue
            seen.append(found.span())
            if not (_is_filled_in(reply, found) or _is_quoted(reply, found)):
                yield reply.in_folded(LintRule.PROMISE, level, f"a promise: {found[0]}", found.span())


def _is_excused(found: re.Match[str], words: Words) -> bool:
    """Tell whether a "not" or a condition stands before a promise, or within what is foretold.

    The "not" of what will never be again belongs to the promise.
    """
    if found.re is words.never:
        return False
    within = found[0] if found.re is words.forecast else ""
    return words.excuse.search(said_before(found) + within) is not None


def _is_quoted(reply: Reply, found: re.Match[str]) -> bool:
    """Tell whether the sentence around a match stands in a source, or its time was filled in."""
    if not reply.voice.promises_from:
        return False
    at = reply.folded.span(*found.span())
    # The spans are of the original text, and its sentences are looked for in it.
    far = max(0, at.start - _LONGEST)
    begin = max((each.end() for each in _SENTENCE.finditer(reply.text, far, at.start)), default=far)
    after = _SENTENCE.search(reply.text, at.end)
    sentence = squashed(reply.text[begin : after.start() if after else len(reply.text)]).strip(".!?… ")
    return sentence in reply.quotable


def _is_filled_in(reply: Reply, found: re.Match[str]) -> bool:
    """Tell whether a match holds what was filled in, such as when the next word comes."""
    at = reply.folded.span(*found.span())
    places = ((reply.text.find(value), len(value)) for value in reply.context.slots.values() if len(value) > 2)
    return any(start >= 0 and start < at.end and at.start < start + size for start, size in places)


def admissions(reply: Reply) -> Iterator[Finding]:
    """Find what a court could take for an admission. That something was a mistake may be said."""
    if (words := WORDS.get(reply.language)) is None:
        return
    for found in words.admission.finditer(reply.folded.text):
        if not words.denial.search(said_before(found)):
            what = f"admits a legal fault: {found[0]}"
            yield reply.in_folded(LintRule.ADMISSION, LintLevel.BLOCK, what, found.span())
