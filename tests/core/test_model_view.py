import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model_view import HEAD_CHARS, MAX_VIEW_CHARS, TAIL_CHARS, model_view

EVASIONS = {
    "full-width letters": ("ｉｄｉｏｔ", "idiot"),
    "a zero-width space": ("idi\u200bot", "idiot"),
    "soft hyphens": ("i\u00addi\u00adot", "idiot"),
    "a direction mark": ("idi\u202eot", "idiot"),
    "a variation selector": ("idi\ufe0fot", "idiot"),
    "piled-up marks": ("i\u0334\u0321\u0353d\u0335\u0301\u0302i\u0336o\u0337t\u0335", "idiot"),
    "a stroke through each letter": ("i\u0336d\u0336i\u0336o\u0336t\u0336", "idiot"),
    "rare accents": ("ḯḋḭọṫ", "idiot"),
    "Cyrillic twins": ("іdіоt", "idiot"),
    "Greek twins": ("idιοt", "idiot"),
    "Latin twins in a Cyrillic word": ("дуpaк", "дурак"),
    "squared letters": ("🅸🅳🅸🅾🆃", "idiot"),
    "regional letters": ("🇮🇩🇮🇴🇹", "idiot"),
    "mathematical letters": ("𝖎𝖉𝖎𝖔𝖙", "idiot"),
    "spaced letters": ("you i d i o t you", "you idiot you"),
    "dotted letters": ("i.d.i.o.t", "idiot"),
    "leet inside the word": ("id1ot b@stard a$$hat m0ron", "idiot bastard asshat moron"),
    "stretching": ("idiooooooot", "idioot"),
    "capitals": ("IDIOT", "idiot"),
}


@pytest.mark.parametrize(("written", "read"), EVASIONS.values(), ids=EVASIONS.keys())
def test_an_evasion_is_undone(written: str, read: str) -> None:
    """Each known disguise reads as the plain word."""
    assert model_view(written) == read


@pytest.mark.parametrize(
    "honest",
    [
        "blåbærgrød på øen",
        "skärgården är öde",
        "für schöne grüße aus köln".replace("ß", "ss"),
        "ёлка, йод и подъезд",
        "їжак є в україні",
        "café à la carte",
        "python3 -m venv k8s b2b i18n h264",
        "σήμερα είναι ωραία μέρα".replace("ς", "σ"),
        "שלום עולם",
        "c'est l'été",
        "你好世界",
    ],
)
def test_honest_words_stay(honest: str) -> None:
    """Words of real languages and names of software are left as they are."""
    assert model_view(honest) == honest


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("see https://example.org/a?b=c now", "see httpurl now"),
        ("www.example.org", "httpurl"),
        ("hi @ole", "hi @user"),
        ("mail ole@example.org", "mail @user"),
        ("<@U123> <@!99> <#C1|general>", "@user @user @user"),
        ("<:clown:123456>", "clown"),
        ("well \U0001f921 done", "well clownface done"),
        ("\U0001f44d\U0001f3fd", "thumbsupsign"),
    ],
)
def test_addresses_mentions_and_emoji_get_names(written: str, read: str) -> None:
    """What is no word becomes one that stands for it."""
    assert model_view(written).split() == read.split()


def test_lone_surrogates_vanish() -> None:
    """Half a character is dropped, and the rest stays."""
    assert model_view("hi \ud83d there") == "hi  there"


def test_a_long_text_is_read_at_both_ends() -> None:
    """Of a text over the cap the first and the last part are read."""
    view = model_view("start " + "x y " * 50_000 + "end")
    assert view.startswith("start ")
    assert view.endswith(" end")
    assert len(view) <= HEAD_CHARS + TAIL_CHARS + 1


def test_the_view_stays_short_when_emoji_become_names() -> None:
    """A wall of emoji can not grow the view without bound."""
    assert len(model_view("\U0001f921\U0001f595" * 50_000)) <= MAX_VIEW_CHARS


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_has_a_view(text: str) -> None:
    """No text makes it fail, and no surrogate is left to break an encoder."""
    model_view(text).encode("utf-8")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzæøåäöü ", max_size=80))
def test_nordic_words_keep_their_letters(text: str) -> None:
    """Only repeats and spacing change in plain lower-case words."""
    assert set(model_view(text)) <= set(text)
