"""Forgets what is kept no longer: texts, names, strikes, and that messages were seen."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.pulse import KEPT
from bot.pipeline.learn import forget_lessons

if TYPE_CHECKING:
    from bot.pipeline.community import Community

# That a message was seen, without its text; long enough that no platform delivers it again.
FOOTPRINTS = timedelta(days=30)
PAUSE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much of each was removed."""

    texts: int
    private: int
    strikes: int
    footprints: int


async def retain(community: Community) -> Forgotten:
    """Remove what the policy's retention no longer keeps."""
    now = community.now()
    kept = timedelta(seconds=community.retention.case_seconds or 0)
    clean = timedelta(seconds=community.retention.clean_seconds or 0)
    async with community.begin() as uow:
        await uow.drafts.forget(now - kept)
        await forget_lessons(uow, community)
        await uow.unanswered.forget(now - FOOTPRINTS)
        await uow.feedback.forget(now - kept)
        await uow.pulse.forget(now - KEPT)
        return Forgotten(
            texts=await uow.contents.forget_texts(now - kept, now - clean),
            private=await uow.journal.forget_private(now - kept, now),
            strikes=await uow.strikes.forget(now - kept),
            footprints=await uow.contents.forget_footprints(now - max(FOOTPRINTS, clean)),
        )


async def keep_retaining(community: Community) -> None:
    """Forget once an hour, until cancelled."""
    while True:
        await retain(community)
        await asyncio.sleep(PAUSE_SECONDS)
