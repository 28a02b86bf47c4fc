"""The offline drafter: recognises, finds the source, chooses templates, fills and lints them. No key, no network."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.core.likeness import PARAPHRASE, grams, likeness
from bot.core.lint import blocks
from bot.core.proposals import NoDraft, NoDraftWhy, Offer, Tone
from bot.core.situations import Recognised, Situation
from bot.drafting.compose import Composer
from bot.drafting.gate import Passed, passed, ruled_out
from bot.drafting.retrieval import Found
from bot.drafting.situations import asked_in
from bot.drafting.toxicity import Toxicity

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.core.lint import LintRule
    from bot.core.proposals import DraftOutcome, DraftRequest, Proposal
    from bot.core.voice import Voice
    from bot.drafting.compose import Candidate
    from bot.drafting.retrieval import FaqIndex
    from bot.drafting.situations import SituationReader
    from bot.ports import Classifier
    from bot.ports.replies import ReplyLinter


class PlaybookDrafter:
    """Implements the ReplyDrafter port with the templates of a voice. The same request gets the same draft anywhere."""

    def __init__(
        self, voice: Voice, reader: SituationReader, index: FaqIndex, linter: ReplyLinter, classifier: Classifier | None
    ) -> None:
        self.name = f"playbook 1 {voice.hash}"
        self._voice = voice
        self._reader = reader
        self._index = index
        self._linter = linter
        self._toxicity = Toxicity(classifier)

    def recognise(self, request: DraftRequest) -> Recognised:
        """Say what a message is about, and in what language."""
        return self._reader.recognise(request)

    async def draft(self, request: DraftRequest) -> DraftOutcome:
        """Return what could be answered, or why nothing is proposed."""
        recognised = self.recognise(request)
        refusal = ruled_out(recognised, request.around, self._voice)
        if refusal or recognised.situation is None:
            return refusal or NoDraft(recognised, NoDraftWhy.NO_SITUATION, recognised.reasons)
        found = self._find(request, recognised) if recognised.situation is Situation.QUESTION else None
        gate = passed(recognised, recognised.situation, request.around, found)
        return gate if isinstance(gate, NoDraft) else await self._composed(request, recognised, gate)

    async def reword(self, request: DraftRequest, proposal: Proposal, tone: Tone) -> Proposal | None:
        """Return the same intent in another tone's template, None where there is none that may be sent."""
        recognised = self.recognise(request)
        situation, language = _kind_of(proposal, recognised)
        if situation is None:
            return None
        entry = next((each for each in self._voice.faq if f"faq:{each.id}@{each.hash}" in proposal.cites), None)
        entry = entry and next((e for e in self._voice.faq if (e.id, e.language) == (entry.id, language)), entry)
        composer = Composer(self._voice, request, recognised, situation, language, entry, self.name)
        others = [each for each in composer.candidates(proposal.intent, (tone,)) if each.proposal.text != proposal.text]
        async for each in self._linted(others):
            if not blocks(each.lint):
                return each
        return None

    def _find(self, request: DraftRequest, recognised: Recognised) -> Found:
        language = recognised.language
        found = [self._index.find(each, language) for each in asked_in(request.text, language)]
        return max(found, key=lambda each: each.score, default=Found(None))

    async def _composed(self, request: DraftRequest, recognised: Recognised, gate: Passed) -> DraftOutcome:
        composer = Composer(
            self._voice, request, recognised, gate.situation, recognised.language, gate.entry, self.name
        )
        tried = [composer.candidates(intent) for intent in gate.intents]
        await self._toxicity.learn(variants[0].scored for variants in tried if variants)
        chosen: list[Proposal] = []
        stopped: set[LintRule] = set()
        for variants in tried:
            async for each in self._linted(variants):
                stopped |= {finding.rule for finding in each.lint if blocks((finding,))}
                if not blocks(each.lint) and _is_other(each, chosen):
                    chosen.append(each)
                    break
        if chosen:
            reasons = (*gate.reasons, f"template {chosen[0].template}", *_stopped(stopped))
            return Offer(recognised, gate.situation, tuple(chosen), reasons)
        if stopped:
            return NoDraft(recognised, NoDraftWhy.LINT, (*gate.reasons, *_stopped(stopped)))
        return NoDraft(recognised, NoDraftWhy.NO_TEMPLATE, (*gate.reasons, _why_none(composer)))

    async def _linted(self, candidates: Sequence[Candidate]) -> AsyncIterator[Proposal]:
        """Lint one after another, as far as somebody asks: mostly the first is good."""
        for each in candidates:
            context = replace(each.context, toxicity=await self._toxicity.of(each.scored))
            yield replace(each.proposal, lint=self._linter.lint(each.proposal.text, context))


def _is_other(proposal: Proposal, chosen: Sequence[Proposal]) -> bool:
    """Tell whether a proposal says something else than those that were chosen."""
    return all(likeness(_grams(proposal.text), _grams(each.text)) < PARAPHRASE for each in chosen)


# The same wordings are compared over and over.
_grams = lru_cache(maxsize=512)(grams)


def _kind_of(proposal: Proposal, recognised: Recognised) -> tuple[Situation | None, str]:
    """Return the playbook and the language that a proposal was made from; without a template those of the message."""
    playbook, _, rest = proposal.template.partition("/")
    if playbook and playbook in set(Situation):
        return Situation(playbook), rest.partition("/")[0]
    return recognised.situation, recognised.language


def _stopped(rules: set[LintRule]) -> tuple[str, ...]:
    return (f"the linter stopped others: {', '.join(sorted(rules))}",) if rules else ()


def _why_none(composer: Composer) -> str:
    if not composer.templates:
        return f"the playbook {composer.situation} has no template in {composer.language}"
    return "no template can be filled, or all were sent here lately"
