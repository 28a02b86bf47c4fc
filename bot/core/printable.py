"""A member's text made safe and short for one line of a terminal or a log."""

from __future__ import annotations

import unicodedata

_SHOWN = 300
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """Return the text on one line, with control characters made visible: a member can't drive the terminal."""
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"
    return shown if shown.isprintable() else "".join(_visible(each) for each in shown)


def _visible(character: str) -> str:
    if character == "\n":
        return " ⏎ "
    if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _BIDI:
        return f"\\u{ord(character):04x}"
    return character
