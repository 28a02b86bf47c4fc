"""The matching view: what it undoes, what it leaves alone, and where its letters come from."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.matching_view import matching_view, readings
from bot.core.signals import Span

# Any text at all, and texts rich in what folding works on.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
TRICKY = st.text("aаіi 1!@$*_|~`.<>[]()%#3é\u0301\u030a\u200b\u202e\u202c\ud800ßÅй👏🇩🇰\n", max_size=60)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("IDIOT", "idiot"),
        ("idiooooot", "idiot"),
        ("good, all well", "good, all well"),
        ("i d i o t", "idiot"),
        ("i.d.i.o.t and i_d_i_o_t", "idiot and idiot"),
        ("**id**i||ot||", "idiot"),
        ("ｗｉｄｅ 𝓶𝓪𝓽𝓱𝓼", "wide maths"),
        ("ѕtuріd", "stupid"),
        ("дебiл", "дебил"),
        ("z\u0336a\u0335lgo", "zalgo"),
        ("a\u030a blå й и\u0306", "å blå й й"),
        ("sh0rt w0rds", "short words"),
        ("\u202etoidi", "idiot"),
        ("<@123> <:smile:12> hey", "    hey"),
    ],
)
def test_tricks_are_undone(written: str, read: str) -> None:
    """The likeliest reading is the plain one."""
    assert matching_view(written).text == read


@pytest.mark.parametrize(
    "text",
    [
        "python3 h4x 24h v2 l10n i18n k8s mp3",
        "rødgrød med fløde på en ø, æblegrød",
        "för övrigt är allt bra på ön",
        "große straße über äpfel",
        "привет, как твои дела? ещё нет, мой чай",
        "i am a man of few words",
        "δεν ειναι εδω",
        "to be or not to be, it is so",
    ],
)
def test_honest_texts_are_left_alone(text: str) -> None:
    """Words of the languages served here, and the usual names with digits, read as they are."""
    assert matching_view(text).text == text


def test_spans_lie_in_the_original() -> None:
    """A span covers what was written, with all that folding took out."""
    text = "an **i\u200bdi**o\u0336t!"
    view = matching_view(text)
    start = view.text.index("idiot")
    assert view.span(start, start + 5) == Span(5, 14)
    assert text[5:14] == "i\u200bdi**o\u0336t"


def test_an_empty_span_has_a_place() -> None:
    """A span of no characters lies where it would begin; in an empty text at its start."""
    assert matching_view("").span(0, 0) == Span(0, 0)
    assert matching_view("ab").span(2, 2) == Span(2, 2)
    assert matching_view("ab").span(1, 1) == Span(1, 1)


def test_an_ambiguous_text_has_several_readings() -> None:
    """A 1 may be an i or an l, and spoiler bars may stand inside a word or between two."""
    assert {"loser", "ioser"} <= {view.text for view in readings("1oser")}
    assert {"youidiot", "you idiot "} == {view.text for view in readings("you||idiot||")}
    assert len(readings("nothing to see here")) == 1


@given(ANY_TEXT | TRICKY)
@example("\ud83d")
@example("ﷺ\u202e\u0301")
@example("0A\u202e000")
def test_any_text_has_readings_with_spans_inside_it(text: str) -> None:
    """No text crashes folding; each letter of a reading comes from inside the original."""
    for view in readings(text):
        assert len(view.text) == len(view.starts) == len(view.ends)
        assert all(0 <= start < end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))
        assert all(0 <= offset < len(view.text) for offset in view.stretched)
        view.text.encode()


@given(ANY_TEXT)
def test_the_view_is_case_folded(text: str) -> None:
    """The matching view holds no letter that lower-casing would change."""
    view = matching_view(text).text
    assert matching_view(view.lower()).text == matching_view(view).text


@pytest.mark.parametrize(
    "unit", ["i d ", "a", "1a", "<@", "аa", "**", "i.d.i", "\u202e", "i̷", "a!", "](a", " u r a", "_ "]
)
def test_folding_takes_linear_time(unit: str) -> None:
    """A hundred kilobytes of any trick are folded in well under a second, however they are repeated."""
    text = unit * (100_000 // len(unit.encode()))
    started = time.perf_counter()
    matching_view(text)
    assert time.perf_counter() - started < 0.6
