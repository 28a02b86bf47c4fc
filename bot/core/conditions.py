"""Holds one condition of a policy against the signals of a content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from bot.core.decision import Evidence, NotRun, Source
from bot.core.duration import format_duration
from bot.core.policy import (
    AllOf,
    AnyOf,
    ByAutoMod,
    HasLink,
    InList,
    InWindow,
    MatchesPattern,
    Mentions,
    Not,
    Reported,
    ScoreAtLeast,
)
from bot.core.signals import Dispute, HitKind, Score, Unscored

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.core.policy import Condition, Leaf
    from bot.core.signals import Signals


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a condition holds, by which clauses, and what could not be told."""

    holds: bool
    evidence: tuple[Evidence, ...] = ()
    not_run: tuple[NotRun, ...] = ()


ANY = "any"
_FAILS = Outcome(holds=False)
_KINDS = {InList: HitKind.LIST, MatchesPattern: HitKind.PATTERN, HasLink: HitKind.LINK}
_SOURCES = {HitKind.LIST: Source.WORDS, HitKind.PATTERN: Source.WORDS, HitKind.LINK: Source.LINK}


def evaluate(condition: Condition, content: Content, signals: Signals, path: str = "when") -> Outcome:
    """Evaluate the whole tree: all clauses that hold are evidence. What is unknown does not hold.

    A disputed score holds as soon as one classifier says so, and its evidence names them.
    """
    match condition:
        case AnyOf(parts=parts):
            outcomes = [evaluate(part, content, signals, f"{path}.any[{i}]") for i, part in enumerate(parts)]
            return _together(outcomes, holds=any(each.holds for each in outcomes))
        case AllOf(parts=parts):
            outcomes = [evaluate(part, content, signals, f"{path}.all[{i}]") for i, part in enumerate(parts)]
            return _together(outcomes, holds=all(each.holds for each in outcomes))
        case Not(part=part):
            inner = evaluate(part, content, signals, f"{path}.not")
            return Outcome(not inner.holds, not_run=inner.not_run)
        case _:
            return _leaf(condition, content, signals, path)


def _leaf(condition: Leaf, content: Content, signals: Signals, path: str) -> Outcome:
    match condition:
        case ScoreAtLeast():
            return _score(condition, signals, path)
        case InList() | MatchesPattern() | HasLink():
            return _hit(condition, signals, path)
        case InWindow():
            return _window(condition, signals, path)
        case Mentions(at_least=at_least):
            return _count("mentions in one message", content.mentions, at_least, path)
        case Reported(at_least=at_least):
            return _count("reports by members", content.reports, at_least, path)
        case ByAutoMod(name=name):
            return _automod(name, content, path)
        case _:
            assert_never(condition)


def _together(outcomes: list[Outcome], *, holds: bool) -> Outcome:
    evidence = tuple(item for each in outcomes if each.holds for item in each.evidence) if holds else ()
    return Outcome(holds, evidence, tuple(item for each in outcomes for item in each.not_run))


def _score(condition: ScoreAtLeast, signals: Signals, path: str) -> Outcome:
    label, at_least = condition.label, condition.at_least
    match signals.scores.get(label, Unscored("the classifier does not give this label")):
        case Score(dispute=Dispute(lowest=lowest, highest=highest, who=who)) if lowest < at_least <= highest:
            found = f"{label} disputed ({who})"
            return Outcome(holds=True, evidence=(Evidence(path, Source.SCORE, found, label, highest, at_least),))
        case Score(value=value) if value >= at_least:
            return Outcome(holds=True, evidence=(Evidence(path, Source.SCORE, str(label), label, value, at_least),))
        case Score():
            return _FAILS
        case Unscored(reason=reason, retry=retry):
            return Outcome(holds=False, not_run=(NotRun(f"score {label}", reason, retry),))


def _hit(condition: InList | MatchesPattern | HasLink, signals: Signals, path: str) -> Outcome:
    kind, name = _KINDS[type(condition)], condition.name
    for hit in signals.hits:
        if hit.kind is kind and hit.name == name:
            return Outcome(holds=True, evidence=(Evidence(path, _SOURCES[kind], f"{kind} {name}", span=hit.span),))
    return _FAILS


def _automod(name: str, content: Content, path: str) -> Outcome:
    wanted = name.casefold()
    found = next((each for each in sorted(content.automod) if wanted in {ANY, each.casefold()}), None)
    if found is None:
        return _FAILS
    return Outcome(holds=True, evidence=(Evidence(path, Source.AUTOMOD, f"the platform's own rule “{found}”"),))


def _window(condition: InWindow, signals: Signals, path: str) -> Outcome:
    window = condition.window
    words = f"{window.kind} in {format_duration(window.seconds)}"
    if signals.counts is None or window not in signals.counts:
        return Outcome(holds=False, not_run=(NotRun(words, "no history of the member was counted"),))
    return _count(words, signals.counts[window], condition.at_least, path)


def _count(words: str, count: int, at_least: int, path: str) -> Outcome:
    if count < at_least:
        return _FAILS
    return Outcome(holds=True, evidence=(Evidence(path, Source.COUNT, f"{count} {words}, {at_least} is too many"),))
