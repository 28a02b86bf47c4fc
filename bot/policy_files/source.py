"""A file as text, and the end of reading one that can not be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.policy_files.problems import Problem, shown
from bot.policy_files.syntax import place_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file can not be used, in order of place; warnings may be among the problems."""

    problems: tuple[Problem, ...]


def text_of(path: Path) -> tuple[str | None, list[Problem]]:
    """Return the text of a file, or None and why there is none."""
    try:
        raw = path.read_bytes() if path.is_file() else None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is no path"
        return None, [
            Problem(str(path), 1, 1, f"the file can not be read: {reason}", "Look at its name and permissions.")
        ]
    if raw is None:
        return None, [Problem(str(path), 1, 1, "there is no such file", "Look for a typing error in the path.")]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        place = place_at(before, len(before))
        found = shown(f"0x{raw[error.start]:02X}")
        what = f"the file is not UTF-8 text: the byte {found} stands here"
        return None, [Problem(str(path), place.line, place.column, what, "Save the file with the encoding UTF-8.")]


def refusal(problems: Iterable[Problem]) -> Refused:
    """Return the refusal for these problems."""
    return Refused(in_order(problems))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems as an admin reads them: by file and place, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda each: (each.file, each.line, each.column, each.what)))
