"""What is too long for one message is cut, or comes in several."""

from __future__ import annotations

import pytest

from bot.core.fitting import cut, pages, pieces

MOST = 20


@pytest.mark.parametrize(("text", "shown"), [("", ""), ("12345", "12345"), ("123456", "1234…")])
def test_what_is_cut_says_so(text: str, shown: str) -> None:
    """A text that just fits is whole."""
    assert cut(text, 5) == shown


def test_lines_are_put_together_as_they_fit() -> None:
    """No line is torn apart, one that is too long is cut, and for no lines there is one empty text."""
    assert pages(["one", "two", "three", "x" * 9], 8) == ["one\ntwo", "three", "xxxxxxx…"]
    assert pages(["1234", "678"], 8) == ["1234\n678"]
    assert pages([], 8) == [""]


@pytest.mark.parametrize("length", [0, 1, MOST - 7, MOST - 6, MOST - 5, MOST, 2 * MOST, 2 * MOST + 1, 70])
def test_a_text_in_pieces_is_whole(length: int) -> None:
    """Every character is in some piece, none is too long, and the last ends in the mark."""
    text, mark = "".join(chr(97 + place % 26) for place in range(length)), "\nmark"
    parts = pieces(text, MOST, mark)
    assert "".join(parts) == text + mark
    assert parts[-1].endswith(mark)
    assert all(0 < len(each) <= MOST for each in parts)
