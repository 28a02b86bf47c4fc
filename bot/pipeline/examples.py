"""Runs the examples that stand in a policy beside their rules."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.core.content import Author, Content
from bot.core.explain import reasons

if TYPE_CHECKING:
    from bot.core.decision import Decision
    from bot.core.signals import Scores
    from bot.pipeline.screen import Screener

_AT = datetime(2000, 1, 1, tzinfo=UTC)


def example_content(text: str) -> Content:
    """Return `text` as a first message by a member without roles, in a channel without overrides."""
    return Content("example", "", "example", Author("example", "example"), text, _AT)


def failure(rule: str, *, expect_hit: bool, text: str, scores: Scores, screener: Screener) -> str | None:
    """Return why the example does not do what it says, or None. A guarded rule counts as a miss.

    An example stands alone: nothing that `screener` saw before counts.
    """
    decision = screener.fresh().screen(example_content(text), scores).decision
    if answers(rule, decision) is expect_hit:
        return None
    found = "; ".join(reasons(decision, text)) or "no rule held"
    return f"rule {rule} should {'hold' if expect_hit else 'not hold'} for this example, but: {found}"


def answers(rule: str, decision: Decision) -> bool:
    """Return whether a rule held and no guard stood before it."""
    return any(m.rule == rule for m in decision.matches) and all(g.rule != rule for g in decision.guarded)
