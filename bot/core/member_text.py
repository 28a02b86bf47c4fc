"""What members read about a rule, in their language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.policy import Policy, Rule

# A reader of one of these reads the others well enough, in this order, before English is tried.
_NEIGHBOURS = {
    "da": ("nb", "no", "sv"),
    "nb": ("no", "nn", "da", "sv"),
    "nn": ("nb", "no", "da", "sv"),
    "no": ("nb", "nn", "da", "sv"),
    "sv": ("nb", "no", "da"),
}


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text in `language`, else in a neighbouring one, else in English, else any; empty for none."""
    for code in (language, *_NEIGHBOURS.get(language, ()), "en"):
        if code in texts:
            return texts[code]
    return next(iter(texts.values()), "")


def member_language(policy: Policy, guessed: str) -> str:
    """Return the language to address a member in: theirs where the community speaks it, else its first."""
    return guessed if guessed in policy.languages else next(iter(policy.languages), "en")


def rule_words(rule: Rule, language: str) -> str:
    """Return a rule's title and explanation as one line for a member."""
    title = in_language(rule.title, language) or rule.id
    explanation = in_language(rule.explanation, language)
    return f"{title}. {explanation}" if explanation else title
