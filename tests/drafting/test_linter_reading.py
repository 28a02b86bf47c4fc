"""What the rules are built of: facts, phrases, sentences."""

from __future__ import annotations

import pytest

from bot.drafting.linter.fact_reading import FactKind, facts
from bot.drafting.linter.phrases import pattern
from bot.drafting.linter.reading import holds, plain_view, sentences_of
from bot.drafting.linter.words import WORDS
from tests.drafting.makers import LANGUAGES


@pytest.mark.parametrize(
    ("kind", "language", "ways"),
    [
        (FactKind.DURATION, "en", ("48 hours", "48 h", "two days", "2 days", "2-day", "2880 minutes")),
        (FactKind.DURATION, "da", ("48 timer", "to døgn", "2 dage", "48 t")),
        (FactKind.DURATION, "ru", ("48 часов", "двух дней", "2 дня")),
        (FactKind.DURATION, "de", ("14 Tage", "zwei Wochen", "14 Tagen")),
        (FactKind.PRICE, "en", ("€1,200", "1200 euros", "EUR 1.200,00", "1 200 €")),
        (FactKind.PRICE, "sv", ("75 kr", "75:-", "75 kronor", "SEK 75")),
        (FactKind.DATE, "en", ("12 March", "March 12th", "12th of March", "2027-03-12", "12.3.2027")),
        (FactKind.DATE, "ru", ("3 октября", "03.10.2027")),
        (FactKind.CLOCK, "en", ("7 pm", "7:00 p.m.", "19:00", "at 19.00")),
        (FactKind.CLOCK, "da", ("kl. 19", "klokken 19.00", "19:00")),
        (FactKind.PERCENT, "de", ("5 %", "5 Prozent", "5,0 %")),
        (FactKind.VERSION, "nb", ("versjon 4.8.2", "v4.8.2", "4.8.2")),
        (
            FactKind.LINK,
            "en",
            ("https://a.example/x/", "http://www.A.example/x", "hxxps://a[.]example/x.", "a.example/x"),
        ),
    ],
)
def test_one_fact_has_one_value_however_it_is_written(kind: FactKind, language: str, ways: tuple[str, ...]) -> None:
    """Each way to write it is read as the same kind and value, and as nothing else."""
    read = {tuple((each.kind, each.value) for each in facts(f"So: {way} now", language)) for way in ways}
    assert len(read) == 1
    assert [each for each, _ in next(iter(read))] == [kind]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_counted_in_ones_is_no_fact(language: str) -> None:
    """A single digit, an article and a full stop between sentences mean no number, no duration, no link."""
    texts = {"en": "Take 3 of a day.I see", "de": "Nimm 3 an einem Tag.Gut"}
    assert not list(facts(texts.get(language, "3 + 4"), language))


def test_the_notation_of_phrases() -> None:
    """A star ends words, a question mark may be missing, dots stand for up to four words of one sentence."""
    finder = pattern(("(we|i will) really? promise* ... (a|the) thing",))
    for text in (
        "we promise a thing",
        "i will really promised you all of the thing",
        "we promise, in a way, the thing",
    ):
        assert finder.search(text)
    for text in (
        "we promise. a thing",
        "we promise one two three four five a thing",
        "they promise a thing",
        "awe promise a thing",
    ):
        assert not finder.search(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_language_are_whole(language: str) -> None:
    """Every phrase is a pattern that finds no empty text, and no month, day, unit or numeral is missing."""
    words = WORDS[language]
    finders = (words.promise, words.forecast, words.never, words.excuse, words.denial, words.admission, words.blame)
    for finder in (*finders, words.belittling, words.insult, words.speculation):
        assert finder.search("") is None
    sizes = (len(words.units), len(words.numerals), len(words.months.split("|")), len(words.weekdays.split("|")))
    assert sizes == (6, 12, 12, 7)


def test_the_plain_view_knows_where_each_letter_was() -> None:
    """Tricks of spelling go, and places stay."""
    view = plain_view("a\u200bb ｃ\u0301 …")
    assert view.text == "ab ć ..."
    assert [view.span(at, at + 1).start for at in (1, 3, 5)] == [2, 4, 7]


def test_a_number_after_a_full_stop_begins_no_sentence() -> None:
    """`kl. 19` is one sentence with what stands around it."""
    text = "Vi ses kl. 19 i dag. Hej!\nNu"
    assert [text[begin:end] for begin, end in sentences_of(text)] == ["Vi ses kl. 19 i dag.", "Hej!", "Nu"]


def test_words_are_held_as_a_whole() -> None:
    """A part of a word or of a number is none."""
    assert holds("within 48 hours.", "48 hours")
    assert not holds("within 148 hours", "48 hours")
    assert not holds("", "a")
    assert not holds("a", "")
