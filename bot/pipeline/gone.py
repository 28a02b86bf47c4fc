"""A message that its author or a moderator deleted: nothing is left to hide, and nothing to score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.pipeline.filing import call_off

if TYPE_CHECKING:
    from bot.core.content import Message
    from bot.pipeline.community import Community


async def gone(community: Community, message: Message) -> None:
    """Call off the hiding that was not tried yet, and forget the text where it only waited for its scores."""
    async with community.begin() as uow:
        await call_off(uow, message)
        if await uow.unscored.find(message) is not None:
            await uow.unscored.remove(message)
            await uow.contents.forget_text(message)
    community.work.set()
