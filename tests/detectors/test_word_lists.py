"""Word lists: whole words, prefixes, phrases, doubled letters."""

import pytest

from bot.core.matching_view import readings
from bot.core.policy import ListMatch, WordList
from bot.core.signals import HitKind
from bot.detectors.word_lists import WordListFinder

ENTRIES = ("idiot", "ass", "kill yourself", "нудил*", "тёлка", "scheiße", "kkk", "loser", "bitch", "i'm so")


def found(text: str, *entries: str) -> list[str]:
    """Return the parts of a text that the entries hit."""
    finder = WordListFinder.compile([WordList("bad", entries or ENTRIES)])
    return [text[hit.span.start : hit.span.end] for hit in finder.find(readings(text)[:1])]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("What an IDIOT.", ["IDIOT"]),
        ("idiotic idiots", []),
        ("(idiot) idiot's _idiot_ idiot-proof", ["idiot", "idiot", "idiot", "idiot"]),
        ("class as assess", []),
        ("you assss", ["assss"]),
        ("kill,\n yourself", ["kill,\n yourself"]),
        ("kill him yourself", []),
        ("нудил и нудила", ["нудил", "нудила"]),
        ("телка и тёлка", ["телка", "тёлка"]),
        ("scheisse und Scheiße", ["scheisse", "Scheiße"]),
        ("KKKK k kk", ["KKKK"]),
        ("a looser bolt, loooser", ["loooser"]),
        ("bbiittcchh", ["bbiittcchh"]),
        ("I’m  so sorry", ["I’m  so"]),
        ("", []),
    ],
)
def test_entries_are_found_as_whole_words(text: str, hits: list[str]) -> None:
    """An entry hits whole words and phrases only, a star lets its last word go on, doubled letters count."""
    assert found(text) == hits


def test_lists_are_told_apart() -> None:
    """Each list that holds the entry has its own hit, which names the entry as written; lists of domains have none."""
    finder = WordListFinder.compile(
        [WordList("one", ("Idiot*",)), WordList("two", ("idiot",)), WordList("sites", ("idiot",), ListMatch.DOMAIN)]
    )
    hits = list(finder.find(readings("idiot")))
    assert {(hit.kind, hit.name, hit.entry) for hit in hits} == {
        (HitKind.LIST, "one", "Idiot*"),
        (HitKind.LIST, "two", "idiot"),
    }


@pytest.mark.parametrize("entry", ["", "*", " ", "!!", "\u200b"])
def test_an_entry_without_letters_never_hits(entry: str) -> None:
    """An entry that reads as nothing finds nothing, and does no harm."""
    assert found("anything at all !!", entry) == []


def test_no_lists_find_nothing() -> None:
    """Without lists there are no hits."""
    assert list(WordListFinder.compile([]).find(readings("idiot"))) == []
