"""The result of holding a content against a policy: data only, nothing is done here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.actions import Action
    from bot.core.labels import Label
    from bot.core.policy import GuardAnswer, Mode, Severity
    from bot.core.signals import Span


class Verdict(StrEnum):
    """What becomes of a content, in one word."""

    PASS = "pass"  # noqa: S105 - the verdict, no password
    EXEMPT = "exempt"
    PENDING = "pending"
    RECORD = "record"
    ESCALATE = "escalate"
    ACT = "act"


class Source(StrEnum):
    """What kind of clause held: a score, words, a link, the platform's own filter, a count; or nothing but a `not`."""

    SCORE = "score"
    WORDS = "words"
    LINK = "link"
    AUTOMOD = "automod"
    COUNT = "count"
    ABSENCE = "absence"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One clause that held. `clause` is its path in the rule; `found` says in words what held it."""

    clause: str
    source: Source
    found: str
    label: Label | None = None
    score: float | None = None
    at_least: float | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """One rule's clause that held for this content."""

    rule: str
    severity: Severity
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Guarded:
    """A rule that would have answered, and the guard that stood before it."""

    rule: str
    guard: str
    answer: GuardAnswer


@dataclass(frozen=True, slots=True)
class NotRun:
    """Something that a rule asks for and nobody could tell. `retry`: it may be told later."""

    what: str
    why: str
    retry: bool = False


@dataclass(frozen=True, slots=True)
class Strike:
    """One entry against a member, for one rule, until it expires. `weight` is at least 1."""

    rule: str
    content_id: str
    at: datetime
    expires: datetime
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Decision:
    """What a policy makes of one content. `would`: what shadow kept from happening."""

    content_id: str
    revision: int
    verdict: Verdict
    actions: tuple[Action, ...]
    would: tuple[Action, ...]
    matches: tuple[Match, ...]
    guarded: tuple[Guarded, ...]
    not_run: tuple[NotRun, ...]
    strikes: int
    strike: Strike | None
    mode: Mode
    policy: str
