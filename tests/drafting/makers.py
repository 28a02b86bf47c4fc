"""A small voice in six languages, and what a linter is asked about."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from bot.core.lint import LintContext
from bot.core.situations import Mood, Situation
from bot.core.voice import (
    Approvers,
    EmojiRule,
    FaqEntry,
    Formality,
    ModelUse,
    Piece,
    Playbook,
    Principle,
    SignOff,
    Slot,
    Style,
    Template,
    Voice,
)
from bot.detectors.language import CommunityLanguageGuesser
from bot.drafting.linter import VoiceLinter

if TYPE_CHECKING:
    from bot.core.lint import Finding

LANGUAGES = ("en", "da", "nb", "sv", "de", "ru")
_TEMPLATES = {
    "en": "Hi {name}. I understand. I am passing this on to {owner}.",
    "da": "Hej {name}. Jeg forstår. Jeg giver det videre til {owner}.",
    "nb": "Hei {name}. Jeg forstår. Jeg sender det videre til {owner}.",
    "sv": "Hej {name}. Jag förstår. Jag skickar det vidare till {owner}.",
    "de": "Hallo {name}. Ich verstehe. Ich gebe es an {owner} weiter.",
    "ru": "Здравствуйте, {name}. Понимаю. Передаю это дальше, этим занимается {owner}.",
}
_OWNERS = {
    "en": "the product team",
    "da": "produktteamet",
    "nb": "produktteamet",
    "sv": "produktteamet",
    "de": "das Produktteam",
    "ru": "команда продукта",
}
_FORBIDDEN = {
    "all": ("calm down",),
    "en": ("as per",),
    "da": ("rolig nu",),
    "nb": ("ro deg ned",),
    "sv": ("lugna ner dig",),
    "de": ("beruhige dich",),
    "ru": ("успокойтесь",),
}
_MUSTS = {
    Situation.COMPLAINT: (Piece.ACKNOWLEDGE, Piece.NEXT_STEP),
    Situation.HIDE_NOTICE: (Piece.RULE, Piece.ACTION, Piece.APPEAL_HOW),
    Situation.CONFLICT: (Piece.NAMES_NO_SIDE,),
}
_MUST_NOTS = {
    Situation.COMPLAINT: (Piece.PROMISE, Piece.BLAME, Piece.EMOJI),
    Situation.WISH: (Piece.DATE,),
    Situation.CRISIS: (Piece.SPECULATION,),
}


def voice(**changes: Any) -> Voice:
    """Make a voice, each part of it changeable."""
    values = {code: {Slot.OWNER: owner} for code, owner in _OWNERS.items()}
    parts: dict[str, Any] = {
        "persona": "Freja",
        "languages": LANGUAGES,
        "default_language": "en",
        "formality": {code: Formality.FORMAL if code == "ru" else Formality.INFORMAL for code in LANGUAGES},
        "principles": (Principle("own-it", "We say what we know.", {}, {}, ("any inconvenience",)),),
        "forbidden": _FORBIDDEN,
        "prefer": {"en": {"user": "member"}, "ru": {"пользователь": "участник"}},
        "promises_from": frozenset({"faq", "policy"}),
        "emoji": EmojiRule(1, frozenset({"🙂", "🙏"}), frozenset({Situation.COMPLAINT, Situation.HIDE_NOTICE})),
        "style": Style(),
        "sign_off": SignOff(
            dict.fromkeys(LANGUAGES, "– {persona}"), ("The team", "Moderatorteamet"), frozenset({Situation.COMPLAINT})
        ),
        "playbooks": {each: playbook(each) for each in Situation},
        "values": {"all": {Slot.RULES_URL: "https://community.example/rules"}, **values},
        "faq": tuple(FaqEntry("time", code, (), "", "", "0" * 8) for code in LANGUAGES),
        "hash": "0" * 12,
        "terms": ("Nordlys",),
        "moods": {Mood.ANGRY: Style(most_characters=200, most_exclamations=0)},
    }
    return Voice(**{**parts, **changes})


def playbook(situation: Situation, **changes: Any) -> Playbook:
    """Make a playbook with one template in each language."""
    templates = {code: (Template(f"{situation}/{code}/1", text, code),) for code, text in _TEMPLATES.items()}
    parts: dict[str, Any] = {
        "situation": situation,
        "model": ModelUse.NEVER,
        "approvers": Approvers.ONE,
        "must": frozenset(_MUSTS.get(situation, ())),
        "must_not": frozenset(_MUST_NOTS.get(situation, ())),
        "templates": templates,
        "most": None,
    }
    return Playbook(**{**parts, **changes})


def linter(of: Voice | None = None) -> VoiceLinter:
    """Make a linter of a voice, else of the small one."""
    return VoiceLinter(of or voice(), _guesser())


@cache
def _guesser() -> CommunityLanguageGuesser:
    return CommunityLanguageGuesser(LANGUAGES)


def context(situation: Situation = Situation.QUESTION, language: str = "en", **changes: Any) -> LintContext:
    """Make what a text is held against."""
    return LintContext(**{"situation": situation, "language": language, **changes})


def rules(findings: tuple[Finding, ...]) -> set[str]:
    """Return the codes of the rules that found something."""
    return {str(each.rule) for each in findings}
