import pytest

from bot.core.fault_words import fault_words
from bot.core.member_words import Word, word

LANGUAGES = ("en", "da", "nb", "sv", "de", "ru")


@pytest.mark.parametrize("name", list(Word))
def test_every_word_is_there_in_every_language(name: Word) -> None:
    """No member of a language of the product reads English by omission."""
    assert len({word(name, each) for each in LANGUAGES}) >= 5
    assert all(word(name, each) for each in LANGUAGES)


@pytest.mark.parametrize(("locale", "language"), [("no", "nb"), ("sv-SE", "sv"), ("en-GB", "en"), ("fr", "en")])
def test_platforms_codes_find_their_language(locale: str, language: str) -> None:
    """A region does not matter, Norwegian has several codes, and an unknown language reads English."""
    assert word(Word.APPEAL, locale) == word(Word.APPEAL, language)


def test_a_fault_is_named_by_place_and_not_by_its_words() -> None:
    """What an error says may quote a member, so a log gets its kind and where it was raised."""
    with pytest.raises(ValueError, match="the words") as raised:
        int("the words of a member")
    said = fault_words(raised.value)
    assert said.startswith("ValueError in test_a_fault_is_named")
    assert "member_words.py" in said
    assert "the words" not in said
