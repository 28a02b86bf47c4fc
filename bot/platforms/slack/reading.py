"""Makes content of what was said in a workspace: who said it and where are looked up, once for all who ask."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.core.content import Author
from bot.core.loose import inner, words
from bot.core.slack_text import user_name
from bot.platforms.slack.translate import content_of

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.platforms.slack.channels import Channels
    from bot.platforms.slack.people import People
    from bot.platforms.slack.translate import Said


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one workspace, which is the `community`."""

    community: str
    people: People
    channels: Channels

    async def content(self, said: Said) -> Content:
        """Return what was said as content. Raises OSError as long as it can't be told whether staff said it."""
        author, named, within = await asyncio.gather(
            self._author(said), self.people.names(said.calls), self.channels.within(said.channel)
        )
        return content_of(said, self.community, author, {**self.channels.names, **named}, within)

    async def _author(self, said: Said) -> Author:
        message = said.message
        shown = words(message, "username") or words(inner(message, "bot_profile"), "name")
        if said.is_program:
            number = said.user or words(message, "bot_id") or "unknown"
            return Author(number, shown or number, is_bot=True)
        person = await self.people.who(said.user)
        if person.is_known:
            return person.author
        # An app may post in a member's name; where nobody knows that member, it is the app itself. Messages of other
        # workspaces' members bring what these are called.
        called = user_name({"profile": inner(message, "user_profile")})
        return replace(person.author, name=called or person.name, is_bot=said.by_app)
