"""L07: nobody is called, nothing hides behind markup, nothing is written that isn't seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.drafts import mass_mention
from bot.core.lint import LintLevel, LintRule
from bot.drafting.linter.fact_reading import MAIL
from bot.drafting.linter.reading import INVISIBLE, squashed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.lint import Finding
    from bot.drafting.linter.reading import Reply

_CALLED = re.compile(
    r"<(?:@[!&]?|#|!)[^<>\s]{1,80}>|<@|(?<![\w@.])@ ?(?:everyone|here|channel)(?!\w)|(?<![\w@./])@\w{2,64}", re.I
)
_MARKUP = re.compile(
    r"\[[^\[\]\n]{1,200}\]\([^()\s]{1,500}\)|<(?:https?|mailto|tel|slack)[:][^<>|]{1,500}\|[^<>]{1,200}>"
    r"|<!\w{1,20}[\^>|]"
    r"|</?(?:a|b|br|div|form|iframe|img|input|link|meta|object|script|span|style|svg|data|system|user|assistant)"
    r"(?:\s[^<>]{0,300})?/?>|(?:javascript|vbscript|data)\s?:\s?\w{1,20}[(/;]|&(?:lt|gt|#\d{2,6}|#x[0-9a-f]{2,6});"
    r"|\[\[?/?(?:system|inst|user|assistant)\]\]?|<\|\w{1,30}\|>",
    re.IGNORECASE,
)
# A joiner after a picture joins pictures, a selector chooses its look, and tags after a flag name a region.
_UNSEEN = re.compile(f"[{INVISIBLE}]+")
_JOINED = re.compile("[\u200d\ufe0e\ufe0f]+")
_PICTURE = re.compile(
    "[\u2600-\u27bf\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2b00-\u2bff#*0-9\u00a9\u00ae\u2122\ufe0f]"
)
_STACKED = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20f0]{3,}")


def calls(reply: Reply) -> Iterator[Finding]:
    """Block anything that calls people, and all the more many of them. The member who is answered may be."""
    if many := mass_mention(reply.plain.text):
        yield reply.in_plain(LintRule.MENTION, LintLevel.BLOCK, f"calls many people: {many}")
        return
    text = MAIL.sub(lambda found: " " * len(found[0]), reply.plain.text)
    for found in _CALLED.finditer(text):
        if squashed(found[0]) not in reply.known and found[0].lstrip("@") != reply.context.author:
            yield reply.in_plain(LintRule.MENTION, LintLevel.BLOCK, f"a mention: {found[0]}", found.span())


def markup(reply: Reply) -> Iterator[Finding]:
    """Block links that show something else, and marks that a platform or a model would obey."""
    for found in _MARKUP.finditer(reply.plain.text):
        if squashed(found[0]) not in reply.known:
            yield reply.in_plain(LintRule.MENTION, LintLevel.BLOCK, f"markup: {found[0][:60]}", found.span())


def unseen(reply: Reply) -> Iterator[Finding]:
    """Block characters that nobody sees, unless they belong to an emoji."""
    for found in _UNSEEN.finditer(reply.text):
        if not _belongs_to_picture(reply.text, found):
            what = f"a character that nobody sees: U+{ord(found[0][0]):04X}"
            yield reply_finding(reply, what, found.span())
    for found in _STACKED.finditer(reply.text):
        yield reply_finding(reply, "marks heaped on a letter", found.span())


def _belongs_to_picture(text: str, found: re.Match[str]) -> bool:
    before = text[found.start() - 1] if found.start() else ""
    is_flag = before == "\U0001f3f4" and all(each >= "\U000e0020" for each in found[0])
    return is_flag or (_JOINED.fullmatch(found[0]) is not None and _PICTURE.match(before) is not None)


def reply_finding(reply: Reply, what: str, span: tuple[int, int]) -> Finding:
    """Return a finding whose span is one of the text as it was written."""
    found = reply.in_plain(LintRule.MENTION, LintLevel.BLOCK, what)
    return type(found)(found.rule, found.level, found.what, span)
