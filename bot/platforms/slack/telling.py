"""Bringing notices to members: by direct message, else by what they alone see where they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.buttons import hint_button, notice_buttons
from bot.core.effects import Applied, Failed, Route
from bot.core.member_words import Word, word
from bot.core.notices import NoticeKind
from bot.platforms.slack.blocks import button_blocks, text_blocks
from bot.platforms.slack.lookups import metadata, permalink, place_at, posted
from bot.platforms.slack.mrkdwn import escaped

if TYPE_CHECKING:
    from bot.core.effects import Order, Outcome
    from bot.platforms.slack.workspace import Workspace


class Telling:
    """Notices to the members of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def tell(self, order: Order, key: str) -> Outcome:
        """Bring a notice to its member by the order's route."""
        if order.effect.route is Route.CHANNEL:
            return await self._tell_there(order)
        text = await self._with_link(order)
        inbox, body = await self._inbox(order), _body(order, text)
        await self._workspace.bot.chat_postMessage(
            channel=inbox, unfurl_links=False, unfurl_media=False, metadata=metadata(key), **body
        )
        return Applied()

    async def was_told(self, order: Order, key: str) -> bool:
        """Tell whether a notice was sent before. What they alone saw nobody can look up, so it is shown again."""
        if order.effect.route is Route.CHANNEL:
            return False
        return bool(await posted(self._workspace.bot, await self._inbox(order), "", key=key))

    async def _inbox(self, order: Order) -> str:
        opened = await self._workspace.bot.conversations_open(users=[order.effect.member])
        return str(opened["channel"]["id"])

    async def _tell_there(self, order: Order) -> Outcome:
        """Show the member a friendly word or a plea itself; of all else only that it waits, and a button to read it.

        What they alone see is gone once they load Slack anew, and the button finds the notice as long as it is kept.
        """
        effect = order.effect
        if order.notice is None or not effect.message.channel:
            return Failed("there is no channel to tell it in")
        body = _body(order, order.text) if _asks(order) else _hint(order)
        await self._workspace.bot.chat_postEphemeral(
            channel=effect.message.channel, user=effect.member, thread_ts=await self._thread(order), **body
        )
        return Applied()

    async def _thread(self, order: Order) -> str | None:
        """Return the thread to tell it in, None for the channel: Slack shows it in no thread without a reply."""
        if not order.thread:
            return None
        first = await place_at(self._workspace.bot, order.effect.message.channel, order.thread)
        return order.thread if first is not None and first.get("reply_count") else None

    async def _with_link(self, order: Order) -> str:
        """Return the text; where the author is asked to do something about the message, with its address."""
        if not _asks(order):
            return order.text
        where = order.effect.message
        address = await permalink(self._workspace.bot, where.channel, where.id)
        return f"{order.text}\n{address}" if address else order.text


def _asks(order: Order) -> bool:
    """Tell whether a notice asks its member to look at a message that everybody still sees."""
    return order.notice is not None and (order.notice.kind is NoticeKind.NUDGE or order.notice.pleads)


def _body(order: Order, text: str) -> dict[str, Any]:
    buttons = button_blocks(notice_buttons(order.notice, mendable=order.mendable))
    return {"text": escaped(text), "blocks": [*text_blocks(text, order.effect.message.channel), *buttons]}


def _hint(order: Order) -> dict[str, Any]:
    if order.notice is None:
        return {}
    text = word(Word.HINT, order.notice.language)
    text = f"{text[:1].upper()}{text[1:]}"
    return {"text": escaped(text), "blocks": [*text_blocks(text), *button_blocks([hint_button(order.notice)])]}
