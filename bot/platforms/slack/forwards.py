"""Wishes and complaints in the channel that they are passed on to: posted, changed with their message, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.defused import defused
from bot.core.effects import Applied, EffectKind, Failed, Skipped
from bot.core.feedback import headline, passed_on
from bot.platforms.slack.client import RefusedError
from bot.platforms.slack.lookups import channel_called, message_at, metadata, posted
from bot.platforms.slack.mrkdwn import link_to, quoted

if TYPE_CHECKING:
    from bot.core.effects import Order, Outcome
    from bot.core.feedback import Feedback
    from bot.platforms.slack.lookups import Object
    from bot.platforms.slack.workspace import Workspace

_MOST = 3000


class Forwards:
    """What the bot passed on in one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def find(self, order: Order, key: str) -> Applied | None:
        """Look for an entry by the order's key; for one to be taken away, that it is gone."""
        entry = order.feedback
        if entry is None:
            return None
        if order.effect.kind is EffectKind.WITHDRAW:
            return None if await self._posted(entry) else Applied()
        channel, name = entry.posted.partition("/")[0], entry.forwarded_to
        if not channel:
            channel, name = await channel_called(self._workspace.bot, entry.forwarded_to)
        found = await posted(self._workspace.bot, channel, "", key=key) if channel else []
        return Applied(posted=f"{channel}/{found[0]['ts']}", channel=name) if found else None

    async def post(self, entry: Feedback, key: str) -> Outcome:
        """Post an entry. It calls nobody, and shows no previews of what the member linked to."""
        channel, name = await channel_called(self._workspace.bot, entry.forwarded_to)
        if not channel:
            why = f"I am in no channel “{entry.forwarded_to}”, which the policy passes it on to; /invite me there"
            return Failed("there is no such channel", permission=why)
        sent = await self._workspace.bot.chat_postMessage(
            channel=channel,
            text=self._words(entry),
            unfurl_links=False,
            unfurl_media=False,
            metadata=metadata(key),
        )
        return Applied(posted=f"{channel}/{sent['ts']}", channel=name)

    async def change(self, entry: Feedback, key: str) -> Outcome:
        """Let the post say what the entry says now."""
        if await self._posted(entry) is None:
            return Skipped("somebody took it away")
        channel, _, ts = entry.posted.partition("/")
        bot = self._workspace.bot
        await bot.chat_update(channel=channel, ts=ts, text=self._words(entry), metadata=metadata(key))
        return Applied(posted=entry.posted, channel=entry.forwarded_to)

    async def take_away(self, entry: Feedback) -> Outcome:
        """Delete the bot's own post; one that is gone is as good."""
        if await self._posted(entry) is None:
            return Applied("it was gone already")
        channel, _, ts = entry.posted.partition("/")
        try:
            await self._workspace.bot.chat_delete(channel=channel, ts=ts)
        except RefusedError as error:
            if error.code != "message_not_found":
                raise
        return Applied()

    def _words(self, entry: Feedback) -> str:
        link = f"<{link_to(self._workspace.url, entry.message)}|{headline(entry)}>"
        return passed_on(link, quoted(defused(entry.text), _MOST))

    async def _posted(self, entry: Feedback) -> Object | None:
        """Return the bot's own post, None where it is gone; what others wrote is never touched."""
        channel, _, ts = entry.posted.partition("/")
        found = await message_at(self._workspace.bot, channel, ts)
        return found if found and found.get("bot_id") == self._workspace.bot_id else None
