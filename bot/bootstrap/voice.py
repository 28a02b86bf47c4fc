"""Reads a voice file, and holds it against its own linter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.core.voice import Voice
    from bot.policy_files import LoadedVoice, Refused
    from bot.ports.replies import ReplyLinter


def read_voice_file(path: Path) -> LoadedVoice | Refused:
    """Read a voice file and its FAQ. What could be sent is linted when it is drafted, so that this is quick."""
    from bot.policy_files import read_voice

    return read_voice(path)


def check_voice_file(path: Path, linter_of: Callable[[Voice], ReplyLinter] | None = None) -> LoadedVoice | Refused:
    """Read a voice file, and refuse one whose own linter stops its templates, or can't tell `do` from `dont`."""
    from bot.policy_files import Level, Refused, check_voice
    from bot.policy_files.source import in_order

    found = read_voice_file(path)
    if isinstance(found, Refused):
        return found
    problems = in_order((*found.warnings, *check_voice(found, linter_of or build_linter)))
    if any(each.level is Level.ERROR for each in problems):
        return Refused(problems)
    return replace(found, warnings=problems)


def build_linter(voice: Voice) -> ReplyLinter:
    """Return the linter of a voice."""
    from bot.detectors.language import CommunityLanguageGuesser
    from bot.drafting.linter import VoiceLinter

    linter: ReplyLinter = VoiceLinter(voice, CommunityLanguageGuesser(voice.languages))
    return linter


def good_voice_words(loaded: LoadedVoice) -> str:
    """Say that a voice file is good, and what is in it."""
    from bot.reports.wording import counted

    voice = loaded.voice
    templates = sum(len(each) for playbook in voice.playbooks.values() for each in playbook.templates.values())
    entries = len({each.id for each in voice.faq})
    sizes = (
        *(counted(len(voice.languages), "language"), counted(templates, "template")),
        f"{entries} FAQ {'entry' if entries == 1 else 'entries'}",
    )
    return f"{loaded.files[0]}: good. {', '.join(sizes)}, voice {voice.hash}"
