"""Proposals: what could be answered to a message, where it comes from, and why nothing is proposed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from bot.core.lint import Finding
    from bot.core.situations import Recognised, Situation


class Intent(StrEnum):
    """What a reply sets out to do. Of one message each is proposed once at most: proposals are no paraphrases."""

    ANSWER = "answer"
    ASK_BACK = "ask_back"
    TAKE_FURTHER = "take_further"


class Tone(StrEnum):
    """How a reply is worded; a moderator may ask for another tone than `plain`."""

    PLAIN = "plain"
    SHORTER = "shorter"
    WARMER = "warmer"
    MORE_FORMAL = "more_formal"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a message besides its words.

    `channel_language`, `member_language`: what the channel is for, and what the member wrote last; they decide close
    calls. `addressed`: the message calls the bot, answers it, or stands where the community is asked. `by_staff` to
    `answered` each rule out a draft. `first_post`: nothing by this member was seen before. `action`: what was done
    about it (`nudge`, `hide`, `warn`, `time_out`, `remove`, `kick`, `ban`), empty for nothing; `appeal`: `granted` or
    `denied`. `crisis`: one is on. `waits`: for how long nobody has answered. `used`: templates that were sent to this
    member or in this thread lately. `slots`: what only the caller knows, by the name of the slot, such as `rule_title`,
    `until`, `appeal_how`. `others`: names of other people, which no reply may hold.
    """

    channel_language: str = ""
    member_language: str = ""
    addressed: bool = False
    by_staff: bool = False
    by_bot: bool = False
    is_hidden: bool = False
    is_gone: bool = False
    answered: bool = False
    first_post: bool = False
    action: str = ""
    appeal: str = ""
    crisis: bool = False
    waits: timedelta | None = None
    used: frozenset[str] = frozenset()
    slots: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """A message that could be answered. `language`: where it is known, else it is guessed. `channel`: by its name.

    `id`: anything that tells this message from others, by which variants are chosen; empty for its words.
    """

    text: str
    language: str = ""
    channel: str = ""
    author: str = ""
    id: str = ""
    around: Circumstances = field(default_factory=Circumstances)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One reply that could be sent. `cites`: its sources, such as `faq:rules@1f2e3d4c` or `rule:be-kind`.

    `template`: which one it was made from, such as `complaint/da/2`, empty for a model's words. `drafter`: who put it
    into words, such as `playbook` or `openai gpt-x`; where it stands in for another, it says so: `playbook (openai
    timed out)`. `lint`: what the linter found, warnings alone.
    """

    intent: Intent
    text: str
    cites: tuple[str, ...] = ()
    template: str = ""
    drafter: str = ""
    tone: Tone = Tone.PLAIN
    lint: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """One to three proposals, each of another intent, the best first, and why they are offered."""

    recognised: Recognised
    situation: Situation
    proposals: tuple[Proposal, ...]
    reasons: tuple[str, ...]


class NoDraftWhy(StrEnum):
    """Why no draft is offered."""

    BY_STAFF = "by_staff"
    BY_BOT = "by_bot"
    HIDDEN = "hidden"
    GONE = "gone"
    ANSWERED = "answered"
    NO_SITUATION = "no_situation"
    NOT_SURE = "not_sure"
    NOT_TO_US = "not_to_us"
    NO_SOURCE = "no_source"
    NO_LANGUAGE = "no_language"
    CRISIS = "crisis"
    NO_TEMPLATE = "no_template"
    LINT = "lint"
    NOT_WANTED = "not_wanted"
    TOO_EARLY = "too_early"


@dataclass(frozen=True, slots=True)
class NoDraft:
    """No draft, because: a code, and reasons in words. `again_in`: when to ask again, None for never."""

    recognised: Recognised
    why: NoDraftWhy
    reasons: tuple[str, ...]
    again_in: timedelta | None = None


DraftOutcome = Offer | NoDraft
