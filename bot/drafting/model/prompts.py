"""Puts a prompt together: the static part first, for a server to cache, and the member's message last, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.core.proposals import Tone
from bot.core.situations import Mood
from bot.core.voice import Slot
from bot.drafting.model.wire import Prompt

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot.core.lint import LintRule
    from bot.core.situations import Situation
    from bot.core.voice import Voice

_SLOTS = frozenset(Slot)
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Brief:
    """What differs from message to message, with everything personal hidden.

    `sources`: their ids and texts. `from_sources`: to be answered from them; else the draft is to be worded anew.
    `examples`: messages, and the replies that they got.
    """

    situation: Situation
    language: str
    message: str
    draft: str
    sources: tuple[tuple[str, str], ...] = ()
    from_sources: bool = False
    examples: tuple[tuple[str, str], ...] = ()
    tone: Tone = Tone.PLAIN
    mood: Mood = Mood.CALM


class Prompts:
    """Fills in the templates of a folder for one voice. `canary`: words that nobody but the model sees."""

    def __init__(self, folder: Path, voice: Voice, canary: str) -> None:
        self.canary = canary
        self._voice = voice
        # What is made is no HTML, and what is inserted was made harmless for the fence.
        environment = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["filled"] = self._filled
        self._instructions = environment.get_template("instructions.j2")
        self._message = environment.get_template("message.j2")

    def of(self, brief: Brief, faults: Iterable[LintRule] = ()) -> Prompt:
        """Return the prompt. `faults`: what was wrong with the model's last answer to it."""
        message = self._message.render(
            sources=brief.sources,
            examples=brief.examples,
            draft=brief.draft,
            task="answer" if brief.from_sources else "rewrite",
            tone=brief.tone,
            mood=brief.mood,
            faults_found=list(faults),
            message=brief.message,
        )
        return Prompt(self.instructions(brief.situation, brief.language), message)

    def instructions(self, situation: Situation, language: str) -> str:
        """Return the static part."""
        voice, playbook = self._voice, self._voice.playbooks[situation]
        return self._instructions.render(
            voice=voice,
            playbook=playbook,
            language=language,
            brand=value_of(voice, Slot.COMMUNITY, language) or "the community",
            persona=voice.persona,
            formality=voice.formality.get(language, "informal"),
            forbidden=(*voice.forbidden.get("all", ()), *voice.forbidden.get(language, ())),
            emoji=() if situation in voice.emoji.never_in else sorted(voice.emoji.allowed),
            most=playbook.most or voice.style.most_characters,
            must=sorted(playbook.must),
            must_not=sorted(playbook.must_not),
            canary=self.canary,
        )

    def _filled(self, line: str, language: str) -> str:
        """Return a line of the voice file without slots, which would be taken for places that a reply may hold."""
        return _SLOT.sub(lambda found: _own(self._voice, found[1], language) or "…", line)


def _own(voice: Voice, slot: str, language: str) -> str:
    return value_of(voice, Slot(slot), language) if slot in _SLOTS else ""


def value_of(voice: Voice, slot: Slot, language: str) -> str:
    """Return what the brand itself fills a slot with, empty for nothing."""
    return voice.values.get(language, {}).get(slot) or voice.values.get("all", {}).get(slot, "")
