"""The etiquette policy as the core sees it: compiled, checked, frozen. Made by `policy_files`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from bot.core.replies import Replies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.core.actions import Action, Enforcement
    from bot.core.labels import Label
    from bot.core.raid import Raid
    from bot.core.scoring import Scoring
    from bot.core.signals import Window


class Mode(StrEnum):
    """What a decision leads to: a record only, a proposal to a moderator, or the action itself."""

    SHADOW = "shadow"
    REVIEW = "review"
    ENFORCE = "enforce"


class Severity(IntEnum):
    """How bad a breach of a rule is. CARE is no breach: somebody should look after a person."""

    CARE = 0
    MINOR = 1
    SERIOUS = 2
    GRAVE = 3


@dataclass(frozen=True, slots=True)
class ScoreAtLeast:
    """The classifier's probability of `label` is at least `at_least`."""

    label: Label
    at_least: float


@dataclass(frozen=True, slots=True)
class InList:
    """An entry of the named list occurs in the matching view."""

    name: str


@dataclass(frozen=True, slots=True)
class MatchesPattern:
    """The named pattern matches the original text or its matching view."""

    name: str


@dataclass(frozen=True, slots=True)
class HasLink:
    """The text links somewhere of the given kind (`any`, `invite`, `lookalike`) or to a domain in that list."""

    name: str


@dataclass(frozen=True, slots=True)
class InWindow:
    """The member reached `at_least` of what the window counts, this message included."""

    window: Window
    at_least: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """This one message calls at least so many people."""

    at_least: int


@dataclass(frozen=True, slots=True)
class Reported:
    """At least so many members reported the message."""

    at_least: int


@dataclass(frozen=True, slots=True)
class ByAutoMod:
    """The platform's own filter stopped or flagged the message, by the rule of that name, or by `any`."""

    name: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold. Never over a score: a likelier violation must not get a milder answer."""

    part: Condition


Leaf = ScoreAtLeast | InList | MatchesPattern | HasLink | InWindow | Mentions | Reported | ByAutoMod
Condition = Leaf | AnyOf | AllOf | Not


@dataclass(frozen=True, slots=True)
class Step:
    """From so many strikes on, also do this."""

    strikes: int
    do: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """Steps in rising order of strikes. They add up: a later step never answers more mildly than an earlier one."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the etiquette. `title` and `explanation` are for members, by language code.

    `strike`: how many strikes a breach adds. `shadow`: recorded, never acted on.
    """

    id: str
    title: Mapping[str, str]
    explanation: Mapping[str, str]
    severity: Severity
    when: Condition
    ladder: Ladder
    strike: int = 1
    shadow: bool = False


class GuardAnswer(StrEnum):
    """What a guard makes of the rules it covers: a look by a human and nothing else, or nothing at all."""

    ESCALATE_ONLY = "escalate_only"
    IGNORE = "ignore"


class Coverage(StrEnum):
    """What must have triggered a rule for a guard to cover it: scores alone, or scores and words (lists, patterns)."""

    SCORES = "scores"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Guard:
    """Protects a kind of speech (criticism, talk of oneself, quoting) from automatic answers.

    It covers breaches up to `up_to` that nothing but what `covers` names triggered: never a link or a flood, and
    never a rule of severity CARE. `when` holds no score, so that a likelier violation is never guarded more.
    """

    id: str
    when: Condition
    answer: GuardAnswer
    up_to: Severity
    covers: Coverage


class ListMatch(StrEnum):
    """How a list's entries are looked for: as folded words, or as domains of links."""

    FOLDED = "folded"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class WordList:
    """A named list with its entries, as written in its file."""

    name: str
    entries: tuple[str, ...]
    match: ListMatch = ListMatch.FOLDED


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What an override changes in one rule; None leaves it as it is."""

    at_least: float | None = None
    off: bool = False
    severity: Severity | None = None
    ladder: Ladder | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Changes in force for messages in any of `channels` (if given) by members with any of `roles` (if given).

    A channel stands for its threads too, and a category for its channels.
    """

    channels: frozenset[str]
    roles: frozenset[str]
    changes: Mapping[str, RuleChange]


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that is done without a human: these kinds, each at most this heavy."""

    automatic: tuple[Enforcement, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """How many seconds message texts are kept; None: not at all."""

    clean_seconds: int | None
    case_seconds: int | None


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy. `hash` names exactly this content; comments and layout of the file do not count."""

    community: str
    languages: tuple[str, ...]
    mode: Mode
    rules: tuple[Rule, ...]
    guards: tuple[Guard, ...]
    caps: Caps
    strikes_expire_seconds: int
    hash: str
    staff_roles: frozenset[str] = field(default_factory=frozenset)
    overrides: tuple[Override, ...] = ()
    lists: tuple[WordList, ...] = ()
    patterns: Mapping[str, str] = field(default_factory=dict)
    brands: tuple[str, ...] = ()
    # Breaches of one rule this close together are one incident: the member had no time to read the first notice.
    incident_seconds: int = 60
    # The words of notices to members: sentence by name, then by language code.
    notices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    appeal_seconds: int = 14 * 86400  # for so long after a notice a member may appeal
    # Messages that are read more than this after they were written are hidden or escalated, and nothing else.
    late_seconds: int = 600
    # None: the classifier that the operator set, alone.
    scoring: Scoring | None = None
    # None: a channel that is raided is dealt with message by message.
    raid: Raid | None = None
    # Whether the names that members go by are held against the rules too.
    names: bool = False
    # How members are answered, and where moderators get cases (empty: nowhere). No part of the hash.
    replies: Replies = field(default_factory=Replies)
    review_channel: str = ""


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the leaf clauses of a condition, left to right."""
    match condition:
        case AnyOf(parts=parts) | AllOf(parts=parts):
            for part in parts:
                yield from leaves(part)
        case Not(part=part):
            yield from leaves(part)
        case _:
            yield condition


def windows_of(policy: Policy) -> frozenset[Window]:
    """Return every window that some rule or guard counts in."""
    return frozenset(leaf.window for leaf in _windowed(policy))


def highest_count(policy: Policy) -> int:
    """Return how far some window has to count at most, 0 without windows."""
    return max((leaf.at_least for leaf in _windowed(policy)), default=0)


def _windowed(policy: Policy) -> Iterator[InWindow]:
    return (leaf for each in conditions_of(policy) for leaf in leaves(each) if isinstance(leaf, InWindow))


def conditions_of(policy: Policy) -> Iterator[Condition]:
    """Yield the conditions of all rules and guards."""
    yield from (rule.when for rule in policy.rules)
    yield from (guard.when for guard in policy.guards)
