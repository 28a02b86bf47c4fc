"""Puts replies together: which templates can be filled, in which order they are tried, and what comes of them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.core.lint import LintContext
from bot.core.proposals import Intent, Proposal, Tone
from bot.core.voice import Slot
from bot.drafting.slots import filled, slots_for, slots_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.proposals import DraftRequest
    from bot.core.situations import Recognised, Situation
    from bot.core.voice import FaqEntry, Template, Voice

_FROM_FAQ = frozenset({Slot.FAQ_ANSWER.value, Slot.FAQ_URL.value})
_FROM_RULE = frozenset({Slot.RULE_ID.value, Slot.RULE_TITLE.value})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reply that could be proposed, what it is held against, and as it is scored: with our name for the member's."""

    proposal: Proposal
    context: LintContext
    scored: str


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes the replies to one message."""

    voice: Voice
    request: DraftRequest
    recognised: Recognised
    situation: Situation
    language: str
    entry: FaqEntry | None
    drafter: str

    def candidates(self, intent: Intent, tones: tuple[Tone, ...] = tuple(Tone)) -> tuple[Candidate, ...]:
        """Return the replies of an intent that can be filled and were not sent lately, in the order to be tried.

        A tone that is named first is tried first. Among its templates the order looks like chance, yet is the same for
        the same message, on any machine and in any process.
        """
        slots = slots_for(self.request, self.voice, self.language, self.entry)
        found = [
            each
            for each in self.templates
            if each.intent is intent and each.tone in tones and slots_in(each.text) <= slots.keys()
        ]
        found.sort(key=lambda each: (tones.index(each.tone), self._lot(each)))
        return tuple(self._candidate(each, slots) for each in found if each.id not in self.request.around.used)

    @property
    def templates(self) -> tuple[Template, ...]:
        """The templates of the playbook in the language."""
        playbook = self.voice.playbooks.get(self.situation)
        return playbook.templates.get(self.language, ()) if playbook else ()

    def _lot(self, template: Template) -> bytes:
        seed = self.request.id or self.request.text
        return sha256(f"{seed}\0{self.situation}\0{template.id}".encode(errors="surrogatepass")).digest()

    def _candidate(self, template: Template, slots: Mapping[str, str]) -> Candidate:
        body, end = filled(template.text, slots), self._sign_off(slots)
        used = {name: slots[name] for name in sorted(slots_in(template.text))}
        proposal = Proposal(
            intent=template.intent,
            text=f"{body}\n{end}" if end else body,
            cites=self._cites(used, slots),
            template=template.id,
            drafter=self.drafter,
            tone=template.tone,
        )
        nameless = filled(template.text, {**slots, Slot.NAME.value: self.voice.persona})
        return Candidate(proposal, self._context(template, used), nameless)

    def _sign_off(self, slots: Mapping[str, str]) -> str:
        sign_off = self.voice.sign_off
        line = sign_off.lines.get(self.language, "") if self.situation in sign_off.required_in else ""
        return filled(line, {**slots, Slot.PERSONA.value: self.voice.persona})

    def _cites(self, used: Mapping[str, str], slots: Mapping[str, str]) -> tuple[str, ...]:
        faq = (f"faq:{self.entry.id}@{self.entry.hash}",) if self.entry and used.keys() & _FROM_FAQ else ()
        rule = slots.get(Slot.RULE_ID.value) or slots.get(Slot.RULE_TITLE.value)
        return (*faq, f"rule:{rule}") if rule and used.keys() & _FROM_RULE else faq

    def _context(self, template: Template, used: Mapping[str, str]) -> LintContext:
        source = (self.entry.answer, self.entry.url) if self.entry else ()
        return LintContext(
            situation=self.situation,
            language=self.language,
            answers=self.request.text,
            author=self.request.author,
            sources=tuple(filter(None, source)),
            slots=used,
            template=template.id,
            others=self.request.around.others,
            used=self.request.around.used,
            mood=self.recognised.mood,
        )
