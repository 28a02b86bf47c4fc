"""What came of a better version, in the words of the member who sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.core.better import WhyNoBetter
from bot.core.member_text import rule_words
from bot.core.member_words import Word, language_code, word
from bot.pipeline.better import Answer, Breaks, Later, NoBetter, Took

if TYPE_CHECKING:
    from bot.core.policy import Policy

_WHY_NOT = {WhyNoBetter.NO_SUCH_CASE: Word.NOTHING, WhyNoBetter.NO_TRIES: Word.BETTER_NO_TRIES}


def better_words(answer: Answer, policy: Policy, language: str) -> str:
    """Say whether it takes the place of the message, or which rule stands in its way and how many tries are left."""
    match answer:
        case Took(is_out=is_out):
            said = [Word.BETTER_TOOK, *([Word.BETTER_STILL_OUT] if is_out else [])]
            return " ".join(word(each, language) for each in said)
        case Breaks():
            return _breaks(answer, policy, language)
        case Later():
            return word(Word.BETTER_LATER, language)
        case NoBetter(why=why):
            return word(_WHY_NOT.get(why, Word.NO_BETTER), language)
        case _:
            assert_never(answer)


def _breaks(answer: Breaks, policy: Policy, language: str) -> str:
    """Name the gravest rule, as its policy explains it; the others would be too much at once."""
    name = answer.rules[0]
    rule = next((each for each in policy.rules if each.id == name), None)
    why = f"{word(Word.BETTER_BREAKS, language)} {rule_words(rule, language_code(language)) if rule else name}"
    left = (
        f"{word(Word.BETTER_TRIES, language)} {answer.left}." if answer.left else word(Word.BETTER_NO_TRIES, language)
    )
    return f"{why}\n{left}"
