"""Holds a voice against its own linter: the templates, and the lines that have to pass or to fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.lint import LintContext, LintLevel, LintRule
from bot.core.situations import Situation
from bot.core.voice import Slot
from bot.policy_files.problems import Level, Problem, shown
from bot.policy_files.slot_text import filled, slots_in
from bot.policy_files.source import in_order
from bot.policy_files.voice_samples import samples
from bot.policy_files.voice_words import ALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.core.lint import Finding
    from bot.core.voice import Playbook, Principle, Template, Voice
    from bot.policy_files.voice import LoadedVoice
    from bot.ports.replies import ReplyLinter

# A line is no whole reply: it need not hold all pieces, nor be signed.
_OF_WHOLE_REPLIES = frozenset({LintRule.MISSING, LintRule.SIGN_OFF})
# Nor does it break its principle by being too short to tell its language, or by a slot.
_SAYS_NOTHING = _OF_WHOLE_REPLIES | {LintRule.LANGUAGE, LintRule.SLOT}
_HINTS = {
    LintRule.LANGUAGE: "Write it in the language under which it stands.",
    LintRule.LENGTH: "Say it shorter, or raise `most`.",
    LintRule.PROMISE: "Say what is done instead of what will be.",
    LintRule.FORBIDDEN: "Say it otherwise, or allow the phrase.",
    LintRule.FORMALITY: "Keep to the formality under `languages`, or change it there.",
    LintRule.EMOJI: "Take the emoji away, or allow it under `emoji`.",
    LintRule.MISSING: "Add it, or take it out of `must`.",
    LintRule.SIGN_OFF: "Compare it with `sign_off`.",
}


def check_voice(loaded: LoadedVoice, linter_of: Callable[[Voice], ReplyLinter]) -> tuple[Problem, ...]:
    """Return what the voice's own linter says of its templates, of `do` lines that fail and `dont` lines that pass."""
    check = _Check(loaded, linter_of(loaded.voice))
    playbooks = (check.playbook(each) for each in loaded.voice.playbooks.values())
    principles = (check.principle(each) for each in loaded.voice.principles)
    return in_order(problem for found in (*playbooks, *principles) for problem in found)


class _Check:
    """One voice and its linter."""

    def __init__(self, loaded: LoadedVoice, linter: ReplyLinter) -> None:
        self._loaded = loaded
        self._voice = loaded.voice
        self._linter = linter
        self._samples = {each: samples(loaded.voice, each) for each in loaded.voice.languages}

    def playbook(self, playbook: Playbook) -> Iterator[Problem]:
        """Yield what its templates break, each in its own situation and language."""
        for template in (each for language in playbook.templates.values() for each in language):
            for finding in self._lint(
                self._signed(template, playbook), template.language, playbook.situation, template.id
            ):
                hint = _HINTS.get(finding.rule, "Word it otherwise.")
                level = Level.ERROR if finding.level is LintLevel.BLOCK else Level.WARNING
                yield self._problem(template.id, f"this template breaks {_words(finding)}", hint, level)

    def principle(self, principle: Principle) -> Iterator[Problem]:
        """Yield the `do` lines in which something is found, and the `dont` lines in which nothing is."""
        for language, texts in principle.do.items():
            for number, text in enumerate(texts, start=1):
                for finding in self._lint(text, language, Situation.QUESTION):
                    if finding.rule not in _OF_WHOLE_REPLIES:
                        hint = _HINTS.get(finding.rule, "Mend the line, or the rule that it breaks.")
                        place = f"{principle.id}/do/{language}/{number}"
                        yield self._problem(place, f"this `do` line breaks {_words(finding)}", hint)
        for language, texts in principle.dont.items():
            for number, text in enumerate(texts, start=1):
                if all(each.rule in _SAYS_NOTHING for each in self._lint(text, language, Situation.QUESTION)):
                    what = f"nothing is found wrong with this `dont` line: {shown(text)}"
                    hint = "Put what is wrong with it under `forbid` here or under `forbidden`, or take the line away."
                    yield self._problem(f"{principle.id}/dont/{language}/{number}", what, hint)

    def _signed(self, template: Template, playbook: Playbook) -> str:
        """Return a template as it is sent: with the sign-off where the playbook has one."""
        if playbook.situation not in self._voice.sign_off.required_in:
            return template.text
        return f"{template.text}\n{self._voice.sign_off.lines[template.language]}"

    def _lint(self, text: str, language: str, situation: Situation, template: str = "") -> tuple[Finding, ...]:
        values = self._samples[language]
        used = {slot: values[slot] for slot in Slot if slot in slots_in(text)}
        brand = {**self._voice.values.get(ALL, {}), **self._voice.values.get(language, {})}
        quoted = tuple(used[slot] for slot in (Slot.FAQ_ANSWER, Slot.FAQ_URL) if slot in used)
        slots = {str(slot): value for slot, value in {**brand, **used}.items()}
        context = LintContext(situation, language, sources=quoted, slots=slots, template=template)
        return self._linter.lint(filled(text, slots), context)

    def _problem(self, place_of: str, what: str, hint: str, level: Level = Level.ERROR) -> Problem:
        place = self._loaded.places[place_of]
        return Problem(str(self._loaded.files[0]), place.line, place.column, what, hint, level)


def _words(finding: Finding) -> str:
    return f"{finding.rule}: {finding.what.rstrip('. ')}"
