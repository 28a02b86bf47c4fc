"""Brings back what a new process can't know: who wrote what lately, for the windows that floods are counted in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.content import Author, Content, Part
from bot.core.policy import windows_of
from bot.core.windows import SHORTEST_REPEAT

if TYPE_CHECKING:
    from bot.pipeline.community import Community

_MOST = 20_000


async def warm_up(community: Community) -> int:
    """Let the screener remember the messages of its longest window; return how many there were."""
    longest = max((each.seconds for each in windows_of(community.policy)), default=0)
    async with community.begin() as uow:
        seen = await uow.contents.since(community.now() - timedelta(seconds=longest), _MOST)
    for each in (each for each in seen if each.message.part is Part.MESSAGE):
        author = Author(each.member, "")
        content = Content(
            community.id, each.message.channel, each.message.id, author, "", each.at, each.revision, each.mentions
        )
        community.screener.remember(content, each.mark if each.length >= SHORTEST_REPEAT else "")
    return len(seen)
