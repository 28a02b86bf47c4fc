"""What a linter finds in a reply before it may be sent: the rules, how grave they are, and what they need to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.situations import Mood

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.situations import Situation


class LintRule(StrEnum):
    """The rules, by the codes that moderators see."""

    LANGUAGE = "L01"
    LENGTH = "L02"
    FACT = "L03"
    PROMISE = "L04"
    ADMISSION = "L05"
    PERSONAL_DATA = "L06"
    MENTION = "L07"
    FORBIDDEN = "L08"
    FORMALITY = "L09"
    EMOJI = "L10"
    SHOUTING = "L11"
    MISSING = "L12"
    BLAME = "L13"
    TOXICITY = "L14"
    BELITTLING = "L15"
    ECHO = "L16"
    REPEATED = "L17"
    SLOT = "L18"
    CANARY = "L19"
    SIGN_OFF = "L20"


class LintLevel(StrEnum):
    """Whether a text can't be sent, or a moderator may send it all the same and say why."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a text, and where: `span` counts characters of the text, (0, 0) for the whole."""

    rule: LintRule
    level: LintLevel
    what: str
    span: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class LintContext:
    """What a text is held against.

    `answers`: the member's message. `sources`: texts that facts, links and promises may come from: the cited FAQ
    entries and rules. `template`: the id of what it was made from, empty for none; its facts are known by that, and a
    promise in it excuses none. `slots`: what was filled in, by name. `limit`: the platform's most characters. `others`:
    names of other people. `secrets`: what must never appear, such as a canary. `used`: texts that were sent here
    lately. `toxicity`: our own scorer's probability, None where it was not scored. `mood`: of the member's message.
    """

    situation: Situation
    language: str
    answers: str = ""
    author: str = ""
    sources: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    template: str = ""
    limit: int = 2000
    others: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    used: frozenset[str] = frozenset()
    toxicity: float | None = None
    mood: Mood = Mood.CALM


# Not even a moderator with a reason may send these.
NEVER_OVERRIDDEN = frozenset({LintRule.PERSONAL_DATA, LintRule.MENTION, LintRule.CANARY})


def blocks(findings: Iterable[Finding]) -> bool:
    """Tell whether a text with these findings can't be sent."""
    return any(each.level is LintLevel.BLOCK for each in findings)
