"""L03: every link, citation and number that means something comes from a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.lint import LintLevel, LintRule
from bot.drafting.linter.fact_reading import FactKind, facts
from bot.drafting.linter.reading import holds, squashed

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from bot.core.lint import Finding
    from bot.drafting.linter.fact_reading import Fact
    from bot.drafting.linter.reading import Reply

# What leads or refers somewhere is never guessed; a number a moderator may well know.
_BLOCKED = frozenset({FactKind.LINK, FactKind.MAIL, FactKind.CITATION})


def unknown_facts(reply: Reply) -> Iterator[Finding]:
    """Find facts that stand in no source, in nothing that was filled in, and in nothing of the brand's own."""
    known: set[tuple[FactKind, Hashable]] | None = None
    for each in facts(reply.plain.text, reply.language):
        if _stands_in(each, reply):
            continue
        if known is None:
            # Written otherwise, it may still say the same, as 48 h and two days do.
            known = {(each.kind, each.value) for each in facts(reply.grounds, reply.language)}
        if (each.kind, each.value) not in known:
            level = LintLevel.BLOCK if each.kind in _BLOCKED else LintLevel.WARN
            yield reply.in_plain(LintRule.FACT, level, f"{each.kind} without a source: {each.shown}", each.span)


def _stands_in(fact: Fact, reply: Reply) -> bool:
    """Tell whether a fact stands in the sources just so; a link that is longer is another link."""
    if fact.kind is FactKind.LINK:
        return fact.value in reply.links
    shown = str(fact.value) if fact.kind is FactKind.CITATION else fact.shown
    return holds(reply.known, squashed(shown))
