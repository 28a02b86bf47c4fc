"""L10 and L11: how many emoji, and how loud."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.lint import LintLevel, LintRule
from bot.core.voice import Piece
from bot.drafting.linter.reading import squashed
from bot.drafting.linter.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.lint import Finding
    from bot.drafting.linter.reading import Reply

_PICTURE = (
    "\u2600-\u27bf\U0001f300-\U0001faff\U0001f000-\U0001f2ff\u2b50\u2b55\u231a\u231b\u23e9-\u23f3\u2934\u2935"
    "\u203c\u2049"
)
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"
    f"|[{_PICTURE}][\ufe0f\U0001f3fb-\U0001f3ff]{{0,2}}(?:\u200d[{_PICTURE}][\ufe0f\U0001f3fb-\U0001f3ff]{{0,2}}){{0,4}}"
    r"|<a?:\w{1,40}:\d{1,24}>|(?<![\w:]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])"
    r"|(?<![\w:;(])[:;=8xX]['’]?-?[)(DPpOo3*|/\\](?![\w/])|(?<!\w)(?:xD+|<3|\^\^|\^_\^)(?!\w)|(?<=\s)\){2,}"
)
_LOOKS = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")
_EXCLAMATION = re.compile("[!¡]")
_HEAPED = re.compile(r"[!?¡]{2,}|!\s!")
_CAPITALS = re.compile(r"(?<![\w-])[^\W\d_]{2,}(?![\w-])")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_LONG = 6


def emoji(reply: Reply) -> Iterator[Finding]:
    """Warn of emoji that are too many, not the brand's, or out of place; block where the playbook wants none."""
    rule, playbook = reply.voice.emoji, reply.playbook
    none = playbook is not None and Piece.EMOJI in playbook.must_not
    most = 0 if none or reply.context.situation in rule.never_in else rule.most
    level = LintLevel.BLOCK if none else LintLevel.WARN
    allowed = {_LOOKS.sub("", each) for each in rule.allowed}
    for at, found in enumerate(_EMOJI.finditer(reply.text)):
        if at >= most or _LOOKS.sub("", found[0]) not in allowed:
            what = f"emoji {found[0]}: {'none here' if not most else f'at most {most}, of the allowed ones'}"
            yield _placed(reply.in_plain(LintRule.EMOJI, level, what), found.span())


def _placed(finding: Finding, span: tuple[int, int]) -> Finding:
    return type(finding)(finding.rule, finding.level, finding.what, span)


def shouting(reply: Reply) -> Iterator[Finding]:
    """Warn of too many exclamation marks, of heaps of them, of stretched words and of words in capitals."""
    text, most = reply.plain.text, reply.style.most_exclamations
    marks = tuple(_EXCLAMATION.finditer(text))
    if len(marks) > most:
        what = f"{len(marks)} exclamation marks, {most} at most"
        yield reply.in_plain(LintRule.SHOUTING, LintLevel.WARN, what, marks[most].span())
    for finder, what in ((_HEAPED, "marks in a heap"), (_STRETCHED, "a stretched word")):
        for found in finder.finditer(text):
            if found[0].lower() != "www":
                yield reply.in_plain(LintRule.SHOUTING, LintLevel.WARN, what, found.span())
    if not reply.style.capitals:
        for found in _cried(reply):
            yield reply.in_plain(LintRule.SHOUTING, LintLevel.WARN, f"in capitals: {found[0]}", found.span())


def _cried(reply: Reply) -> Iterator[re.Match[str]]:
    """Yield words in capitals that are no abbreviation: long ones, known words, and several in a row."""
    words = WORDS.get(reply.language)
    cried = words.cried if words else frozenset()
    last_end = -2
    for found in _CAPITALS.finditer(reply.plain.text):
        if not found[0].isupper():
            continue
        in_row = found.start() == last_end + 1 and len(found[0]) > 2
        last_end = found.end()
        is_word = in_row or len(found[0]) >= _LONG or found[0].lower() in cried
        if is_word and found[0] not in reply.grounds and squashed(found[0]) not in _NAMES:
            yield found


# Abbreviations that are long, or that are words as well.
_NAMES = frozenset({"discord", "slack", "us", "it", "faq", "gdpr", "dsgvo", "utc", "cest", "unesco"})
