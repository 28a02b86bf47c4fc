"""The faults of `faults/*.toml`, half of each list held out."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

_T = TypeVar("_T")
LANGUAGES = ("en", "da", "nb", "sv", "de", "ru")


class Half(StrEnum):
    """Patterns may be made better by what the development half shows, never by the held-out one."""

    HELD_OUT = "held out"
    DEVELOPMENT = "development"


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """One half of the phrases of one language."""

    language: str
    half: Half

    def phrases(self, name: str) -> tuple[str, ...]:
        """Return this half of a list. Lists say the same in each language: a place is held out in all or none."""
        lines = _read(self.language)[name]
        places = sorted(range(len(lines)), key=lambda place: stable(name, str(place)))
        middle = (len(lines) + 1) // 2
        mine = places[:middle] if self.half is Half.HELD_OUT else places[middle:]
        return tuple(lines[place] for place in mine)


def stable(*parts: str) -> int:
    """Return the same number for the same words in every process."""
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:8])


def pick(choices: Sequence[_T], *parts: str) -> _T:
    """Return one of the choices, the same for the same words."""
    return choices[stable(*parts) % len(choices)]


@cache
def _read(language: str) -> dict[str, list[str]]:
    text = (files("bot.drafting.evaluation") / "faults" / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
