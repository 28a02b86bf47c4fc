"""Builds what drafts replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bootstrap.voice import read_voice_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.voice import FaqEntry, Voice
    from bot.drafting.playbook import PlaybookDrafter
    from bot.drafting.retrieval import FaqIndex
    from bot.policy_files import LoadedVoice
    from bot.ports import Classifier
    from bot.ports.replies import ReplyLinter
    from bot.settings import Settings

# Told apart from the voice's own, so that a message in one of them gets no draft in a language that is none of its.
_FOREIGN = ("es", "fi", "fr", "it", "nl", "pl", "pt", "tr")


class UnusableVoiceError(Exception):
    """The voice file that the settings name is refused; the message says why, with file and line."""


def build_drafter(
    settings: Settings,
    classifier: Classifier | None,
    index: Callable[[Iterable[FaqEntry]], FaqIndex] | None = None,
) -> PlaybookDrafter:
    """Return the drafter for the voice of the settings. Raises UnusableVoiceError. `index`: how the FAQ is searched."""
    return drafter_of(usable_voice(settings).voice, classifier, index)


def usable_voice(settings: Settings) -> LoadedVoice:
    """Read the voice of the settings. Raises UnusableVoiceError."""
    from bot.policy_files import Refused

    found = read_voice_file(settings.voice)
    if isinstance(found, Refused):
        raise UnusableVoiceError("\n".join(str(each) for each in found.problems))
    return found


def drafter_of(
    voice: Voice,
    classifier: Classifier | None,
    index: Callable[[Iterable[FaqEntry]], FaqIndex] | None = None,
    linter: ReplyLinter | None = None,
) -> PlaybookDrafter:
    """Return the offline drafter for a voice."""
    from bot.bootstrap.voice import build_linter
    from bot.detectors.language import CommunityLanguageGuesser
    from bot.drafting.playbook import PlaybookDrafter
    from bot.drafting.retrieval import FaqIndex
    from bot.drafting.situations import SituationReader

    guess = CommunityLanguageGuesser((*voice.languages, *_FOREIGN))
    reader = SituationReader(guess, voice.languages, voice.default_language)
    return PlaybookDrafter(voice, reader, (index or FaqIndex)(voice.faq), linter or build_linter(voice), classifier)
