"""What was learnt as proposals that an admin can apply: each with its diff, which passes the check of the voice."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.bootstrap.voice import check_voice_file
from bot.core.learning import ChangeKind, find_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.learning import VoiceChange
    from bot.core.lessons import Lesson
    from bot.policy_files import LoadedVoice
    from bot.policy_files.voice_edit import Edit


class NotAppliedError(Exception):
    """Nothing was written; the message says why."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change with what it makes of a file. `edit`: None where it can't be made, and `hindrance` says why."""

    change: VoiceChange
    edit: Edit | None
    hindrance: str = ""


def propose(loaded: LoadedVoice, lessons: Iterable[Lesson]) -> tuple[Proposed, ...]:
    """Return what is to be proposed for a voice file that is as it was read."""
    return tuple(_proposed(loaded, each) for each in find_changes(lessons, loaded.voice))


def apply(loaded: LoadedVoice, edit: Edit) -> Path:
    """Write a file, the one of before beside it; return where that is. Raises NotAppliedError."""
    try:
        with edit.path.open(encoding="utf-8", newline="") as file:
            now = file.read()
    except (OSError, UnicodeDecodeError):
        now = ""
    if now != edit.before:
        raise NotAppliedError(f"{edit.path} was changed meanwhile, so nothing was written. Look at the proposals anew.")
    if hindrance := _hindrance(loaded, edit):
        raise NotAppliedError(f"Nothing was written: {hindrance}")
    backup = edit.path.with_name(f"{edit.path.name}.bak")
    try:
        shutil.copy2(edit.path, backup)
        _write(edit)
    except OSError as error:
        raise NotAppliedError(f"{edit.path} can't be written: {error.strerror}") from None
    return backup


def digest_of(text: str) -> str:
    """Return what names a file's text in the log."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _write(edit: Edit) -> None:
    """Replace the file as a whole, so that a running Takt never reads half of it."""
    handle, name = tempfile.mkstemp(prefix=f".{edit.path.name}.", dir=edit.path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(edit.after)
        shutil.copymode(edit.path, fresh)
        fresh.replace(edit.path)
    finally:
        fresh.unlink(missing_ok=True)


def _proposed(loaded: LoadedVoice, change: VoiceChange) -> Proposed:
    from bot.policy_files.voice_edit import edit_for
    from bot.policy_files.yaml_edit import NoPlaceError

    try:
        edit = edit_for(change, loaded.files[0], _faq_file(loaded, change))
    except (NoPlaceError, OSError, UnicodeDecodeError) as error:
        return Proposed(change, None, getattr(error, "strerror", None) or str(error))
    hindrance = _hindrance(loaded, edit)
    return Proposed(change, None if hindrance else edit, hindrance)


def _faq_file(loaded: LoadedVoice, change: VoiceChange) -> Path | None:
    if change.kind is not ChangeKind.FAQ:
        return None
    return next(each for each in loaded.files[1:] if each.stem == change.language)


def _hindrance(loaded: LoadedVoice, edit: Edit) -> str:
    """Say what the check would have against the files with an edit, empty for nothing."""
    from bot.policy_files import Level, Refused

    with tempfile.TemporaryDirectory(prefix="takt-voice-") as folder:
        copies = _copied(loaded.files, Path(folder))
        copies[edit.path].write_text(edit.after, encoding="utf-8", newline="")
        checked = check_voice_file(copies[loaded.files[0]])
        if not isinstance(checked, Refused):
            return ""
        first = next(each for each in checked.problems if each.level is Level.ERROR)
        names = {str(copy): str(file) for file, copy in copies.items()}
        return f"{names.get(first.file, first.file)}:{first.line}: {first.what}. {first.hint}"


def _copied(files: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """Copy files into a folder, as they lie to each other."""
    top = Path(os.path.commonpath([each.resolve().parent for each in files]))
    copies = {each: folder / each.resolve().relative_to(top) for each in files}
    for file, copy in copies.items():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    return copies
