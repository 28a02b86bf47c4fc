"""Keeps of decided drafts what an admin lets be learnt from, and forgets it where they no longer do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.journal import Event, EventKind
from bot.core.lessons import Lesson, masked
from bot.core.voice import Learning

if TYPE_CHECKING:
    from bot.core.cases import Actor
    from bot.core.drafts import Draft
    from bot.core.journal import Fact
    from bot.core.learning import VoiceChange
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork


async def keep_lesson(
    uow: UnitOfWork, community: Community, draft: Draft, actor: Actor, *, sent: str = "", why: str = ""
) -> None:
    """Keep what is made of a draft that is still undecided, as far as the voice allows. `sent`: empty for nothing."""
    learning = community.voice.learning if community.voice else Learning()
    if draft.situation is None or not draft.language or not (learning.edits or learning.examples):
        return
    proposal = next((each for each in draft.proposals if each.text.strip() == sent), draft.proposal)

    def hidden(text: str) -> str:
        return masked(text.strip(), draft.slots, {"name": draft.author, "moderator": actor.name})

    lesson = Lesson(
        draft=draft.id,
        at=community.now(),
        situation=draft.situation,
        language=draft.language,
        moderator=uow.mark(draft.first_yes or actor.id),
        template=proposal.template if proposal else "",
        cites=proposal.cites if proposal else (),
        offered=hidden(proposal.text) if proposal else "",
        sent=hidden(sent),
        why=why,
        question=hidden(draft.question) if sent else "",
    )
    if kept := _allowed(lesson, learning):
        await uow.drafts.teach(kept)


async def forget_lessons(uow: UnitOfWork, community: Community) -> None:
    """Forget what was kept while the voice allowed it and does no longer."""
    if community.voice is None or (community.voice.learning.edits and community.voice.learning.examples):
        return
    if community.voice.learning == Learning():
        await uow.drafts.unlearn()
        return
    for lesson in await uow.drafts.lessons():
        kept = _allowed(lesson, community.voice.learning)
        if kept is None:
            await uow.drafts.unlearn(lesson.draft)
        elif kept != lesson:
            await uow.drafts.teach(kept)


async def note_applied(community: Community, change: VoiceChange, before: str, after: str, actor: Actor) -> None:
    """Write down that an admin applied a change. `before`, `after`: what names the file's text then and now."""
    facts: dict[str, Fact] = {"change": str(change.kind), "language": change.language, "before": before, "after": after}
    facts |= {"drafts": [str(each) for each in change.drafts], "of": change.out_of, "moderators": change.moderators}
    said: dict[str, Fact] = {"subject": change.subject, "instead": change.instead}
    async with community.begin() as uow:
        await uow.journal.append(
            Event(EventKind.VOICE_CHANGED, community.now(), actor=actor, facts=facts, private=said)
        )


def _allowed(lesson: Lesson, learning: Learning) -> Lesson | None:
    """Return what may be kept of a lesson, None for nothing."""
    offered, question = lesson.offered if learning.edits else "", lesson.question if learning.examples else ""
    return replace(lesson, offered=offered, question=question) if offered or question else None
