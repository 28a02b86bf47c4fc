"""The cues by which situations are recognised: one file for each language, read and compiled when it is first needed.

A file holds kinds, `[kind]`, and under each its cues, by lines or semicolons. `*`: any ending. `..`: up to three words
between. `(a|b)`, `(a )?`: either, or maybe. `^`: at the beginning of a sentence, `>` or
of a clause. `$`: at its end. `{kind}`: any cue of
another kind that stands above in the file.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "da", "nb", "sv", "de", "ru")

_KIND = re.compile(r"\[(\w+)\]")
_NEVER = re.compile(r"(?!)")


class Cues(dict[str, re.Pattern[str]]):
    """The patterns of one language by kind; a kind that its file lacks never matches."""

    def __missing__(self, kind: str) -> re.Pattern[str]:
        return _NEVER


@cache
def cues_of(language: str) -> Cues:
    """Return the compiled cues of a language; of one that has no file, none."""
    if language not in LANGUAGES:
        return Cues()
    kinds = read_cues((FOLDER / f"{language}.txt").read_text(encoding="utf-8"))
    return Cues({kind: re.compile(rf"(?<![\w@])(?:{pattern})(?!\w)") for kind, pattern in kinds.items()})


def read_cues(text: str) -> Mapping[str, str]:
    """Return each kind's cues as one expression."""
    kinds: dict[str, str] = {}
    kind, cues = "", list[str]()
    for line in [*text.splitlines(), "[end]"]:
        if found := _KIND.fullmatch(line.strip()):
            if cues:
                kinds[kind] = "|".join(_expression(each, kinds) for each in cues)
            kind, cues = found[1], []
        elif not line.startswith("#"):
            cues += [each for part in line.split(";") if (each := part.strip())]
    return kinds


def _expression(cue: str, kinds: Mapping[str, str]) -> str:
    cue = re.sub(r"\((?!\?)", "(?:", cue)
    if cue.startswith(">"):
        cue = r"(?:^|(?<=[,:\-–] ))" + cue[1:]
    cue = cue.replace(r"\w*", r"\w{0,}").replace("*", r"\w*").replace(" .. ", r"(?:,? [^\s]+){0,3} ")
    return re.sub(r"\{([a-z]+)\}", lambda found: f"(?:{kinds[found[1]]})", cue)
