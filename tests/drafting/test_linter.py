"""The linter as a whole: levels, places, order, and how long it takes."""

from __future__ import annotations

import time

import pytest

from bot.core.lint import NEVER_OVERRIDDEN, LintLevel, LintRule, blocks
from bot.core.member_words import Word, word
from bot.core.situations import Situation
from tests.drafting.makers import LANGUAGES, context, linter, rules, voice

_LINTER = linter()
_CLEAN = {
    "en": "Hi Noor. I understand. I am passing this on to the product team.\n– Freja",
    "da": "Hej Noor. Jeg forstår. Jeg giver det videre til produktteamet.\n– Freja",
    "nb": "Hei Noor. Jeg forstår. Jeg sender det videre til produktteamet.\n– Freja",
    "sv": "Hej Noor. Jag förstår. Jag skickar det vidare till produktteamet.\n– Freja",
    "de": "Hallo Noor. Ich verstehe. Ich gebe es an das Produktteam weiter.\n– Freja",
    "ru": "Здравствуйте, Noor. Понимаю. Передаю это дальше, этим занимается команда продукта.\n– Freja",
}
_HOSTILE = [
    *("a", "a ", " ", "\n", "1", "1 ", "1.", "a.", "a-", "@a ", "[", "[]", "{a ", "<a ", "“a", "http://a", "a@a.", "!"),
    *(
        "a\u200b",
        "a\u0301\u0302\u0303",
        "🎉",
        "we will a a a ",
        "we promise ",
        "DK12 3456 ",
        "STOP ",
        "1:",
        ":a",
        "§1 ",
    ),
    *(
        "rule q ",
        'rule "a ',
        "1 kr ",
        "may 1 ",
        "1 Aa Aa ",
        "Agade ",
        "${a",
        "( ",
        "a [dot] ",
        "a (at) a ",
        "\u202ea",
        "аa ",
    ),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_reply_passes(language: str) -> None:
    """What the voice's own template says is found fault with in no language."""
    around = context(Situation.COMPLAINT, language, author="Noor", slots={"name": "Noor"})
    assert _LINTER.lint(_CLEAN[language], around) == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("said", Word)
def test_what_members_are_told_elsewhere_passes(said: Word, language: str) -> None:
    """Texts that were written for members before there was a linter: it finds no fault with them."""
    assert _LINTER.lint(word(said, language), context(language=language)) == ()


def test_what_blocks_comes_first_and_the_same_text_is_told_the_same() -> None:
    """Findings that block stand before warnings, in the order of the rules."""
    text = "DO NOT write to a@b.example! @everyone! We guarantee it!"
    found = _LINTER.lint(text, context())
    levels = [each.level for each in found]
    assert levels == sorted(levels)
    assert {"L04", "L06", "L07", "L11"} <= rules(found)
    assert blocks(found)
    assert found == _LINTER.lint(text, context())


def test_what_is_never_overridden_always_blocks() -> None:
    """Personal data, mentions and secrets are never only a warning."""
    text = "Ask Kim Larsen, a@b.example, <@123456789012345678>, k3yk3yk3y."
    found = _LINTER.lint(text, context(others=("Kim Larsen",), secrets=("k3yk3yk3y",)))
    assert {each.rule for each in found if each.level is LintLevel.BLOCK} >= NEVER_OVERRIDDEN
    assert not [each for each in found if each.rule in NEVER_OVERRIDDEN and each.level is LintLevel.WARN]


def test_a_span_is_one_of_the_text_as_it_was_written() -> None:
    """Though a text is read with its tricks undone, a finding says where the trick is."""
    text = "Well… ｆｉｎｅ, c\u200bаlm down now."
    found = [each for each in _LINTER.lint(text, context()) if each.rule is LintRule.FORBIDDEN]
    assert [text[slice(*each.span)] for each in found] == ["c\u200bаlm down"]


def test_a_voice_in_other_words_finds_other_faults() -> None:
    """Forbidden phrases and the form of address are the voice's, not the linter's."""
    text = "Calm down, and write to us. Du kannst das."
    other = linter(voice(forbidden={}, principles=()))
    assert "L08" in rules(_LINTER.lint(text, context()))
    assert "L08" not in rules(other.lint(text, context()))


def test_a_language_without_words_is_still_held_against_the_rest() -> None:
    """In a language that the linter has no words for, links, data and mentions are found all the same."""
    text = "Bonjour, écrivez à a@b.example ou https://c.example"
    assert {"L03", "L06"} <= rules(_LINTER.lint(text, context(language="fr")))


@pytest.mark.parametrize("piece", _HOSTILE)
def test_no_text_takes_long(piece: str) -> None:
    """Eight times the text takes about eight times as long, whatever it is made of: no pattern blows up."""
    around = context(Situation.COMPLAINT, others=("Kim Larsen",), secrets=("k3yk3yk3y",))
    short, long = ((piece * size)[:size] for size in (2000, 16000))
    quick = max(_seconds(short, around), 0.001)
    assert _seconds(long, around) < 24 * quick


def _seconds(text: str, around: object) -> float:
    times = []
    for _ in range(2):
        begin = time.process_time()
        _LINTER.lint(text, around)  # type: ignore[arg-type]  # made by `context`
        times.append(time.process_time() - begin)
    return min(times)
