"""Copies of texts with words disguised as people disguise them, made of harmless and toxic texts alike.

Made of toxic ones only, the model would learn that a disguise is toxic.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_WORD = re.compile(r"[^\W\d_]{4,}")
_LEET = {"o": "0", "i": "1", "e": "3", "a": "4", "s": "5", "t": "7", "о": "0", "з": "3", "ч": "4"}
_LOOK_ALIKE = dict(zip("aceopxyiасеорху", "асеорхуіaceopxy", strict=True))
_ACCENTED = dict(zip("aeiounycs", "áëïöùñýçš", strict=True))
SHARE_OF_WORDS = 0.4


def obfuscate(text: str, random: Random) -> str:
    """Return the text with one kind of disguise on about 40 % of its words of four letters and more."""
    disguise = random.choice(_DISGUISES)
    return _WORD.sub(lambda m: disguise(m[0], random) if random.random() < SHARE_OF_WORDS else m[0], text)


def _swap(word: str, random: Random) -> str:
    at = random.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop(word: str, random: Random) -> str:
    at = random.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1 :]


def _star(word: str, random: Random) -> str:
    at = random.randrange(1, len(word) - 1)
    width = random.choice((1, 1, 2))
    return word[:at] + "*" * width + word[at + width :]


def _stretch(word: str, random: Random) -> str:
    at = random.randrange(1, len(word))
    return word[:at] + word[at] * random.randrange(1, 4) + word[at:]


def _space_out(word: str, random: Random) -> str:
    return random.choice((" ", ".", "-")).join(word)


def _split(word: str, random: Random) -> str:
    at = random.randrange(2, len(word) - 1)
    return f"{word[:at]}{random.choice((' ', '.', '-', '_'))}{word[at:]}"


def _replacing(letters: dict[str, str]) -> Callable[[str, Random], str]:
    def replace(word: str, random: Random) -> str:
        return "".join(letters.get(c.lower(), c) if random.random() < 0.6 else c for c in word)

    return replace


_DISGUISES: tuple[Callable[[str, Random], str], ...] = (
    _swap,
    _drop,
    _star,
    _stretch,
    _space_out,
    _split,
    _replacing(_LEET),
    _replacing(_LOOK_ALIKE),
    _replacing(_ACCENTED),
)
