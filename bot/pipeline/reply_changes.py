"""What moderators do with a draft besides sending it: throw it away, look at another proposal, ask for another tone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.drafts import NOTHING_TO_ANSWER, DraftState, worded
from bot.pipeline.draft_steps import end, step
from bot.pipeline.learn import keep_lesson
from bot.pipeline.reply import CHANGED, Refused, Void, not_open
from bot.pipeline.reply_request import request_again

if TYPE_CHECKING:
    from bot.core.cases import Actor
    from bot.core.drafts import Draft, RejectWhy
    from bot.core.proposals import Tone
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork


@dataclass(frozen=True, slots=True)
class Changed:
    """The draft as it is now."""

    draft: Draft


Change = Changed | Void | Refused


async def reject(community: Community, number: int, why: RejectWhy, because: str, actor: Actor) -> Change:
    """Throw a draft away. `because`: in the moderator's own words, may be empty."""
    async with community.begin() as uow:
        draft = await uow.drafts.get(number)
        if (void := await not_open(uow, community, draft, actor)) or draft is None:
            return void or Void("")
        if why in NOTHING_TO_ANSWER:
            await uow.unanswered.remove(draft.message)
        await keep_lesson(uow, community, draft, actor, why=str(why))
        noted = replace(draft, note=because.strip())
        return Changed(await end(uow, noted, DraftState.REJECTED, str(why), community.now(), actor))


async def other(community: Community, number: int, version: int, actor: Actor) -> Change:
    """Put the next proposal before moderators."""
    async with community.begin() as uow:
        draft = await uow.drafts.get(number)
        if (refused := await _as_seen(uow, community, draft, version, actor)) or draft is None:
            return refused or Void("")
        if len(draft.proposals) < 2:
            return Refused("there is no other proposal")
        chosen = (draft.chosen + 1) % len(draft.proposals)
        turned = worded(replace(draft, chosen=chosen), draft.proposals[chosen].text, community.now())
        return Changed(await step(uow, turned, actor, "other"))


async def reword(community: Community, number: int, version: int, tone: Tone, actor: Actor) -> Change:
    """Put the chosen proposal into another tone."""
    async with community.begin() as uow:
        seen = await uow.drafts.get(number)
        if (refused := await _as_seen(uow, community, seen, version, actor)) or seen is None:
            return refused or Void("")
    proposal = seen.proposal
    if proposal is None or community.drafter is None:
        return Refused("there is no proposal to put into other words")
    said = await community.drafter.reword(request_again(community, seen), proposal, tone)
    if said is None or said.text == seen.text:
        return Refused(f"there is no {str(tone).replace('_', ' ')} wording of it")
    async with community.begin() as uow:
        draft = await uow.drafts.get(number)
        if (refused := await _as_seen(uow, community, draft, version, actor)) or draft is None:
            return refused or Void("")
        proposals = (*draft.proposals[: draft.chosen], said, *draft.proposals[draft.chosen + 1 :])
        turned = worded(replace(draft, proposals=proposals), said.text, community.now())
        return Changed(await step(uow, turned, actor, str(tone)))


async def _as_seen(
    uow: UnitOfWork, community: Community, draft: Draft | None, version: int, actor: Actor
) -> Void | Refused | None:
    """Say why nothing is done to a draft as a moderator saw it, None where something may be."""
    if (void := await not_open(uow, community, draft, actor)) or draft is None:
        return void
    return Refused(CHANGED) if draft.version != version else None
