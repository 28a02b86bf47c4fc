"""Which language a message is in: its words, and what was spoken there before."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bot.core.proposals import Circumstances, DraftRequest
from bot.detectors.language import CommunityLanguageGuesser
from bot.drafting.cues import LANGUAGES
from bot.drafting.language import LanguageReader
from tests.fakes import OneLanguage

_FILE = Path(__file__).parent / "dev_messages.jsonl"
MESSAGES = [json.loads(line) for line in _FILE.read_text(encoding="utf-8").splitlines()]


@cache
def _reader() -> LanguageReader:
    return LanguageReader(CommunityLanguageGuesser((*LANGUAGES, "fr", "es", "pl", "fi", "nl")), LANGUAGES, "en")


def language(text: str, **around: str) -> str:
    """Return the language that a text is read as."""
    return _reader().read(DraftRequest(text, around=Circumstances(**around))).code  # type: ignore[arg-type]  # words by name


def test_development_messages_are_read_in_their_language() -> None:
    """Words alone find the language of 96 in 100 messages; with the channel's, of 98."""
    alone = [language(each["text"]) == each["language"] for each in MESSAGES]
    helped = [language(each["text"], channel_language=each["language"]) == each["language"] for each in MESSAGES]
    assert sum(alone) >= 0.96 * len(MESSAGES)
    assert sum(helped) >= 0.98 * len(MESSAGES)


@pytest.mark.parametrize(
    ("around", "code"),
    [
        ({"channel_language": "nb", "member_language": "da"}, "nb"),
        ({"member_language": "da"}, "da"),
        ({}, "en"),
    ],
)
def test_a_tie_goes_to_the_channel_then_the_member_then_the_default(around: dict[str, str], code: str) -> None:
    """What Danish and Norwegian share is in the channel's language; a message without words too."""
    assert language("ok", **around) == code
    assert language("😀 123", **around) == code


def test_clear_words_outweigh_the_channel() -> None:
    """A member who writes German in a Danish channel is answered in German."""
    assert language("Kann mir jemand sagen, wo ich die Regeln finde?", channel_language="da") == "de"
    assert language("Где правила?", channel_language="da") == "ru"


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour à tous, où est-ce que je peux trouver les règles du serveur ?",
        "Gdzie mogę znaleźć regulamin tego serwera i jak zmienić nazwę?",
        "Як мені змінити своє ім'я, і де знайти правила?",
    ],
)
def test_other_languages_are_none_of_ours(text: str) -> None:
    """French, Polish and Ukrainian are not taken for the nearest language that we speak."""
    assert language(text) == "und"


def test_what_the_request_says_is_believed() -> None:
    """A language that is known is not guessed."""
    reader = LanguageReader(OneLanguage("de"), LANGUAGES)
    request = DraftRequest("Wo sind die Regeln?", "sv")
    assert reader.read(request).code == "sv"
    assert reader.read(replace(request, language="")).code == "de"
