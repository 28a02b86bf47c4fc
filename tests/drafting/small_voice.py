"""A small voice, a request and a linter that says what it is told, for tests of the drafter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.lint import Finding, LintLevel, LintRule
from bot.core.proposals import Intent, Tone
from bot.core.situations import Situation
from bot.core.voice import (
    Approvers,
    EmojiRule,
    FaqEntry,
    Formality,
    ModelUse,
    Playbook,
    SignOff,
    Slot,
    Style,
    Template,
    Voice,
)
from bot.drafting.playbook import PlaybookDrafter
from bot.drafting.retrieval import FaqIndex
from bot.drafting.situations import SituationReader
from tests.fakes import OneLanguage

if TYPE_CHECKING:
    from bot.core.lint import LintContext
    from bot.ports import Classifier

RULES = FaqEntry(
    "rules", "en", ("Where are the rules?",), "The rules are pinned.", "https://c.example/rules", "aaaa1111"
)
NAMES = FaqEntry("names", "en", ("How do I change my name?",), "Open your profile.", "", "bbbb2222")

_TEMPLATES: dict[Situation, list[tuple[str, Intent, Tone]]] = {
    Situation.QUESTION: [
        ("{faq_answer} More: {faq_url}", Intent.ANSWER, Tone.PLAIN),
        ("Hello {name}! {faq_answer}", Intent.ANSWER, Tone.PLAIN),
        ("{faq_answer}", Intent.ANSWER, Tone.SHORTER),
        ("What would you like to know?", Intent.ASK_BACK, Tone.PLAIN),
        ("I am asking {owner}.", Intent.TAKE_FURTHER, Tone.PLAIN),
    ],
    Situation.COMPLAINT: [
        ("Sorry to hear that. I am passing it on.", Intent.ANSWER, Tone.PLAIN),
        ("I see, {name}. It goes to {forwarded_to} under {receipt}.", Intent.ANSWER, Tone.PLAIN),
        ("Please tell me what happened.", Intent.ASK_BACK, Tone.PLAIN),
    ],
    Situation.PRAISE: [("Thank you, that is kind.", Intent.ANSWER, Tone.PLAIN)],
    Situation.WELCOME: [("Welcome! The rules: {rules_url}", Intent.ANSWER, Tone.PLAIN)],
    Situation.HIDE_NOTICE: [("Hidden: {rule_title}. {appeal_how}", Intent.ANSWER, Tone.PLAIN)],
    Situation.CRISIS: [("We know {known}. We do {doing}. More at {next_update}.", Intent.ANSWER, Tone.PLAIN)],
}


def playbook(situation: Situation) -> Playbook:
    """Return a playbook with the templates above, numbered in order."""
    templates = tuple(
        Template(f"{situation}/en/{number}", text, "en", intent, tone)
        for number, (text, intent, tone) in enumerate(_TEMPLATES[situation], 1)
    )
    return Playbook(situation, ModelUse.NEVER, Approvers.ONE, frozenset(), frozenset(), {"en": templates})


VOICE = Voice(
    persona="Freja",
    languages=("en",),
    default_language="en",
    formality={"en": Formality.INFORMAL},
    principles=(),
    forbidden={"all": (), "en": ()},
    prefer={"en": {}},
    promises_from=frozenset({"faq"}),
    emoji=EmojiRule(1, frozenset(), frozenset()),
    style=Style(),
    sign_off=SignOff({"en": "– {persona}"}, (), frozenset({Situation.COMPLAINT})),
    playbooks={each: playbook(each) for each in _TEMPLATES},
    values={"all": {Slot.RULES_URL: "https://c.example/rules"}, "en": {Slot.OWNER: "the product team"}},
    faq=(RULES, NAMES),
    hash="0123abcd",
)


@dataclass
class ToldLinter:
    """Finds what it was told to, by a part of the text; keeps what it was asked."""

    told: dict[str, LintRule] = field(default_factory=dict)
    asked: list[tuple[str, LintContext]] = field(default_factory=list)

    def lint(self, text: str, context: LintContext) -> tuple[Finding, ...]:
        """Block each text that holds one of the parts."""
        self.asked.append((text, context))
        return tuple(Finding(rule, LintLevel.BLOCK, part) for part, rule in self.told.items() if part in text)


def drafter(linter: ToldLinter | None = None, classifier: Classifier | None = None) -> PlaybookDrafter:
    """Return a drafter for the small voice, in English."""
    reader = SituationReader(OneLanguage("en"), ("en",))
    return PlaybookDrafter(VOICE, reader, FaqIndex(VOICE.faq), linter or ToldLinter(), classifier)
