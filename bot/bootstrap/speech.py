"""How all communities answer members: the voice in force, who words drafts by it, and who holds texts against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AsyncExitStack
    from pathlib import Path

    from bot.core.voice import Voice
    from bot.drafting.model.asking import Asking
    from bot.pipeline.community import Community
    from bot.ports import Classifier
    from bot.ports.replies import ReplyDrafter, ReplyExamples, ReplyLinter
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Speech:
    """One voice in force. `drafter_with`: who words drafts, by the examples of one community. `files`: what it is from.

    `asking`: who asks a language model, for all communities and every voice; None where nobody does.
    """

    voice: Voice
    drafter_with: Callable[[ReplyExamples | None], ReplyDrafter]
    linter: ReplyLinter
    files: tuple[Path, ...]
    asking: Asking | None = None

    def give(self, community: Community) -> None:
        """Let a community answer so from now on."""
        from bot.drafting.examples import CommunityExamples

        examples = CommunityExamples(community.begin) if self.voice.learning.examples else None
        community.voice, community.linter = self.voice, self.linter
        community.drafter = self.drafter_with(examples)


def read_speech(
    settings: Settings, classifier: Classifier | None, closing: AsyncExitStack, before: Speech | None = None
) -> Speech:
    """Read the voice file of the settings and build what answers by it. `closing`: what to end.

    `before`: what answered until now, whose budget and patience with a model's server go on. Raises UnusableVoiceError
    and UnusableDrafterError.
    """
    from bot.bootstrap.model_drafter import build_asking, drafter_with
    from bot.bootstrap.replies import drafter_of, usable_voice
    from bot.bootstrap.voice import build_linter

    found = usable_voice(settings)
    linter = build_linter(found.voice)
    offline = drafter_of(found.voice, classifier, linter=linter)
    asking = before.asking if before else build_asking(settings, closing)
    wording = drafter_with(asking, offline, found.voice, linter, classifier)
    return Speech(found.voice, wording, linter, found.files, asking)
