"""A message that its author or a moderator deleted: nothing is left to hide, to score or to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.pipeline.filing import call_off
from bot.pipeline.pass_on import take_back
from bot.pipeline.unanswered import taken_away

if TYPE_CHECKING:
    from bot.core.content import Message
    from bot.pipeline.community import Community


async def gone(community: Community, message: Message) -> None:
    """Call off the hiding that was not tried yet, and forget the text where it was a wish, or waited for its scores."""
    async with community.begin() as uow:
        await call_off(uow, message)
        await taken_away(uow, message, community.now())
        await take_back(uow, community, message)
        if await uow.unscored.find(message) is not None:
            await uow.unscored.remove(message)
            await uow.contents.forget_text(message)
    community.work.set()
