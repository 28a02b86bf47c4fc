"""Text in parts, each with its style: so that what members wrote is never read as markup."""

from __future__ import annotations

import textwrap
import unicodedata

Part = tuple[str, str]
LABEL = 10


def fitted(text: str, room: int) -> str:
    """Return the text in exactly `room` cells, cut or filled."""
    if room <= 0:
        return ""
    if cells(text) <= room:
        return text + " " * (room - cells(text))
    kept = ""
    for character in text:
        if cells(kept + character) >= room:
            break
        kept += character
    return f"{kept}…" + " " * (room - cells(kept) - 1)


def cells(text: str) -> int:
    """Return how many cells of a terminal a printable text takes."""
    return sum(_cells(each) for each in text)


def labelled(label: str, lines: list[Part], width: int) -> list[Part]:
    """Return lines behind a label, wrapped to `width` and indented under one another."""
    parts: list[Part] = []
    first = label
    for text, style in lines:
        for piece in textwrap.wrap(text, max(10, width - LABEL)) or [""]:
            parts += [(f"{first:<{LABEL}}", "bold"), (f"{piece}\n", style)]
            first = ""
    return parts


def hanging(text: str, width: int) -> str:
    """Return the text wrapped to `width`, all lines but the first indented."""
    return textwrap.fill(
        text, max(20, width), subsequent_indent=" " * 6, drop_whitespace=True, expand_tabs=False, break_on_hyphens=False
    )


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
