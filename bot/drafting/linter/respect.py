"""L13, L14 and L15: nobody is blamed, mocked, diagnosed or insulted, and no criticism is made small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.lint import LintLevel, LintRule
from bot.core.situations import FEEDBACK
from bot.core.voice import Piece
from bot.drafting.linter.reading import said_before
from bot.drafting.linter.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.lint import Finding
    from bot.drafting.linter.reading import Reply

# The scorer was made for chat, and holds polite Norwegian and Swedish for toxic now and then: a moderator is told late.
TOXIC = 0.9
_CLOSE = 10


def blame(reply: Reply) -> Iterator[Finding]:
    """Find what puts it on the person; block where the playbook says so. "Not your fault" is none."""
    if (words := WORDS.get(reply.language)) is None:
        return
    strict = reply.playbook is not None and Piece.BLAME in reply.playbook.must_not
    level = LintLevel.BLOCK if strict else LintLevel.WARN
    for found in words.blame.finditer(reply.folded.text):
        if not words.denial.search(said_before(found, _CLOSE)):
            yield reply.in_folded(LintRule.BLAME, level, f"puts it on the person: {found[0]}", found.span())


def toxicity(reply: Reply) -> Iterator[Finding]:
    """Find what our own scorer holds for toxic, and insults by their words: a scorer may be silent, or wrong.

    A template as people wrote it is not scored. Where both say so, it can't be sent.
    """
    words, score = WORDS.get(reply.language), reply.context.toxicity
    is_toxic = score is not None and score >= TOXIC and not reply.is_template
    level = LintLevel.BLOCK if is_toxic else LintLevel.WARN
    for found in words.insult.finditer(reply.folded.text) if words else ():
        yield reply.in_folded(LintRule.TOXICITY, level, f"an insult: {found[0]}", found.span())
    if is_toxic:
        yield reply.in_plain(LintRule.TOXICITY, LintLevel.WARN, f"scored {score:.2f} as toxic")


def belittling(reply: Reply) -> Iterator[Finding]:
    """Find criticism that is made small, sent away or deleted; block in the answer to a complaint or wish."""
    if (words := WORDS.get(reply.language)) is None:
        return
    level = LintLevel.BLOCK if reply.context.situation in FEEDBACK else LintLevel.WARN
    for found in words.belittling.finditer(reply.folded.text):
        yield reply.in_folded(LintRule.BELITTLING, level, f"makes criticism small: {found[0]}", found.span())
