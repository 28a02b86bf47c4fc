"""L02: no longer than the platform takes, and than the voice wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.lint import LintLevel, LintRule
from bot.drafting.linter.reading import squashed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.lint import Finding
    from bot.drafting.linter.reading import Reply


def too_long(reply: Reply) -> Iterator[Finding]:
    """Block what the platform would refuse; warn of more than the voice wants, in all or in one sentence."""
    size = len(reply.text)
    if size > reply.context.limit:
        what = f"{size} characters, and {reply.context.limit} is the most that can be sent"
        yield reply.in_plain(LintRule.LENGTH, LintLevel.BLOCK, what)
    elif size > (most := _most(reply)):
        yield reply.in_plain(LintRule.LENGTH, LintLevel.WARN, f"{size} characters, {most} at most")
    for start, end in reply.sentences:
        words = len(reply.plain.text[start:end].split())
        if words > reply.style.most_sentence_words and squashed(reply.plain.text[start:end]) not in reply.known:
            yield reply.in_plain(LintRule.LENGTH, LintLevel.WARN, f"a sentence of {words} words", (start, end))


def _most(reply: Reply) -> int:
    """Return the playbook's limit, else the style's; a mood with a style of its own may only lower it."""
    general = reply.voice.style.most_characters
    own = general if reply.playbook is None or reply.playbook.most is None else reply.playbook.most
    return min(own, reply.style.most_characters) if reply.style is not reply.voice.style else own
