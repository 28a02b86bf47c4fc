"""Checks of what templates and lines leave open: whether a slot is known, and whether anything can ever fill it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.proposals import Tone
from bot.core.situations import MEASURES, Situation
from bot.core.voice import Piece, Slot
from bot.policy_files.draft import declared
from bot.policy_files.problems import did_you_mean
from bot.policy_files.slot_text import has_stray_brace, slots_in, without_slots
from bot.policy_files.voice_checks import BRAND_VALUES
from bot.policy_files.voice_draft import lines, wordings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.voice import FaqEntry
    from bot.policy_files.report import Report
    from bot.policy_files.tree import Loc
    from bot.policy_files.voice_draft import VoiceDraft, Wording

_OF_THE_BRAND = frozenset({Slot.BRAND, Slot.COMMUNITY, Slot.PERSONA})
_WRITTEN_BY_MEMBERS = frozenset(Situation) - MEASURES - {Situation.CRISIS}
_ABOUT_RULES = MEASURES | {Situation.CONFLICT, Situation.WELCOME}
# Where a slot can be filled at all; any other can be everywhere.
_FILLED_IN: dict[Slot, frozenset[Situation]] = {
    Slot.FAQ_ANSWER: _WRITTEN_BY_MEMBERS,
    Slot.FAQ_URL: _WRITTEN_BY_MEMBERS,
    Slot.RULE_ID: _ABOUT_RULES,
    Slot.RULE_TITLE: _ABOUT_RULES,
    Slot.ACTION: MEASURES,
    Slot.UNTIL: MEASURES,
    Slot.APPEAL_HOW: MEASURES,
    Slot.FORWARDED_TO: _WRITTEN_BY_MEMBERS,
    Slot.RECEIPT: _WRITTEN_BY_MEMBERS,
    Slot.KNOWN: frozenset({Situation.CRISIS}),
    Slot.DOING: frozenset({Situation.CRISIS}),
    Slot.REASON: MEASURES,
}
# The slots whose words a piece is, any of them.
PIECE_SLOTS: dict[Piece, frozenset[Slot]] = {
    Piece.SOURCE: frozenset({Slot.FAQ_ANSWER}),
    Piece.RULES_LINK: frozenset({Slot.RULES_URL}),
    Piece.RULE: frozenset({Slot.RULE_ID, Slot.RULE_TITLE}),
    Piece.FORWARDED_TO: frozenset({Slot.FORWARDED_TO}),
    Piece.ACTION: frozenset({Slot.ACTION}),
    Piece.UNTIL: frozenset({Slot.UNTIL}),
    Piece.APPEAL_HOW: frozenset({Slot.APPEAL_HOW}),
    Piece.REASON: frozenset({Slot.REASON}),
    Piece.KNOWN: frozenset({Slot.KNOWN}),
    Piece.DOING: frozenset({Slot.DOING}),
    Piece.NEXT_UPDATE: frozenset({Slot.NEXT_UPDATE}),
}
_KNOWN_OF_MEASURES = frozenset({Slot.RULE_ID, Slot.RULE_TITLE, Slot.ACTION, Slot.APPEAL_HOW})
_KNOWN_IN_CRISIS = frozenset({Slot.KNOWN, Slot.DOING, Slot.NEXT_UPDATE})


def check_slots(report: Report, draft: VoiceDraft, faq: Sequence[FaqEntry]) -> None:
    """Report slots that don't exist or that nothing can fill, and templates that are too long without theirs."""
    for line in lines(draft):
        _check_names(report, line.loc, line.text)
    for language, text in draft.sign_off.lines.items() if draft.sign_off else ():
        _check_sign_off(report, ("sign_off", "lines", language), text)
    _check_asked(report, draft)
    for each in wordings(draft):
        if _check_names(report, each.loc, each.form.say):
            _check_fillable(report, each, draft, faq)
        _check_length(report, each, draft)


def _check_names(report: Report, loc: Loc, text: str) -> bool:
    """Report slots that are not on the list; return whether all of them are."""
    unknown = [name for name in dict.fromkeys(slots_in(text)) if name not in list(Slot)]
    for name in unknown:
        hint = did_you_mean(name, Slot, f"Slots: {', '.join(Slot)}.")
        report.error(loc, f"there is no slot `{{{name}}}`", hint)
    if has_stray_brace(text):
        report.error(loc, "a brace here belongs to no slot", "Write slots as {name}, and use no other braces.")
    return not unknown


def _check_sign_off(report: Report, loc: Loc, text: str) -> None:
    if _check_names(report, loc, text):
        for name in dict.fromkeys(slots_in(text)):
            if name not in _OF_THE_BRAND:
                report.error(loc, f"`{{{name}}}` is not known at the end of a reply", "Sign with {persona}.")


def _check_asked(report: Report, draft: VoiceDraft) -> None:
    """Report pieces that nothing can ever fill in their playbook."""
    for situation, playbook in draft.playbooks.items():
        for index, piece in enumerate(playbook.must):
            slots = PIECE_SLOTS.get(piece)
            if slots and not any(situation in _FILLED_IN.get(each, frozenset(Situation)) for each in slots):
                what = f"`{piece}` is never known in a `{situation}`, so no reply can hold it"
                report.error(("playbooks", situation, "must", index), what, "Take it away.")


def _check_fillable(report: Report, wording: Wording, draft: VoiceDraft, faq: Sequence[FaqEntry]) -> None:
    # A value that can't be read was reported, and may have been meant for the slot.
    faulty = len(declared(report, "values")) > len(draft.values)
    for slot in map(Slot, dict.fromkeys(slots_in(wording.form.say))):
        filled_in = _FILLED_IN.get(slot, frozenset(Situation))
        what = f"nothing fills `{{{slot}}}` in a `{wording.situation}`, so this template is never used"
        if wording.situation not in filled_in:
            report.error(wording.loc, what, f"It is filled in for: {', '.join(sorted(filled_in))}.")
        elif slot in BRAND_VALUES and slot not in draft.values and not faulty:
            hint = f"Add `{slot}: {{{wording.language}: ...}}` under `values`, or take the slot away."
            report.error(wording.loc, f"`{{{slot}}}` has no value, so this template is never used", hint)
        elif slot in {Slot.FAQ_ANSWER, Slot.FAQ_URL} and not _has_faq(slot, wording.language, draft, faq):
            report.error(
                wording.loc, f"no entry of the FAQ fills `{{{slot}}}`, so this template is never used", _FAQ_HINT
            )


_FAQ_HINT = "Name the folder with `faq:`, and let entries have an answer and a `Link:`; or take the slot away."


def _has_faq(slot: Slot, language: str, draft: VoiceDraft, faq: Sequence[FaqEntry]) -> bool:
    """Tell whether an entry can fill the slot; where the language has none at all, that is said elsewhere."""
    entries = [each for each in faq if each.language == language]
    if slot is Slot.FAQ_URL and entries:
        return any(each.url for each in entries)
    return draft.faq is not None


def _check_length(report: Report, wording: Wording, draft: VoiceDraft) -> None:
    most = draft.playbooks[wording.situation].most or draft.style.characters
    size = len(without_slots(wording.form.say))
    if size > most:
        what = f"this template has {size} characters without its slots, and {most} are the most"
        report.error(wording.loc, what, "Say it shorter, or raise `most` of its playbook.")


def remark_on_unsure(report: Report, draft: VoiceDraft) -> None:
    """Remark on playbooks of which, in a language, no template can be counted on. For files without errors."""
    for situation, playbook in draft.playbooks.items():
        sure = _OF_THE_BRAND | set(BRAND_VALUES) | _sure_slots(situation, playbook.must)
        for language, forms in playbook.templates.items():
            if not any(each.tone is Tone.PLAIN and set(slots_in(each.say)) <= sure for each in forms):
                what = f"each `{situation}` template in `{language}` has another tone, or a slot that may be unknown"
                hint = "Add one in the tone plain without slots such as {name}, so that there is always one to offer."
                report.warning_at_key(("playbooks", situation, "templates", language), what, hint)


def _sure_slots(situation: Situation, must: Sequence[Piece]) -> frozenset[Slot]:
    asked = frozenset(slot for piece in must for slot in PIECE_SLOTS.get(piece, ()))
    if situation in MEASURES:
        return asked | _KNOWN_OF_MEASURES
    if situation is Situation.CRISIS:
        return asked | _KNOWN_IN_CRISIS
    return asked | {Slot.FAQ_ANSWER} if situation is Situation.QUESTION else asked
