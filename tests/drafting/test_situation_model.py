"""What messages read like, by the model that ships."""

from __future__ import annotations

import math

import pytest

from bot.core.proposals import DraftRequest
from bot.core.situations import Situation
from bot.detectors.language import CommunityLanguageGuesser
from bot.drafting.cues import LANGUAGES
from bot.drafting.situation_features import BUCKETS, features, of_pair, of_word, words_of
from bot.drafting.situation_model import FILE, NONE, shipped_model
from bot.drafting.situations import SituationReader


def test_a_message_is_read_without_what_others_said() -> None:
    """Capitals, figures, quotes and names make no difference; signs that tell a mood stay."""
    assert words_of('@bob It CRASHED 17 times?! "great app"') == ("@", "it", "crashed", "00", "times", "?", "!")


def test_features_are_letters_words_and_pairs() -> None:
    """Features depend on nothing but letters, and inflected words share some."""
    assert features(("one", "two")) == {*of_word("one"), *of_word("two"), of_pair("one", "two")}
    assert len(set(of_word("crashes")) & set(of_word("crashing"))) > 10
    assert of_word("app")[0] == 22205
    assert max(of_word("приложение")) < BUCKETS


def test_odds_are_those_of_one_choice_among_all() -> None:
    """The probabilities of all labels add up to 1."""
    odds = shipped_model().odds(("the", "app", "crashes"), ("fault",), 1)
    assert math.isclose(sum(1 / (1 + math.exp(-each)) for each in odds.values()), 1)
    without = shipped_model().odds(("the", "app", "crashes"), (), 1)
    assert odds[Situation.COMPLAINT] > without[Situation.COMPLAINT]
    assert odds[NONE] < without[NONE]


def test_the_file_is_small() -> None:
    """The model is no burden to who installs the package."""
    assert FILE.stat().st_size <= 600_000


@pytest.mark.parametrize(
    ("text", "language", "situation"),
    [
        ("what a bloody shambles this release turned out to be", "en", Situation.COMPLAINT),
        ("hold kæft hvor er den nye version ringe", "da", Situation.COMPLAINT),
        ("for et makkverk av en oppdatering dere har laget", "nb", Situation.COMPLAINT),
        ("jag är så jävla trött på er app", "sv", Situation.COMPLAINT),
        ("euer neues design ist zum kotzen", "de", Situation.COMPLAINT),
        ("ваше обновление просто отвратительное", "ru", Situation.COMPLAINT),
        ("my cousin baked a cake yesterday", "en", None),
        ("in fremder sprache steht hier gar nichts", "xx", None),
    ],
)
def test_complaints_are_found_without_a_rule(text: str, language: str, situation: Situation | None) -> None:
    """A complaint in words that no cue foresaw is one; chat is not, nor what is in none of our languages."""
    reader = SituationReader(CommunityLanguageGuesser(LANGUAGES), LANGUAGES)
    found = reader.recognise(DraftRequest(text, language))
    assert found.situation is situation
    assert all(word not in " ".join(found.reasons) for word in ("shambles", "makkverk", "kotzen"))
    if situation:
        assert any(each.startswith("it reads like a complaint (0.") for each in found.reasons)
