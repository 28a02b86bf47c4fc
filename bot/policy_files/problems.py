"""What is wrong with a policy file, as values: file, line, column, what, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Plain = str | int | float | bool | None


class Level(StrEnum):
    """Whether the policy is refused for it, or in force all the same."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a text; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `str()` gives `FILE:LINE:COL: what is wrong. hint`."""

    file: str
    line: int
    column: int
    what: str
    hint: str
    level: Level = Level.ERROR

    def __str__(self) -> str:  # type: ignore[explicit-override]  # typing.override is newer than Python 3.11
        return f"{self.file}:{self.line}:{self.column}: {self.what}. {self.hint}"


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return a hint that names the nearest known word, or `otherwise`."""
    found = nearest(word, known)
    return f"Did you mean `{found}`?" if found else otherwise


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a word was probably meant to be."""
    return next(iter(get_close_matches(word[:60], sorted(known), n=1, cutoff=0.6)), None)


def one_of(words: Iterable[str], *, none: str = "none is declared") -> str:
    """Return `Write one of: a, b.` for a hint."""
    known = list(words)
    return f"Write one of: {', '.join(known)}." if known else f"There is nothing to choose from: {none}."


def shown(value: object) -> str:
    """Return a value for a message: one short line in backquotes."""
    text = " ".join(str(value).split())
    text = "".join(each for each in text if each.isprintable())
    return f"`{text[:57]}...`" if len(text) > 60 else f"`{text}`"
