"""Reading a voice file and the FAQ beside it: a voice, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.policy_files.faq import read_faq
from bot.policy_files.report import Report
from bot.policy_files.source import Refused, in_order, refusal, text_of
from bot.policy_files.tree import read_tree
from bot.policy_files.voice_checks import check_voice_draft
from bot.policy_files.voice_compile import needed, to_voice
from bot.policy_files.voice_draft import lines, read_voice_draft, wordings
from bot.policy_files.voice_slots import check_slots, remark_on_unsure
from bot.policy_files.words import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.core.voice import Voice
    from bot.policy_files.faq import FaqFile
    from bot.policy_files.problems import Place, Problem
    from bot.policy_files.voice_draft import VoiceDraft


@dataclass(frozen=True, slots=True)
class LoadedVoice:
    """A voice that can be used. `files`: the voice file and those of the FAQ.

    `places`: where each template stands (`complaint/da/2`), and each line of a principle (`own-it/do/en/1`).
    """

    voice: Voice
    warnings: tuple[Problem, ...]
    files: tuple[Path, ...]
    places: Mapping[str, Place]


def read_voice(path: Path) -> LoadedVoice | Refused:
    """Read and check a voice file and its FAQ; never raises for what they may hold. The linter is not asked."""
    text, problems = text_of(path)
    if text is None:
        return refusal(problems)
    root, problems = read_tree(text, str(path), "voice")
    if root is None:
        return refusal(problems)
    report = Report(str(path), root, problems, "voice")
    draft = read_voice_draft(report)
    files = _read_faq(report, draft, path)
    faq = tuple(entry for file in files for entry in file.entries)
    check_voice_draft(report, draft)
    check_slots(report, draft, faq)
    sections = needed(draft)
    if report.is_refused or sections is None:
        return refusal(report.problems)
    remark_on_unsure(report, draft)
    places = {each.id: root.place_of(each.loc) for each in wordings(draft)}
    places |= {each.id: root.place_of(each.loc) for each in lines(draft)}
    voice = to_voice(draft, sections, faq)
    return LoadedVoice(voice, in_order(report.problems), (path, *(file.path for file in files)), places)


def _read_faq(report: Report, draft: VoiceDraft, path: Path) -> list[FaqFile]:
    """Read the FAQ's files for the languages of the voice, and report those that are missing or one too many."""
    if draft.faq is None or not draft.spoken:
        return []
    folder = path.parent / draft.faq
    try:
        there = {each.stem for each in folder.glob("*.md") if each.is_file()} if folder.is_dir() else None
        files = read_faq(folder, draft.spoken)
    except (OSError, ValueError):
        there, files = None, []
    if there is None:
        hint = "Paths count from the voice file's own folder; look for a typing error."
        report.error(("faq",), "the folder of the FAQ is not there", hint)
        return []
    report.problems.extend(problem for file in files for problem in file.problems)
    for language in draft.spoken:
        if language not in there:
            hint = f"Write `{language}.md` with the same entries as the others, or take the language away."
            report.error(("faq",), f"the FAQ has no file for `{language}`", hint)
    for stem in sorted(each for each in there if LANGUAGE.fullmatch(each) and each not in draft.spoken):
        report.warning(("faq",), f"`{stem}.md` is in no language of this voice", "Declare it, or take the file away.")
    return files
