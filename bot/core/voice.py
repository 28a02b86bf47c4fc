"""The brand's voice as the core sees it: compiled, checked, frozen. Made by `policy_files` from the voice file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.proposals import Intent, Tone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from bot.core.situations import Mood, Situation


class Slot(StrEnum):
    """What a template may leave open, written `{name}`. The list is closed: anything else is refused.

    name, channel: whom and where it answers · brand, community, persona · faq_answer, faq_url: of the FAQ entry that
    fits · rules_url · rule_id, rule_title, action, until, appeal_how: of what was done · owner: who looks after it ·
    forwarded_to, receipt: where a wish or complaint went, and its number there · next_update: when more is said ·
    known, doing: what is known in a crisis, and what is done · reason: why an appeal was denied
    """

    NAME = "name"
    CHANNEL = "channel"
    BRAND = "brand"
    COMMUNITY = "community"
    PERSONA = "persona"
    FAQ_ANSWER = "faq_answer"
    FAQ_URL = "faq_url"
    RULES_URL = "rules_url"
    RULE_ID = "rule_id"
    RULE_TITLE = "rule_title"
    ACTION = "action"
    UNTIL = "until"
    APPEAL_HOW = "appeal_how"
    OWNER = "owner"
    FORWARDED_TO = "forwarded_to"
    RECEIPT = "receipt"
    NEXT_UPDATE = "next_update"
    KNOWN = "known"
    DOING = "doing"
    REASON = "reason"


class Piece(StrEnum):
    """What a playbook can ask a reply to hold, or not to hold.

    Some are words that were filled into a slot (rule, action, until, appeal_how, forwarded_to, next_update, known,
    doing, reason, rules_link, source); the others are known by their wording (acknowledge, thank, apology, next_step,
    still_allowed, restored, names_no_side). Not to be held: promise, blame, emoji, date, speculation.
    """

    ACKNOWLEDGE = "acknowledge"
    THANK = "thank"
    APOLOGY = "apology"
    NEXT_STEP = "next_step"
    SOURCE = "source"
    FORWARDED_TO = "forwarded_to"
    RULES_LINK = "rules_link"
    RULE = "rule"
    ACTION = "action"
    UNTIL = "until"
    APPEAL_HOW = "appeal_how"
    STILL_ALLOWED = "still_allowed"
    RESTORED = "restored"
    REASON = "reason"
    KNOWN = "known"
    DOING = "doing"
    NEXT_UPDATE = "next_update"
    NAMES_NO_SIDE = "names_no_side"
    PROMISE = "promise"
    BLAME = "blame"
    EMOJI = "emoji"
    DATE = "date"
    SPECULATION = "speculation"


class ModelUse(StrEnum):
    """What a language model may do for a playbook: nothing, word a template anew, or answer from the sources."""

    NEVER = "never"
    REWRITE = "rewrite"
    ALLOWED = "allowed"


class Approvers(StrEnum):
    """Who has to say yes: one moderator, two, or one other than who decided."""

    ONE = "one"
    TWO = "two"
    OTHER = "other"


class Formality(StrEnum):
    """How members are spoken to: as friends (du, ты, you) or formally (De, Sie, ni, Вы)."""

    INFORMAL = "informal"
    FORMAL = "formal"


@dataclass(frozen=True, slots=True)
class Template:
    """One wording, with slots in braces. `id`: playbook, language and number, such as `complaint/da/2`."""

    id: str
    text: str
    language: str
    intent: Intent = Intent.ANSWER
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Playbook:
    """How one kind of situation is answered. `templates`: by language, in the order of the file.

    `most`: how many characters at most, None for the style's. `serious`: no elaboration, no warmth that sounds hollow.
    `expires`: after so long an undecided draft is void, None for the policy's.
    """

    situation: Situation
    model: ModelUse
    approvers: Approvers
    must: frozenset[Piece]
    must_not: frozenset[Piece]
    templates: Mapping[str, tuple[Template, ...]]
    most: int | None = None
    serious: bool = False
    expires: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Principle:
    """One thing that the brand stands by, with lines by language that keep to it and that do not."""

    id: str
    say: str
    do: Mapping[str, tuple[str, ...]]
    dont: Mapping[str, tuple[str, ...]]
    forbid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EmojiRule:
    """At most so many, of these, and none in some playbooks."""

    most: int
    allowed: frozenset[str]
    never_in: frozenset[Situation]


@dataclass(frozen=True, slots=True)
class Style:
    """How long and how loud: characters of a reply, exclamation marks, words of a sentence, words in capitals."""

    most_characters: int = 600
    most_exclamations: int = 1
    most_sentence_words: int = 30
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class SignOff:
    """How a reply ends: with a person's name, by language, a line with `{persona}`. `never`: what nobody signs with."""

    lines: Mapping[str, str]
    never: tuple[str, ...]
    required_in: frozenset[Situation] = frozenset()


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """One answer of the FAQ. `questions`: ways to ask it. `url`: where it can be read, empty for nowhere.

    `hash`: 8 hexadecimal digits that name exactly this wording; a reply cites `faq:{id}@{hash}`.
    """

    id: str
    language: str
    questions: tuple[str, ...]
    answer: str
    url: str
    hash: str


@dataclass(frozen=True, slots=True)
class Learning:
    """What an admin lets be kept of decided drafts, beyond what drafts keep anyway.

    `edits`: what was offered and what was sent instead, to propose changes; `examples`: what members asked and were
    answered, for drafts to come.
    """

    edits: bool = False
    examples: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """A whole voice. `hash` names exactly this content. Mappings by language have an entry for each of `languages`.

    `forbidden`: phrases by language, under `all` those of every language. `prefer`: by language, what is said instead
    of what. `promises_from`: what a promise may be quoted from (`faq`, `policy`). `values`: slots that the brand itself
    fills (brand, community, persona, owner, rules_url), by language, under `all` those of every language. `terms`:
    names that are written just so. `moods`: the style in which a happy or an angry message is answered.
    """

    persona: str
    languages: tuple[str, ...]
    default_language: str
    formality: Mapping[str, Formality]
    principles: tuple[Principle, ...]
    forbidden: Mapping[str, tuple[str, ...]]
    prefer: Mapping[str, Mapping[str, str]]
    promises_from: frozenset[str]
    emoji: EmojiRule
    style: Style
    sign_off: SignOff
    playbooks: Mapping[Situation, Playbook]
    values: Mapping[str, Mapping[Slot, str]]
    faq: tuple[FaqEntry, ...]
    hash: str
    terms: tuple[str, ...] = ()
    moods: Mapping[Mood, Style] = field(default_factory=dict)
    learning: Learning = Learning()
