"""A voice file and its FAQ with one change that was learnt, every other line as it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import unified_diff
from typing import TYPE_CHECKING, assert_never

from bot.core.learning import ChangeKind
from bot.policy_files.tree import Mapping, read_tree
from bot.policy_files.yaml_edit import NoPlaceError, appended, keyed, removed, replaced

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.learning import VoiceChange
    from bot.policy_files.tree import Loc

_ID = re.compile(r"\{#([^{}]*)\}\s*$")


@dataclass(frozen=True, slots=True)
class Edit:
    """One file as it is, and as it would be."""

    path: Path
    before: str
    after: str

    @property
    def diff(self) -> str:
        """The difference, as `diff -u` gives it."""
        old, new = self.before.splitlines(keepends=True), self.after.splitlines(keepends=True)
        lines = unified_diff(old, new, str(self.path), str(self.path))
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def edit_for(change: VoiceChange, voice: Path, faq: Path | None) -> Edit:
    """Return what a change makes of the file that it is about. `faq`: that of its language.

    Raises NoPlaceError where it can't be made line by line, OSError and UnicodeError where a file can't be read.
    """
    path = faq if change.kind is ChangeKind.FAQ and faq is not None else voice
    with path.open(encoding="utf-8", newline="") as file:
        before = file.read()
    if "\r" in before or before.startswith("\ufeff"):
        raise NoPlaceError("the file is not saved as plain UTF-8 with line feeds")
    after = _answered(before, change) if change.kind is ChangeKind.FAQ else _voiced(before, change)
    if after == before:
        raise NoPlaceError("nothing is known to be said instead")
    return Edit(path, before, after)


def _voiced(text: str, change: VoiceChange) -> str:
    match change.kind:
        case ChangeKind.FORBID:
            text = appended(text, ("forbidden", change.language), change.subject)
        case ChangeKind.PREFER:
            text = keyed(text, ("vocabulary", "prefer", change.language, change.subject), change.instead)
        case ChangeKind.TEMPLATE | ChangeKind.FAQ:
            pass
        case _:
            assert_never(change.kind)
    for template, wording in change.templates.items():
        loc = _template(template)
        text = replaced(text, _wording(text, loc), wording) if wording else removed(text, loc)
    return text


def _template(its_id: str) -> Loc:
    playbook, language, number = its_id.split("/")
    return ("playbooks", playbook, "templates", language, int(number) - 1)


def _wording(text: str, loc: Loc) -> Loc:
    """Return where the words of a template stand: they may be all of it."""
    root, _ = read_tree(text, "", "voice")
    return (*loc, "say") if root and isinstance(root.at(loc), Mapping) else loc


def _answered(text: str, change: VoiceChange) -> str:
    """Return an FAQ file with another answer for one entry; its paragraphs stand a line each."""
    if not change.instead.replace("\n", "").isprintable():
        raise NoPlaceError("it holds characters that nobody sees")
    lines = text.split("\n")
    start = next(
        (at for at, line in enumerate(lines) if (found := _ID.search(line)) and found[1] == change.subject), None
    )
    if start is None:
        raise NoPlaceError("the FAQ has no such entry")
    end = next((at for at in range(start + 1, len(lines)) if lines[at].startswith("## ")), len(lines))
    body = [at for at in range(start + 1, end) if lines[at].strip() and not lines[at].startswith(("-", "Link:"))]
    if not body:
        raise NoPlaceError("the entry has no answer")
    return "\n".join([*lines[: body[0]], *change.instead.split("\n"), *lines[body[-1] + 1 :]])
