"""The channels of a workspace that the bot is in, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.loose import inner, objects, words
from bot.platforms.slack.asking import DeclinedError, Shared, SlowDownError, answer, pages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.web.async_client import AsyncWebClient

_TYPES = "public_channel,private_channel"
_PAGE = 200
_PATIENCE = 2.0
_MOST = 20_000


class Channels:
    """Remembers names. One that Slack does not say is asked for again with the next message."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._names: dict[str, str] = {}
        self._shared = Shared(_PATIENCE)

    @property
    def names(self) -> Mapping[str, str]:
        """What channels are called, by id, as far as it is known."""
        return self._names

    async def joined(self) -> Sequence[str]:
        """Return the channels that the bot is in. Raises OSError and SlowDownError."""
        found: list[str] = []

        async for page in pages(
            lambda cursor: self._client.users_conversations(
                types=_TYPES, exclude_archived=True, limit=_PAGE, cursor=cursor
            )
        ):
            for each in objects(page, "channels"):
                self.called(words(each, "id"), words(each, "name"))
                found.append(words(each, "id"))
        return found

    async def within(self, channel: str) -> frozenset[str]:
        """Return the name of a channel, nothing where Slack does not say it soon."""
        name = self._names.get(channel)
        if name is None:
            try:
                name = await self._shared.answer(channel, lambda: self._ask(channel))
            except (OSError, DeclinedError, SlowDownError):
                name = ""
        return frozenset({name} - {""})

    def called(self, channel: str, name: str) -> None:
        """Note what a channel is called now."""
        if len(self._names) >= _MOST:
            self._names.clear()
        self._names[channel] = name

    async def _ask(self, channel: str) -> str:
        name = words(inner(await answer(self._client.conversations_info(channel=channel)), "channel"), "name")
        self.called(channel, name)
        return name
