"""Hiding and restoring messages, as far as a workspace's tokens allow it.

Without the Discovery API hiding is deletion, and what is restored is a copy that the bot posts under the author's name
and picture. It knows its copies by their metadata, whatever became of their text.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from bot.core.effects import Applied, Failed
from bot.core.fitting import pieces
from bot.platforms.slack.client import RefusedError
from bot.platforms.slack.lookups import message_at, metadata, payload, place_at, posted, user_at
from bot.platforms.slack.mrkdwn import escaped
from bot.platforms.slack.outcomes import GONE
from bot.platforms.slack.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.effects import Order, Outcome
    from bot.platforms.slack.lookups import Object
    from bot.platforms.slack.workspace import Workspace

# Longer messages Slack itself advises against; escaped it is still far from what is cut off.
_LONGEST = 3500
_LONGEST_NAME = 80
_NAMELESS = "a member"
_NOT_THERE = "message_not_found"


class _Original(StrEnum):
    """What became of a message itself: taken out of sight just now, behind a tombstone before, or gone."""

    TAKEN = "taken"
    BURIED = "buried"
    GONE = "gone"


_OUT_OF_SIGHT = {_NOT_THERE: _Original.GONE, "already_tombstoned": _Original.BURIED}


class Copies:
    """Messages of one workspace that the bot takes out of sight and brings back."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def hide(self, order: Order) -> Outcome:
        """Take a message out of sight, else what was restored of it."""
        original = await self._take(order)
        if original is _Original.TAKEN:
            return Applied()
        copies = await self._copies(order)
        for each in copies:
            await self._delete_copy(order, each)
        return Applied() if copies or original is _Original.BURIED else GONE

    async def restore(self, order: Order) -> Outcome:
        """Bring a message back, or post its words again where they stood, marked as restored."""
        if await self._original(order) is not None or await self._bring_back(order):
            return Applied()
        if not order.text.strip():
            return Failed("its text is kept no longer, so it can't be posted again")
        return await self._post(order)

    async def is_seen(self, order: Order) -> bool:
        """Tell whether others see the message, or all of what was restored of it."""
        if await self._original(order) is not None:
            return True
        return _missing(_parts(order), await self._copies(order)) == []

    async def is_hidden(self, order: Order) -> bool:
        """Tell whether others see nothing of the message."""
        return await self._original(order) is None and not await self._copies(order)

    async def _original(self, order: Order) -> Object | None:
        message = order.effect.message
        return await message_at(self._workspace.bot, message.channel, message.id)

    async def _take(self, order: Order) -> _Original:
        """Take the original out of sight where it isn't yet."""
        where, admin = order.effect.message, self._workspace.admin
        if admin is None:
            # What stands there is not the bot's to delete, and Slack says so.
            if await self._original(order) is not None:
                await self._workspace.bot.chat_delete(channel=where.channel, ts=where.id)
            return _Original.GONE
        try:
            if self._workspace.tier is Tier.DISCOVERY:
                await admin.api_call("discovery.chat.tombstone", data=self._place(order))
            else:
                await admin.chat_delete(channel=where.channel, ts=where.id)
        except RefusedError as error:
            if error.code not in _OUT_OF_SIGHT:
                raise
            return _OUT_OF_SIGHT[error.code]
        return _Original.TAKEN

    async def _bring_back(self, order: Order) -> bool:
        """Bring the original back from behind its tombstone, unless its author wrote something else in its place."""
        admin = self._workspace.admin
        if admin is None or self._workspace.tier is not Tier.DISCOVERY or order.reworded:
            return False
        try:
            await admin.api_call("discovery.chat.restore", data=self._place(order))
        except RefusedError as error:
            if error.code != _NOT_THERE:
                raise
            return False
        return True

    def _place(self, order: Order) -> dict[str, str]:
        message = order.effect.message
        return {"channel": message.channel, "ts": message.id, "team": self._workspace.team}

    async def _copies(self, order: Order) -> list[Object]:
        message, bot = order.effect.message, self._workspace.bot
        found = await posted(bot, message.channel, order.thread, of=message.id)
        if order.thread and not found:
            found = await posted(bot, message.channel, "", of=message.id)
        return found

    async def _delete_copy(self, order: Order, copy: Object) -> None:
        try:
            await self._workspace.bot.chat_delete(channel=order.effect.message.channel, ts=str(copy["ts"]))
        except RefusedError as error:
            if error.code != _NOT_THERE:
                raise

    async def _post(self, order: Order) -> Outcome:
        """Post the pieces that don't stand there yet."""
        bot, channel = self._workspace.bot, order.effect.message.channel
        face, parts, last = await self._face(order), _parts(order), ""
        in_thread = bool(order.thread) and await place_at(bot, channel, order.thread) is not None
        for place in _missing(parts, await self._copies(order)):
            sent = await bot.chat_postMessage(
                channel=channel,
                text=parts[place],
                thread_ts=order.thread if in_thread else None,
                unfurl_links=False,
                unfurl_media=False,
                metadata=metadata(order.effect.key, of=order.effect.message.id, part=str(place)),
                **face,
            )
            last = str(sent["ts"])
        return Applied(f"posted again as message {last}" if last else "")

    async def _face(self, order: Order) -> dict[str, Any]:
        """Return the author's name and picture as they are now; the evidence's where Slack knows them no more."""
        found = await user_at(self._workspace.bot, order.effect.member)
        profile = (found or {}).get("profile") or {}
        names = (profile.get("display_name"), profile.get("real_name"), order.author)
        name = next((str(each).strip() for each in names if each and str(each).strip()), _NAMELESS)
        return {"username": name[:_LONGEST_NAME], "icon_url": profile.get("image_192")}


def _parts(order: Order) -> list[str]:
    """Return the pieces in which a text is posted again, the last one marked."""
    parts = [escaped(each) for each in pieces(order.text, _LONGEST)]
    return [*parts[:-1], f"{parts[-1]}\n_↩ case {order.effect.case}_"]


def _missing(parts: Sequence[str], copies: Sequence[Object]) -> list[int]:
    there = {str(payload(each).get("part")) for each in copies}
    return [place for place in range(len(parts)) if str(place) not in there]
