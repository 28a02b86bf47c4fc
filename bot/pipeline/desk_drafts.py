"""Drafts as moderators come to them themselves: one by its number, and those that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.drafts import NO_CARD
from bot.pipeline.draft_panel import card_of_draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.draft_cards import DraftCard
    from bot.pipeline.community import Community


async def read_draft(community: Community, number: int) -> DraftCard | None:
    """Return a draft's card as it is now, None for a draft that is not there."""
    async with community.begin() as uow:
        draft = await uow.drafts.get(number)
    return card_of_draft(community, draft) if draft else None


async def drafts_that_wait(community: Community, most: int) -> Sequence[DraftCard]:
    """Return the cards of drafts that wait for a moderator, the oldest first; not those that one has in a form."""
    async with community.begin() as uow:
        undecided = await uow.drafts.undecided(most)
    return [card_of_draft(community, each) for each in undecided if each.shown != NO_CARD]
