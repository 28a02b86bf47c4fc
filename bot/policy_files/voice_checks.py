"""Checks of a voice file that go beyond the shape of one section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.situations import MEASURES, Situation
from bot.core.voice import ModelUse, Piece, Slot
from bot.policy_files.draft import declared
from bot.policy_files.problems import did_you_mean, nearest, one_of, shown
from bot.policy_files.voice_draft import lines
from bot.policy_files.voice_words import ALL, is_url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.policy_files.report import Report
    from bot.policy_files.tree import Loc
    from bot.policy_files.voice_draft import VoiceDraft
    from bot.policy_files.voice_models import PlaybookForm, PrincipleForm, SignOffForm

# The slots that stand under `values`, and those that come from elsewhere in the file.
BRAND_VALUES = (Slot.OWNER, Slot.RULES_URL)
_ELSEWHERE = {
    Slot.BRAND: "Write it as `brand: {name: ...}`.",
    Slot.COMMUNITY: "Write it as `brand: {name: ..., community: ...}`.",
    Slot.PERSONA: "Write it as `persona: {name: ...}`.",
}
# What a reply can be kept from, but not be asked for.
_UNWANTED = frozenset({Piece.PROMISE, Piece.BLAME, Piece.EMOJI, Piece.DATE, Piece.SPECULATION})


def check_voice_draft(report: Report, draft: VoiceDraft) -> None:
    """Report all that is wrong with a draft whose sections are well-formed, its slots apart."""
    _check_values(report, draft)
    _check_playbooks(report, draft)
    _check_principles(report, draft)
    _check_style(report, draft)
    if draft.languages is not None:
        _check_languages(report, draft)


def _check_values(report: Report, draft: VoiceDraft) -> None:
    for slot, texts in draft.values.items():
        if slot not in BRAND_VALUES:
            hint = _ELSEWHERE.get(slot, f"It is filled in for each message. {one_of(BRAND_VALUES)}")
            report.error_at_key(("values", slot), f"`{slot}` is no value of the brand's", hint)
        for language, text in texts.items():
            if slot is Slot.RULES_URL and not is_url(text):
                hint = "Write all of it, such as https://example.com/rules."
                report.error(("values", slot, language), f"{shown(text)} is no web address", hint)


def _check_playbooks(report: Report, draft: VoiceDraft) -> None:
    written = declared(report, "playbooks")
    meant = {nearest(each, Situation) for each in written if each not in list(Situation)}
    for situation in Situation:
        if written and situation not in {*written, *meant}:
            hint = f"Add `{situation}: {{templates: ...}}`; docs/voice.md says what each is for."
            report.error_at_key(("playbooks",), f"the playbook `{situation}` is missing", hint)
    for situation, playbook in draft.playbooks.items():
        _check_pieces(report, ("playbooks", situation), playbook)
        if situation in MEASURES and playbook.model is not ModelUse.NEVER:
            what = f"a language model words no `{situation}`: people write what is said about what was done"
            report.error(("playbooks", situation, "model"), what, "Write `model: never`, or take the line away.")
        for language, forms in playbook.templates.items():
            check_distinct(report, ("playbooks", situation, "templates", language), [each.say for each in forms])


def _check_pieces(report: Report, loc: Loc, playbook: PlaybookForm) -> None:
    for key, pieces in (("must", playbook.must), ("must_not", playbook.must_not)):
        check_distinct(report, (*loc, key), pieces)
    for index, piece in enumerate(playbook.must):
        if piece in _UNWANTED:
            hint = "Write it under `must_not`, or take it away."
            report.error((*loc, "must", index), f"no reply has to hold `{piece}`", hint)
        elif piece in playbook.must_not:
            report.error((*loc, "must", index), f"`{piece}` stands under `must_not` too", "Keep it where it belongs.")


def _check_principles(report: Report, draft: VoiceDraft) -> None:
    first: dict[str, int] = {}
    for index, principle in draft.principles.items():
        if principle.id in first:
            line = report.root.place_of(("principles", first[principle.id], "id")).line
            what = f"the principle `{principle.id}` is here twice; it is already in line {line}"
            report.error(("principles", index, "id"), what, "Give one of them another id.")
        first.setdefault(principle.id, index)
    kept = {(each.principle, each.text) for each in lines(draft) if each.keeps}
    for each in lines(draft):
        if not each.keeps and (each.principle, each.text) in kept:
            report.error(each.loc, f"{shown(each.text)} stands under both `do` and `dont`", "Keep it where it belongs.")


def _check_style(report: Report, draft: VoiceDraft) -> None:
    for key in ("allowed", "never_in"):
        check_distinct(report, ("emoji", key), getattr(draft.emoji, key))
    if draft.emoji.allowed and not draft.emoji.most:
        report.warning(("emoji", "allowed"), "no reply may hold emoji, so these are never used", "Write `most: 1` too.")
    for language, words in draft.vocabulary.prefer.items():
        for old in (each for each, new in words.items() if each.casefold() == new.casefold()):
            what = f"{shown(old)} is to be said instead of itself"
            report.error(("vocabulary", "prefer", language, old), what, "Write what is said instead.")
    if draft.sign_off:
        _check_sign_off(report, draft.sign_off)


def _check_sign_off(report: Report, sign_off: SignOffForm) -> None:
    for language, line in sign_off.lines.items():
        for never in (each for each in sign_off.never if each.casefold() in line.casefold()):
            what = f"replies end with {shown(line)} here, and nobody signs with {shown(never)}"
            report.error(("sign_off", "lines", language), what, "Sign with a name, such as `– {persona}`.")


def check_distinct(report: Report, loc: Loc, words: Sequence[str]) -> None:
    """Report what stands in a list twice."""
    for index, word in enumerate(words):
        if word in words[:index]:
            report.error((*loc, index), f"{shown(word)} is here twice", "Keep one of them.")


def _check_languages(report: Report, draft: VoiceDraft) -> None:
    spoken = draft.spoken
    if draft.languages and draft.languages.default not in spoken:
        hint = did_you_mean(draft.languages.default, spoken, one_of(spoken))
        report.error(("languages", "default"), f"`{draft.languages.default}` is not among the languages here", hint)
    for loc, texts in _by_language(draft):
        for language in texts:
            if language not in {*spoken, ALL}:
                hint = did_you_mean(
                    language, spoken, f"Declare it under `languages`, or write one of: {', '.join(spoken)}."
                )
                report.error_at_key((*loc, language), f"`{language}` is not among the languages of this voice", hint)
    for loc, what, texts in _needed(draft):
        if missing := _missing(texts, spoken):
            report.error_at_key(loc, f"{what} missing in: {missing}", "Add them, or take the languages away.")
    for index, principle in draft.principles.items():
        _remark_on_untested(report, ("principles", index), principle, spoken)


def _missing(texts: Collection[str], spoken: Iterable[str]) -> str:
    return "" if ALL in texts else ", ".join(each for each in spoken if each not in texts)


def _by_language(draft: VoiceDraft) -> list[tuple[Loc, Collection[str]]]:
    """Return all that is written by language, and where."""
    return [
        *((("playbooks", each, "templates"), form.templates) for each, form in draft.playbooks.items()),
        *((("values", slot), texts) for slot, texts in draft.values.items()),
        *((("principles", index, "do"), each.do) for index, each in draft.principles.items()),
        *((("principles", index, "dont"), each.dont) for index, each in draft.principles.items()),
        (("sign_off", "lines"), draft.sign_off.lines if draft.sign_off else ()),
        (("vocabulary", "prefer"), draft.vocabulary.prefer),
        (("forbidden",), draft.forbidden),
    ]


def _needed(draft: VoiceDraft) -> list[tuple[Loc, str, Collection[str]]]:
    """Return what each language has to have: where, what it is, and what there is of it."""
    templates = [
        (("playbooks", each, "templates"), f"templates of `{each}` are", form.templates)
        for each, form in draft.playbooks.items()
    ]
    values = [(("values", slot), f"the value of `{slot}` is", texts) for slot, texts in draft.values.items()]
    signed = [(("sign_off", "lines"), "the sign-off is", draft.sign_off.lines)] if draft.sign_off else []
    return [*templates, *values, *signed]


def _remark_on_untested(report: Report, loc: Loc, principle: PrincipleForm, spoken: tuple[str, ...]) -> None:
    for key, texts in (("do", principle.do), ("dont", principle.dont)):
        if missing := _missing(texts, spoken):
            what = f"`{key}` lines of `{principle.id}` are missing in: {missing}"
            report.warning_at_key((*loc, key), what, "Without them nobody knows whether it holds there; add one each.")
