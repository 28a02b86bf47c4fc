"""Texts within what a platform lets through at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def pages(lines: Iterable[str], most: int) -> list[str]:
    """Put lines into as few texts as they fit in, each of at most so many characters; there is one at least."""
    made = [""]
    for each in lines:
        line = cut(each, most)
        joined = f"{made[-1]}\n{line}" if made[-1] else line
        made[-1:] = [joined] if len(joined) <= most else [made[-1], line]
    return made


def pieces(text: str, most: int, mark: str = "") -> list[str]:
    """Cut a text into messages of at most so many characters, the last with the mark; there is one at least."""
    room = most - len(mark)
    parts = [text[start : start + room] for start in range(0, len(text), room)] or [""]
    return [*parts[:-1], parts[-1] + mark]
