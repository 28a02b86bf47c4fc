"""What there is to answer a message from: the offline draft, its sources and slots, and replies to messages like it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.defused import cut_short
from bot.core.lint import LintContext
from bot.core.proposals import Intent, Tone
from bot.core.voice import ModelUse, Slot
from bot.drafting.model.prompts import Brief, value_of
from bot.drafting.model.redaction import Redaction, placeholders
from bot.drafting.slots import slots_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.proposals import DraftRequest, Proposal
    from bot.core.situations import Recognised, Situation
    from bot.core.voice import FaqEntry, Voice

_MESSAGE = 3_000
_EXAMPLE = 400


@dataclass(frozen=True, slots=True)
class Job:
    """A proposal of the offline drafter that is to be put into other words, and what it answers."""

    request: DraftRequest
    recognised: Recognised
    situation: Situation
    proposal: Proposal
    tone: Tone | None = None  # what a moderator asks for; None: for the first time
    beside: tuple[Proposal, ...] = ()  # what is proposed with it, and must not be said twice


@dataclass(frozen=True, slots=True)
class Material:
    """A job with everything personal hidden, and what gives it back. `ending`: what a reply is signed with."""

    brief: Brief
    redaction: Redaction
    allowed: frozenset[str]
    entries: Mapping[str, FaqEntry]
    slots: Mapping[str, str]
    ending: str


def gather(job: Job, voice: Voice, examples: Sequence[tuple[str, str]]) -> Material:
    """Put together what a model is given for a job."""
    language, request = job.recognised.language, job.request
    entries = {f"S{number}": each for number, each in enumerate(_entries(job.proposal.cites, voice), 1)}
    slots = slots_for(request, voice, language, next(iter(entries.values()), None))
    redaction = Redaction(_open(slots), request.author, request.around.others, _kept(voice, language))
    body, ending = _signed(job.proposal.text, voice, language)
    brief = Brief(
        situation=job.situation,
        language=language,
        message=cut_short(redaction.hide(request.text), _MESSAGE),
        draft=redaction.hide_reply(body),
        sources=tuple((name, redaction.hide_source(source_text(each))) for name, each in entries.items()),
        from_sources=_from_sources(job, voice) and bool(entries),
        examples=tuple(_example(redaction, *each) for each in examples),
        tone=job.tone or Tone.PLAIN,
        mood=job.recognised.mood,
    )
    return Material(brief, redaction, _allowed(brief, slots), entries, slots, ending)


def context(job: Job, material: Material, used: Iterable[str], canary: str, toxicity: float | None) -> LintContext:
    """Return what a model's reply is held against. `used`: the sources that it names."""
    request = job.request
    cited = [source_text(material.entries[name]) for name in used]
    return LintContext(
        situation=job.situation,
        language=job.recognised.language,
        answers=request.text,
        author=request.author,
        sources=(*cited, job.proposal.text),
        slots=material.slots,
        others=request.around.others,
        secrets=(canary,),
        toxicity=toxicity,
        mood=job.recognised.mood,
    )


def source_text(entry: FaqEntry) -> str:
    """Return what an entry of the FAQ says, and where."""
    return f"{entry.answer}\n{entry.url}".strip()


def cite(entry: FaqEntry) -> str:
    """Return how a reply cites an entry."""
    return f"faq:{entry.id}@{entry.hash}"


def _entries(cites: Sequence[str], voice: Voice) -> list[FaqEntry]:
    return [each for each in voice.faq if cite(each) in cites]


def _from_sources(job: Job, voice: Voice) -> bool:
    """Tell whether the model may answer from the sources, and not only word the draft anew."""
    allowed = voice.playbooks[job.situation].model is ModelUse.ALLOWED
    return allowed and job.proposal.intent is Intent.ANSWER and job.tone is None


def _open(slots: Mapping[str, str]) -> dict[str, str]:
    """Leave out what may be told."""
    told = {Slot.BRAND, Slot.COMMUNITY, Slot.PERSONA, Slot.OWNER}
    return {slot: value for slot, value in slots.items() if slot not in told}


def _kept(voice: Voice, language: str) -> tuple[str, ...]:
    brand = (value_of(voice, slot, language) for slot in (Slot.BRAND, Slot.COMMUNITY, Slot.PERSONA))
    return (voice.persona, *voice.terms, *brand)


def _signed(text: str, voice: Voice, language: str) -> tuple[str, str]:
    """Part a reply from the line that it is signed with, which no model needs to see."""
    line = voice.sign_off.lines.get(language, "").replace("{persona}", voice.persona)
    if not line or not text.endswith(line):
        return text, ""
    body = text.removesuffix(line).rstrip()
    return body, text[len(body) :]


def _example(redaction: Redaction, asked: str, replied: str) -> tuple[str, str]:
    return cut_short(redaction.hide(asked), _EXAMPLE), cut_short(redaction.hide_example(replied), _EXAMPLE)


def _allowed(brief: Brief, slots: Mapping[str, str]) -> frozenset[str]:
    """Return the places that may come back: those of the draft and the sources, and whom it answers."""
    sources = [text for _, text in brief.sources] if brief.from_sources else []
    found = {place for text in (brief.draft, *sources) for place in placeholders(text)}
    return frozenset(found | ({"{name}"} if Slot.NAME in slots else set()))
