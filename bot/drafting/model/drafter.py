"""The drafter that lets a language model word what the offline drafter found."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.likeness import PARAPHRASE, grams, likeness
from bot.core.lint import LintLevel, LintRule
from bot.core.proposals import NoDraft
from bot.core.situations import MEASURES
from bot.core.voice import ModelUse
from bot.drafting.model.checks import check
from bot.drafting.model.failures import ModelFailedError
from bot.drafting.model.material import Job, cite, context, gather
from bot.drafting.toxicity import Toxicity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.lint import Finding
    from bot.core.proposals import DraftOutcome, DraftRequest, Proposal, Tone
    from bot.core.situations import Recognised, Situation
    from bot.core.voice import Voice
    from bot.drafting.model.asking import Asking
    from bot.drafting.model.material import Material
    from bot.drafting.model.prompts import Prompts
    from bot.ports import Classifier
    from bot.ports.replies import ReplyDrafter, ReplyExamples, ReplyLinter

_EXAMPLES = 3
# Warnings that are about style go to the moderator. Any other may be what the member told the model to write, and the
# offline words are without.
_STYLE = {
    LintRule.LENGTH,
    LintRule.FORBIDDEN,
    LintRule.EMOJI,
    LintRule.SHOUTING,
    LintRule.MISSING,
    LintRule.REPEATED,
}


@dataclass(frozen=True, slots=True)
class Helpers:
    """What the model's words are held against, and learn from. `examples`: None for none."""

    linter: ReplyLinter
    classifier: Classifier | None = None
    examples: ReplyExamples | None = None


class ModelDrafter:
    """Implements ReplyDrafter: asks the offline drafter, and a model to word what that offers first.

    Only where the voice's playbook lets it, and never about a measure. Whatever goes wrong ends in the offline words,
    which then say why.
    """

    def __init__(self, offline: ReplyDrafter, voice: Voice, prompts: Prompts, asking: Asking, helpers: Helpers) -> None:
        self._offline = offline
        self._voice = voice
        self._prompts = prompts
        self._asking = asking
        self._helpers = helpers
        self._toxicity = Toxicity(helpers.classifier)
        self._hash_key = secrets.token_bytes(16)

    @property
    def name(self) -> str:
        """The model, and whose offers it words."""
        return f"{self._asking.name} over {self._offline.name}"

    async def close(self) -> None:
        """Stop asking the model."""
        await self._asking.close()

    def recognise(self, request: DraftRequest) -> Recognised:
        """Say what a message is about, as the offline drafter does."""
        return self._offline.recognise(request)

    async def draft(self, request: DraftRequest) -> DraftOutcome:
        """Return what the offline drafter offers, the first proposal in the model's words where that worked."""
        outcome = await self._offline.draft(request)
        if isinstance(outcome, NoDraft) or not self._may_word(outcome.situation):
            return outcome
        first, *rest = outcome.proposals
        job = Job(request, outcome.recognised, outcome.situation, first, beside=tuple(rest))
        try:
            worded = await self._worded(job)
            reason = f"worded by {worded.drafter}"
        except ModelFailedError as failure:
            worded, reason = _labelled(first, failure), failure.words
        return replace(outcome, proposals=(worded, *rest), reasons=(*outcome.reasons, reason))

    async def reword(self, request: DraftRequest, proposal: Proposal, tone: Tone) -> Proposal | None:
        """Return a proposal in another tone, with its links, numbers and sources; else another template."""
        recognised = self.recognise(request)
        if recognised.situation is None or not self._may_word(recognised.situation):
            return await self._offline.reword(request, proposal, tone)
        try:
            return await self._worded(Job(request, recognised, recognised.situation, proposal, tone))
        except ModelFailedError as failure:
            offline = await self._offline.reword(request, proposal, tone)
            return offline and _labelled(offline, failure)

    def _may_word(self, situation: Situation) -> bool:
        """Tell whether a model may word replies to this; people wrote what is said about measures."""
        playbook = self._voice.playbooks.get(situation)
        return playbook is not None and playbook.model is not ModelUse.NEVER and situation not in MEASURES

    async def _worded(self, job: Job) -> Proposal:
        """Return a proposal in the model's words. Raises ModelFailedError."""
        material = gather(job, self._voice, await self._examples(job))
        deadline = self._asking.deadline()
        try:
            return await self._try(job, material, deadline)
        except _BlockedError as blocked:
            try:
                return await self._try(job, material, deadline, blocked.rules)
            except _BlockedError:
                raise
            except ModelFailedError:
                raise blocked from None  # what was wrong at first says more

    async def _try(self, job: Job, material: Material, deadline: float, faults: tuple[LintRule, ...] = ()) -> Proposal:
        """Ask once. `faults`: what the linter had against the answer before."""
        prompt = self._prompts.of(material.brief, faults)
        reply = await self._asking.ask(prompt, self._member(job.request.author), deadline)
        words = check(reply, material.brief, material.allowed)
        text = material.redaction.fill(words) + material.ending
        # Without the member's name, as some names sound rude to a scorer.
        toxicity = await self._toxicity.of(material.redaction.fill(words.replace("{name}", self._voice.persona)))
        held = context(job, material, reply.sources, self._prompts.canary, toxicity)
        findings = self._helpers.linter.lint(text, held)
        if broken := [each.rule for each in findings if _stops(each)]:
            raise _BlockedError(tuple(dict.fromkeys(broken)))
        if any(likeness(grams(text), grams(other.text)) >= PARAPHRASE for other in job.beside):
            raise ModelFailedError("openai said what another draft says")
        cites = tuple(cite(material.entries[name]) for name in dict.fromkeys(reply.sources))
        return replace(
            job.proposal,
            text=text,
            cites=cites if material.brief.from_sources else job.proposal.cites,
            template="",
            drafter=self._asking.name,
            tone=material.brief.tone,
            lint=findings,
        )

    async def _examples(self, job: Job) -> Sequence[tuple[str, str]]:
        if self._helpers.examples is None or job.tone is not None:
            return ()
        language = job.recognised.language
        return await self._helpers.examples.like(job.request.text, language, job.situation, _EXAMPLES)

    def _member(self, author: str) -> str:
        """Return what tells members apart for a server, and nobody who they are: no other process gives the same."""
        return hashlib.blake2b(author.encode("utf-8", "replace"), key=self._hash_key, digest_size=16).hexdigest()


class _BlockedError(ModelFailedError):
    """The linter lets the words not pass."""

    def __init__(self, rules: tuple[LintRule, ...]) -> None:
        super().__init__(f"openai's words broke {', '.join(rules)}")
        self.rules = rules


def _stops(finding: Finding) -> bool:
    """Tell whether a model's words are not to be offered for this."""
    return finding.level is LintLevel.BLOCK or finding.rule not in _STYLE


def _labelled(proposal: Proposal, failure: ModelFailedError) -> Proposal:
    """Say of words that stand in for a model's why they do."""
    return replace(proposal, drafter=f"{proposal.drafter} ({failure.words})")
