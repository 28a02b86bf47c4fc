"""Messages by link, for whoever may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.platforms.slack.lookups import is_member
from bot.platforms.slack.mrkdwn import message_in

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.platforms.slack.place import Place
    from bot.platforms.slack.workspace import Workspace


async def readable_message(place: Place, user: str, link: str) -> Content | None:
    """Return the message that a link means; None where there is none that whoever asks may read."""
    message = message_in(link)
    if message is None or not await _may_read(place.workspace, user, message.channel):
        return None
    return await place.reader.message(message)


async def _may_read(workspace: Workspace, user: str, channel: str) -> bool:
    """Tell whether a member is in a channel, or could go there by themselves."""
    try:
        found = await workspace.bot.conversations_info(channel=channel)
        if not (found.get("channel") or {}).get("is_private", True):
            return True
        return await is_member(workspace.bot, channel, user)
    except SlackApiError:
        return False
