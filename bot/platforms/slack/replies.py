"""Replies in the community's name: posted in the thread of the message that they answer, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.effects import Applied, EffectKind, Failed
from bot.platforms.slack.client import RefusedError
from bot.platforms.slack.lookups import channel_called, message_at, metadata, posted
from bot.platforms.slack.mrkdwn import escaped
from bot.platforms.slack.outcomes import GONE

if TYPE_CHECKING:
    from bot.core.effects import Order, Outcome
    from bot.platforms.slack.lookups import Object
    from bot.platforms.slack.workspace import Workspace


class Replies:
    """The bot's own words in the channels of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def do(self, order: Order, key: str) -> Outcome:
        """Post a reply, or delete it."""
        if order.effect.kind is EffectKind.RETRACT:
            return await self._delete(order)
        return await (self._answer(order, key) if order.effect.message.id else self._say(order, key))

    async def find(self, order: Order, key: str) -> Applied | None:
        """Look for a reply by its key; for one to be deleted, that it is gone."""
        if not order.effect.message.id:
            return await self._said(order, key)
        message = await self._message(order)
        if order.effect.kind is EffectKind.RETRACT:
            return None if message else Applied()
        if message is None:
            return None
        where = order.effect.message.channel
        found = await posted(self._workspace.bot, where, _thread(message), key=key)
        return Applied(posted=str(found[0]["ts"])) if found else None

    async def _answer(self, order: Order, key: str) -> Outcome:
        message = await self._message(order)
        if message is None:
            return GONE
        return Applied(posted=await self._post(order, key, order.effect.message.channel, _thread(message)))

    async def _say(self, order: Order, key: str) -> Outcome:
        """Post a message of its own."""
        called = order.effect.message.channel
        channel, _ = await channel_called(self._workspace.bot, called)
        if not channel:
            return Failed("there is no such channel", permission=f"I am in no channel “{called}”; /invite me there")
        return Applied(posted=f"{channel}/{await self._post(order, key, channel)}")

    async def _said(self, order: Order, key: str) -> Applied | None:
        channel, _ = await channel_called(self._workspace.bot, order.effect.message.channel)
        found = await posted(self._workspace.bot, channel, "", key=key) if channel else []
        return Applied(posted=f"{channel}/{found[0]['ts']}") if found else None

    async def _post(self, order: Order, key: str, channel: str, thread: str = "") -> str:
        """It calls nobody, and names no moderator."""
        sent = await self._workspace.bot.chat_postMessage(
            channel=channel,
            text=escaped(order.text),
            thread_ts=thread or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata=metadata(key),
        )
        return str(sent["ts"])

    async def _delete(self, order: Order) -> Outcome:
        """One that somebody else deleted is gone all the same; what others wrote is never touched."""
        where = order.effect.message
        message = await self._message(order)
        if message is None:
            return Applied("it was gone already")
        if message.get("bot_id") != self._workspace.bot_id:
            return Failed("the bot did not write it")
        try:
            await self._workspace.bot.chat_delete(channel=where.channel, ts=where.id)
        except RefusedError as error:
            if error.code != "message_not_found":
                raise
        return Applied()

    async def _message(self, order: Order) -> Object | None:
        """Return the message that is answered, or is to be deleted; None where it is gone."""
        return await message_at(self._workspace.bot, order.effect.message.channel, order.effect.message.id)


def _thread(message: Object) -> str:
    """Return the thread that a reply to a message goes into: the one it is in, or its own."""
    return str(message.get("thread_ts") or message["ts"])
