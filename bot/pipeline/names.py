"""The names that members go by, held against the policy where it asks for that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.content import Part
from bot.pipeline.intake import take

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.pipeline.community import Community
    from bot.pipeline.intake import Taken

# Of more members than these it is not remembered what they are called; the ledger knows their names by their marks.
_MOST = 50_000


async def take_name(community: Community, content: Content) -> Taken | None:
    """Take in the name of whoever wrote a content; None where it is the same as before, or nobody asks for it.

    A name is one content of its member with a revision for each change, so it has one case however often they write.
    """
    author, names = content.author, community.names
    if not community.policy.names or author.is_bot or names.get(author.id) == author.name:
        return None
    taken = await take(community, name_of(content))
    given(community, author.id, author.name)
    return taken


def given(community: Community, member: str, name: str) -> None:
    """Note a name that need not be looked at (again), such as one that a moderator gave."""
    if len(community.names) >= _MOST:
        community.names.clear()
    community.names[member] = name


def name_of(content: Content) -> Content:
    """Return the name of a content's author as content, wherever they wrote."""
    author = content.author
    return replace(
        content,
        channel="",
        id=f"{Part.NAME}-{author.id}",
        text=author.name,
        revision=int(content.at.timestamp() * 1000),
        mentions=0,
        within=frozenset(),
    )
