"""Reading the lists of a policy: entries in the file itself, or in a text file beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.policy import ListMatch, WordList
from bot.policy_files.problems import Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.policy_files.models import ListForm
    from bot.policy_files.report import Report
    from bot.policy_files.tree import Loc

_MOST_BYTES = 4_000_000
_DOMAIN = re.compile(r"([^\W_]([\w-]*[^\W_])?\.)+[^\W\d_]{2,}")


def read_list(report: Report, name: str, form: ListForm, folder: Path) -> tuple[WordList | None, Path | None]:
    """Return the list, or None after a report, and the file it was read from."""
    loc: Loc = ("lists", name)
    if (form.file is None) == (form.entries is None):
        what = "this list has both `file` and `entries`" if form.file else "this list has neither `file` nor `entries`"
        report.error_at_key(loc, what, "Write one of them: `file: lists/words.txt` or `entries: [...]`.")
        return None, None
    if form.file is None:
        places = ((entry, (*loc, "entries", index)) for index, entry in enumerate(form.entries or ()))
        for entry, place in places:
            if wrong := _fault(entry.strip(), form.match):
                report.error(place, *wrong)
        return WordList(name, _distinct(entry.strip() for entry in form.entries or ()), form.match), None
    return _read_file(report, name, form, folder / form.file)


def _read_file(report: Report, name: str, form: ListForm, path: Path) -> tuple[WordList | None, Path]:
    written = form.file or path.name
    text = _text_of(report, ("lists", name, "file"), path, written)
    if text is None:
        return None, path
    entries: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        entries.append(entry)
        if wrong := _fault(entry, form.match):
            report.problems.append(Problem(str(path), number, line.index(entry) + 1, *wrong))
    if not entries:
        report.error(
            ("lists", name, "file"), f"the list file {shown(written)} has no entries", "Write one entry a line."
        )
        return None, path
    return WordList(name, _distinct(entries), form.match), path


def _text_of(report: Report, loc: Loc, path: Path, written: str) -> str | None:
    try:
        if not path.is_file():
            hint = "Paths count from the policy file's own folder; look for a typing error."
            report.error(loc, f"the list file {shown(written)} is not there", hint)
            return None
        if path.stat().st_size > _MOST_BYTES:
            report.error(loc, f"the list file {shown(written)} is larger than 4 MB", "Split it, or make it shorter.")
            return None
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        report.error(loc, f"the list file {shown(written)} is not UTF-8 text", "Save it with the encoding UTF-8.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is no path"
        report.error(
            loc, f"the list file {shown(written)} can not be read: {reason}", "Look at its name and permissions."
        )
    return None


def _fault(entry: str, match: ListMatch) -> tuple[str, str] | None:
    """Say what is wrong with an entry, and a hint."""
    if match is ListMatch.DOMAIN:
        if _DOMAIN.fullmatch(entry):
            return None
        return f"{shown(entry)} is not a domain", "Write it without https:// and path, such as example.com."
    stem = entry.removesuffix("*")
    if "*" in stem:
        return f"the `*` in {shown(entry)} does not end the entry", "Only a last `*` stands for any word ending."
    letters = sum(each.isalnum() for each in stem)
    if not letters:
        return f"{shown(entry)} has no letters", "Entries are words or phrases."
    if letters == 1 and entry.endswith("*"):
        return f"{shown(entry)} would match almost anything", "Write at least two letters before the `*`."
    return None


def _distinct(entries: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entries))
