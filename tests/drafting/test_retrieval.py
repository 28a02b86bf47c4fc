"""What the FAQ index finds, and that neither order nor chance changes it."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.likeness import words
from bot.core.voice import FaqEntry
from bot.drafting.retrieval import FaqIndex, Found, NearestTexts, letters, stop_words

SHOP = {
    "en": (("returns", "How do I send something back?", "Put the parcel into the post within 30 days."),
           ("opening", "When are you open?", "The shop opens at nine every day."),
           ("repair", "Do you repair lamps?", "Our workshop mends lamps and cables.")),
    "da": (("returns", "Hvordan sender jeg en vare tilbage?", "Læg pakken i posten inden 30 dage."),
           ("opening", "Hvornår har I åbent?", "Butikken åbner klokken ni."),
           ("repair", "Reparerer I lamper?", "Vores værksted laver lamper og ledninger.")),
    "nb": (("returns", "Hvordan sender jeg en vare tilbake?", "Legg pakken i posten innen 30 dager."),
           ("opening", "Når har dere åpent?", "Butikken åpner klokka ni."),
           ("repair", "Reparerer dere lamper?", "Verkstedet vårt fikser lamper og ledninger.")),
    "sv": (("returns", "Hur skickar jag tillbaka en vara?", "Lägg paketet på posten inom 30 dagar."),
           ("opening", "När har ni öppet?", "Butiken öppnar klockan nio."),
           ("repair", "Reparerar ni lampor?", "Vår verkstad lagar lampor och sladdar.")),
    "de": (("returns", "Wie schicke ich etwas zurück?", "Gib das Paket binnen 30 Tagen zur Post."),
           ("opening", "Wann habt ihr geöffnet?", "Der Laden öffnet um neun."),
           ("repair", "Repariert ihr Lampen?", "Unsere Werkstatt richtet Lampen und Kabel.")),
    "ru": (("returns", "Как вернуть товар?", "Отправьте посылку по почте в течение 30 дней."),
           ("opening", "Когда вы открыты?", "Магазин открывается в девять."),
           ("repair", "Вы чините лампы?", "Наша мастерская чинит лампы и провода.")),
}  # fmt: skip


def entry(name: str, language: str, questions: tuple[str, ...], answer: str = "", digest: str = "00000000") -> FaqEntry:
    """Make an entry."""
    return FaqEntry(name, language, questions, answer, "", digest)


ENTRIES = tuple(
    entry(name, language, (question,), answer)
    for language, each in SHOP.items()
    for name, question, answer in each
)  # fmt: skip
INDEX = FaqIndex(ENTRIES)


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "my lamp is broken, does anyone do repairs", "repair"),
        ("en", "ok and how would sending back a parcel work", "returns"),
        ("da", "min lampe er gået i stykker, er der et lampeværksted", "repair"),
        ("da", "hvad er åbningstiden", "opening"),
        ("nb", "lampa mi er ødelagt, tar dere reparasjoner", "repair"),
        ("nb", "hva er åpningstida i butikken", "opening"),
        ("sv", "har ni lampreparationer", "repair"),
        ("sv", "vad har butiken för öppettider", "opening"),
        ("de", "macht ihr auch lampenreparaturen", "repair"),
        ("de", "was sind eure öffnungszeiten", "opening"),
        ("ru", "лампа сломалась, почините?", "repair"),
        ("ru", "хочу оформить возврат товаров", "returns"),
    ],
)
def test_inflected_and_compounded_words_find_their_entry(language: str, text: str, found: str) -> None:
    """An entry is found by other forms of its words than those it holds, within words too, before any other."""
    result = INDEX.find(text, language)
    assert result.entry is not None
    assert (result.entry.id, result.entry.language) == (found, language)
    assert result.runner_up < result.score <= 1


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", ""), ("en", "?!"), ("en", "and the of this"), ("en", "日本"), ("fi", "How do I send something back?")],
)
def test_nothing_shared_is_nothing_found(language: str, text: str) -> None:
    """Without words, with stop words alone, in strange letters or in a language without entries, no entry is found."""
    assert INDEX.find(text, language) == Found(None)


def test_an_index_of_nothing_finds_nothing() -> None:
    """No entries, entries without words, and no texts are no error."""
    assert FaqIndex(()).find("hello there", "en") == Found(None)
    assert FaqIndex([entry("signs", "en", ("?",))]).find("?", "en") == Found(None)
    assert NearestTexts(()).find("hello there") == ()


def test_a_question_weighs_twice_what_an_answer_weighs() -> None:
    """The word of a question counts more than the same word in an answer of the same length."""
    asked = entry("b-asked", "en", ("parcel",), "lantern")
    told = entry("a-told", "en", ("lantern",), "parcel")
    found = FaqIndex([told, asked]).find("parcels", "en")
    assert found.entry == asked
    assert found.score > found.runner_up > 0


def test_of_equals_the_first_by_id_is_found() -> None:
    """Entries that fit equally well are told apart by id, then by hash, and the runner-up has the same score."""
    twins = [entry("two", "en", ("parcels", "x")), entry("one", "en", ("parcels", "y"))]
    same = [entry("one", "en", ("lamps",), digest="ffffffff"), entry("one", "en", ("lamps",), digest="00000001")]
    for order in permutations([*twins, *same]):
        found = FaqIndex(order).find("a parcel", "en")
        assert found.entry == twins[1]
        assert found.score == found.runner_up
        assert FaqIndex(order).find("lamps", "en").entry == same[1]


def test_a_question_of_stop_words_is_found_when_it_is_asked_just_so() -> None:
    """What an entry names as a question finds it, even where only words are left that say nothing."""
    index = FaqIndex([*ENTRIES, entry("who", "en", ("Is it you?",), "A program.")])
    found = index.find("is it YOU", "en")
    assert found.entry is not None
    assert (found.entry.id, found.score, found.runner_up) == ("who", 1.0, 0.0)


def test_stop_words_weigh_nothing_in_an_entry_either() -> None:
    """An answer with more of them is no longer than one without, and so scores as well."""
    brief, wordy = (FaqIndex([*ENTRIES, entry("new", "en", ("lamps",), each)]) for each in ("red", "it is the red one"))
    one, other = brief.find("red lamp", "en"), wordy.find("red lamp", "en")
    assert (one.score, one.runner_up) == (other.score, other.runner_up)


def test_a_long_message_is_looked_at_as_far_as_a_question_goes() -> None:
    """What stands after forty different words changes nothing, so a long message costs no more than those."""
    filler = " ".join(f"w{number}" for number in range(40))
    assert INDEX.find(f"{filler} repair lamps", "en") == INDEX.find(filler, "en")
    assert INDEX.find(f"repair lamps {filler}", "en").entry == ENTRIES[2]


_WORD = st.text(alphabet="abcdeäжя", min_size=1, max_size=6)
_QUESTIONS = st.lists(st.lists(_WORD, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=3).map(tuple)


@given(st.lists(_QUESTIONS, min_size=1, max_size=6), st.data())
def test_each_question_finds_its_own_entry_in_any_order(asked: list[tuple[str, ...]], data: st.DataObject) -> None:
    """Each question of an entry finds it, or another that is asked the same; the order of entries changes nothing."""
    entries = [entry(str(number), "en", questions, "abc") for number, questions in enumerate(asked)]
    index, shuffled = FaqIndex(entries), FaqIndex(data.draw(st.permutations(entries)))
    for question in (each for questions in asked for each in questions):
        found = index.find(question, "en")
        assert found == shuffled.find(question, "en")
        assert found.entry is not None
        assert words(question) in map(words, found.entry.questions)
        assert found.score == 1.0


@given(st.text(max_size=80), st.sampled_from(sorted(SHOP)))
def test_scores_are_shares(text: str, language: str) -> None:
    """Whatever is written, scores are from 0 to 1, the runner-up's not above the best, and 0 where nothing is found."""
    found = INDEX.find(text, language)
    assert 0 <= found.runner_up <= found.score <= 1
    assert (found.entry is None) == (found.score == 0)


def test_the_nearest_texts_come_first() -> None:
    """Texts are found by what they share, the likest first, equals in their order, and none that shares nothing."""
    texts = ["Wo bleibt mein Paket?", "Die Lampe flackert", "Paketverfolgung geht nicht", "Wo bleibt mein Paket?"]
    near = NearestTexts(texts, "de").find("wo ist denn mein paket", most=4)
    assert [each.place for each in near] == [0, 3, 2]
    assert near[0].score == near[1].score > near[2].score > 0
    assert len(NearestTexts(texts, "de").find("mein paket", most=1)) == 1


@pytest.mark.parametrize("language", sorted(SHOP))
def test_stop_words_are_words_that_say_nothing(language: str) -> None:
    """Each language has a list, written as it is compared, that leaves in what tells one question from another."""
    listed = stop_words(language)
    assert len(listed) > 80
    assert not listed & {"when", "hvornår", "når", "när", "wann", "когда", "who", "hvem", "vem", "wer", "кто"}


@pytest.mark.parametrize("language", ["", "fi", "../stop_words/en", "e\0n"])
def test_other_languages_have_no_stop_words(language: str) -> None:
    """A language without a list has none, and nothing but a code of letters is looked up."""
    assert stop_words(language) == frozenset()


def test_letters_mark_where_a_word_begins_and_ends() -> None:
    """Three to five letters in a row, with the edges of the word among them."""
    assert set(letters("så")) == {"<så", "så>", "<så>"}
    assert {"<lam", "amp", "pe>", "lampe"} <= set(letters("lampe"))
    assert letters("a") == ("<a>",)
