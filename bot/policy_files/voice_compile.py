"""From a checked draft of a voice to the core's voice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.situations import Mood
from bot.core.voice import EmojiRule, Learning, Playbook, Principle, SignOff, Slot, Style, Template, Voice
from bot.policy_files.compile import digest
from bot.policy_files.voice_draft import wordings
from bot.policy_files.voice_words import ALL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.situations import Situation
    from bot.core.voice import FaqEntry
    from bot.policy_files.voice_draft import VoiceDraft
    from bot.policy_files.voice_models import (
        BrandForm,
        LanguagesForm,
        MoodForm,
        PersonaForm,
        PlaybookForm,
        PrincipleForm,
        SignOffForm,
        StyleForm,
    )

Sections = tuple["BrandForm", "PersonaForm", "LanguagesForm", "SignOffForm"]


def needed(draft: VoiceDraft) -> Sections | None:
    """Return the sections without which there is no voice, None where one of them is missing."""
    brand, persona, languages, sign_off = draft.brand, draft.persona, draft.languages, draft.sign_off
    if brand is None or persona is None or languages is None or sign_off is None:
        return None
    return brand, persona, languages, sign_off


def to_voice(draft: VoiceDraft, sections: Sections, faq: tuple[FaqEntry, ...]) -> Voice:
    """Return the voice of a draft without errors, its hash included."""
    brand, persona, languages, sign_off = sections
    style = _style(draft.style)
    voice = Voice(
        persona=persona.name,
        languages=draft.spoken,
        default_language=languages.default,
        formality={code: each.formality for code, each in languages.each.items()},
        principles=tuple(_principle(each, draft.spoken) for each in draft.principles.values()),
        forbidden={each: tuple(draft.forbidden.get(each, ())) for each in (ALL, *draft.spoken)},
        prefer={each: draft.vocabulary.prefer.get(each, {}) for each in draft.spoken},
        promises_from=frozenset(draft.promises.sources),
        emoji=EmojiRule(draft.emoji.most, frozenset(draft.emoji.allowed), frozenset(draft.emoji.never_in)),
        style=style,
        sign_off=SignOff(sign_off.lines, tuple(sign_off.never), frozenset(sign_off.required_in)),
        playbooks=_playbooks(draft),
        values=_values(draft, brand, persona),
        faq=faq,
        hash="",
        terms=tuple(draft.vocabulary.terms),
        moods={Mood(mood): _in_mood(style, form) for mood, form in draft.moods.items()},
        learning=Learning(draft.learning.edits, draft.learning.examples),
    )
    return replace(voice, hash=digest(voice))


def _style(form: StyleForm) -> Style:
    return Style(form.characters, form.exclamations, form.sentence_words, form.capitals)


def _in_mood(style: Style, form: MoodForm) -> Style:
    return Style(
        style.most_characters if form.characters is None else form.characters,
        style.most_exclamations if form.exclamations is None else form.exclamations,
        style.most_sentence_words if form.sentence_words is None else form.sentence_words,
        style.capitals if form.capitals is None else form.capitals,
    )


def _principle(form: PrincipleForm, spoken: tuple[str, ...]) -> Principle:
    do, dont = ({each: tuple(texts.get(each, ())) for each in spoken} for texts in (form.do, form.dont))
    return Principle(form.id, form.say, do, dont, tuple(form.forbid))


def _values(draft: VoiceDraft, brand: BrandForm, persona: PersonaForm) -> Mapping[str, Mapping[Slot, str]]:
    everywhere = {Slot.BRAND: brand.name, Slot.COMMUNITY: brand.community or brand.name, Slot.PERSONA: persona.name}
    own = {
        language: {slot: texts[language] for slot, texts in draft.values.items() if language in texts}
        for language in (ALL, *draft.spoken)
    }
    return {**own, ALL: {**everywhere, **own[ALL]}}


def _playbooks(draft: VoiceDraft) -> dict[Situation, Playbook]:
    templates: dict[Situation, dict[str, tuple[Template, ...]]] = {each: {} for each in draft.playbooks}
    for each in wordings(draft):
        template = Template(each.id, each.form.say, each.language, each.form.intent, each.form.tone)
        before = templates[each.situation].get(each.language, ())
        templates[each.situation][each.language] = (*before, template)
    return {each: _playbook(each, form, templates[each]) for each, form in draft.playbooks.items()}


def _playbook(situation: Situation, form: PlaybookForm, templates: Mapping[str, tuple[Template, ...]]) -> Playbook:
    return Playbook(
        situation=situation,
        model=form.model,
        approvers=form.approvers,
        must=frozenset(form.must),
        must_not=frozenset(form.must_not),
        templates=templates,
        most=form.most,
        serious=form.serious,
        expires=None if form.expires is None else timedelta(seconds=form.expires),
    )
