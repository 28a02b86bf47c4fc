"""A voice file as far as its sections have the right shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.policy_files.sections import read_sections
from bot.policy_files.voice_models import EmojiForm, LearningForm, PromisesForm, StyleForm, VocabularyForm, VoiceForm
from bot.policy_files.voice_words import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.situations import Mood, Situation
    from bot.core.voice import Slot
    from bot.policy_files.report import Report
    from bot.policy_files.tree import Loc
    from bot.policy_files.voice_models import (
        BrandForm,
        LanguagesForm,
        MoodForm,
        PersonaForm,
        PlaybookForm,
        PrincipleForm,
        SignOffForm,
        TemplateForm,
    )


@dataclass(slots=True)
class VoiceDraft:
    """The well-formed sections. Principles keep their place in the file's list as key."""

    version: int | None = None
    brand: BrandForm | None = None
    persona: PersonaForm | None = None
    faq: str | None = None
    languages: LanguagesForm | None = None
    sign_off: SignOffForm | None = None
    values: dict[Slot, dict[str, str]] = field(default_factory=dict)
    principles: dict[int, PrincipleForm] = field(default_factory=dict)
    vocabulary: VocabularyForm = field(default_factory=VocabularyForm)
    forbidden: dict[str, list[str]] = field(default_factory=dict)
    promises: PromisesForm = field(default=VoiceForm.model_fields["promises"].default)
    emoji: EmojiForm = field(default_factory=EmojiForm)
    style: StyleForm = field(default_factory=StyleForm)
    learning: LearningForm = field(default_factory=LearningForm)
    moods: dict[Mood, MoodForm] = field(default_factory=dict)
    playbooks: dict[Situation, PlaybookForm] = field(default_factory=dict)

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages of the voice, in the order of the file; none where they can't be read."""
        return tuple(self.languages.each) if self.languages else ()

    def has_value(self, slot: Slot, language: str) -> bool:
        """Tell whether the brand fills a slot in a language."""
        return bool(self.values.get(slot, {}).keys() & {language, ALL})


@dataclass(frozen=True, slots=True)
class Wording:
    """One template, where it stands in its playbook, and where in the file."""

    situation: Situation
    language: str
    number: int
    form: TemplateForm
    loc: Loc

    @property
    def id(self) -> str:
        """The template's id, which counts from 1 in its language."""
        return f"{self.situation}/{self.language}/{self.number}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that keeps to a principle, or does not."""

    principle: str
    language: str
    number: int
    text: str
    loc: Loc
    keeps: bool

    @property
    def id(self) -> str:
        """What the line is called in places: `own-it/do/en/1`."""
        return f"{self.principle}/{'do' if self.keeps else 'dont'}/{self.language}/{self.number}"


def read_voice_draft(report: Report) -> VoiceDraft:
    """Read what can be read and report the rest."""
    return VoiceDraft(**read_sections(report, VoiceForm))


def wordings(draft: VoiceDraft) -> Iterator[Wording]:
    """Yield all templates in the order of the file."""
    for situation, playbook in draft.playbooks.items():
        for language, forms in playbook.templates.items():
            for index, form in enumerate(forms):
                loc: Loc = ("playbooks", situation, "templates", language, index)
                yield Wording(situation, language, index + 1, form, loc)


def lines(draft: VoiceDraft) -> Iterator[Line]:
    """Yield all lines of principles in the order of the file, those that keep to it first."""
    for place, form in draft.principles.items():
        for key, by_language in (("do", form.do), ("dont", form.dont)):
            for language, texts in by_language.items():
                for index, text in enumerate(texts):
                    loc: Loc = ("principles", place, key, language, index)
                    yield Line(form.id, language, index + 1, text, loc, keeps=key == "do")
