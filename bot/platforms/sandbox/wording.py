"""How the sandbox shows messages and decisions in a terminal or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.actions import automatic, describe
from bot.core.explain import because, evidence_words, outcome_words
from bot.core.in_force import rules_in_force
from bot.core.member_text import member_language, rule_words
from bot.core.printable import printable
from bot.core.signals import Score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.policy import Policy, Rule
    from bot.pipeline.screen import Screened


def decision_line(screened: Screened) -> str:
    """Return `#channel member: text → action  because rule …`."""
    content = screened.content
    edited = " (edited)" if content.revision else ""
    reason = because(screened.decision, content.text)
    line = f"#{printable(content.channel)} {printable(content.author.name)}{edited}: {printable(content.text)} → "
    return line + outcome_words(screened.decision) + (f"  {reason}" if reason else "")


def member_line(screened: Screened, policy: Policy) -> str | None:
    """Return what the member is told, or None where nothing was done to them."""
    if not automatic(screened.decision.actions):
        return None
    rule = max(_acting(screened, policy), key=lambda each: each.severity)
    language = member_language(policy, screened.signals.language)
    return f"   {printable(screened.content.author.name)} is told ({language}): {rule_words(rule, language)}"


def _acting(screened: Screened, policy: Policy) -> Iterator[Rule]:
    """Yield the rules by which something was done: not those on trial, guarded, or that only ask a moderator."""
    content, decision = screened.content, screened.decision
    done = {each.kind for each in automatic(decision.actions)}
    broken = {each.rule for each in decision.matches} - {each.rule for each in decision.guarded}
    for rule in rules_in_force(policy, content.channel, content.author.roles):
        asked = {each.kind for step in rule.ladder.steps if step.strikes <= decision.strikes for each in step.do}
        if rule.id in broken and not rule.shadow and asked & done:
            yield rule


def why_lines(screened: Screened, scorer: str) -> Iterator[str]:
    """Yield all that is behind one decision."""
    content, decision, signals = screened.content, screened.decision, screened.signals
    yield decision_line(screened)
    for match in decision.matches:
        words = evidence_words(match.evidence, content.text)
        yield f"   {match.rule} ({match.severity.name.lower()}) {match.evidence.clause}: {words}"
    for each in decision.guarded:
        yield f"   {each.rule} held back by the guard {each.guard}: {each.answer}"
    for gap in decision.not_run:
        yield f"   not run: {gap.what}, {gap.why}"
    scores = ", ".join(f"{label} {each.value:.2f}" for label, each in signals.scores.items() if isinstance(each, Score))
    would = f" · would {', '.join(describe(each) for each in decision.would)}" if decision.would else ""
    yield f"   scores: {scores or 'none'} · language {signals.language} · strikes before {decision.strikes}{would}"
    yield f"   policy {decision.policy} · scorer {scorer} · mode {decision.mode}"
