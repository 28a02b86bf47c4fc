"""The port Reader on one workspace: how things stand there at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.content import Part
from bot.platforms.slack.blocks import MOST_INPUT
from bot.platforms.slack.client import RefusedError
from bot.platforms.slack.lookups import message_at
from bot.platforms.slack.mrkdwn import mentions_in
from bot.platforms.slack.translate import read

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.core.content import Author, Content, Message
    from bot.platforms.slack.reading import Reader


class SlackReader:
    """Looks up what is asked for. `reading` makes content of it."""

    def __init__(self, client: AsyncWebClient, reading: Reader) -> None:
        self._client = client
        self.reading = reading

    @property
    def longest(self) -> int:
        """How many characters may be typed into a form."""
        return MOST_INPUT

    async def message(self, message: Message) -> Content | None:
        """Return a message as it is now, None where it is gone or the bot can't read it."""
        if message.part is not Part.MESSAGE:
            return None
        try:
            found = await message_at(self._client, message.channel, message.id)
        except RefusedError:
            return None
        said = read(dict(found), message.channel) if found else None
        return await self.reading.content(said) if said else None

    async def author(self, member: str) -> Author | None:
        """Return a member with the groups that they are in now; None for whoever is none."""
        person = await self.reading.people.fresh(member)
        return person.author if person.is_known else None

    def mentions_in(self, text: str) -> int:
        """Count whom a text would call."""
        return mentions_in(text)
