"""Guessing the language of short messages among those of a community."""

import pytest

from bot.detectors.language import CommunityLanguageGuesser

GUESSER = CommunityLanguageGuesser(["da", "nb", "sv", "de", "en", "ru"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("jeg kan ikke få den til at virke efter opdateringen", "da"),
        ("jeg klarer ikke å få den til å virke etter oppdateringen", "nb"),
        ("jag kan inte få det att fungera efter uppdateringen", "sv"),
        ("ich kriege es nach dem Update nicht zum Laufen", "de"),
        ("I can't get it to work after the update", "en"),
        ("у меня не работает после обновления", "ru"),
        ("у меня сломался best update", "ru"),
        ("ok thanks", "und"),
        ("https://example.com/some/long/address :smile: <@1234>", "und"),
        ("", "und"),
        ("\ud800 \ud800 \ud800", "und"),
    ],
)
def test_the_language_is_guessed(text: str, language: str) -> None:
    """Short messages are told apart; fewer than three words, addresses and codes are unknown."""
    assert GUESSER.guess(text) == language


def test_only_the_communitys_languages_are_guessed() -> None:
    """A language that the community does not speak is never the answer, nor one of another script."""
    assert CommunityLanguageGuesser(["en", "da"]).guess("у меня не работает после обновления") == "und"
    assert CommunityLanguageGuesser(["ru"]).guess("this is plain English text") == "und"
    assert CommunityLanguageGuesser(["en", "ru"]).guess("ich kriege es nach dem Update nicht zum Laufen") == "en"


def test_a_language_that_can_not_be_told_is_never_guessed() -> None:
    """A community may speak Greenlandic too; among the others the choice goes on."""
    guesser = CommunityLanguageGuesser(["kl", "en", "da"])
    assert guesser.guess("jeg kan ikke få den til at virke efter opdateringen") == "da"
    assert CommunityLanguageGuesser(["kl", "iu"]).guess("this is plain English text") == "und"
    assert CommunityLanguageGuesser(["kl"]).guess("this is plain English text") == "kl"
