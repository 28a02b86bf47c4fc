"""What is in Slack now, asked with the bot's token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.core.loose import objects, words
from bot.platforms.slack.client import RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    Object = Mapping[str, Any]

# By which what the bot posts is found again.
EVENT_TYPE = "takt_effect"
_NOT_THERE = frozenset({"message_not_found", "thread_not_found"})
_NO_USER = frozenset({"user_not_found", "user_not_visible"})
# How far back the bot's own messages are looked for: so many pages of so many.
_PAGES, _PAGE = 5, 200
_MEMBERS, _MEMBER_PAGES = 999, 20


async def message_at(client: AsyncWebClient, channel: str, ts: str) -> Object | None:
    """Return a message, in a channel or a thread; None where nobody sees it any more."""
    found = await place_at(client, channel, ts)
    return None if found is None or found.get("subtype") == "tombstone" else found


async def place_at(client: AsyncWebClient, channel: str, ts: str) -> Object | None:
    """Return a message or what stands in its place, None for nothing.

    Slack takes posts into a thread whose first message is gone without a trace, and shows them nowhere.
    """
    try:
        found = await client.conversations_replies(channel=channel, ts=ts, limit=1)
    except RefusedError as error:
        if error.code in _NOT_THERE:
            return None
        raise
    messages: list[Object] = found.get("messages", [])
    return next((each for each in messages if each.get("ts") == ts), None)


async def posted(client: AsyncWebClient, channel: str, thread: str, **wanted: str) -> list[Object]:
    """Return what the bot posted under this metadata among the latest of a channel, or in a thread, oldest first."""
    try:
        found = [each async for each in _latest(client, channel, thread) if _is_wanted(each, wanted)]
    except RefusedError as error:
        if error.code not in _NOT_THERE:
            raise
        return []  # the thread went with its first message
    return sorted(found, key=lambda each: str(each["ts"]))


def metadata(key: str, **more: str) -> dict[str, object]:
    """Return by what a post is found again: its effect's key, and more if need be."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key, **more}}


def payload(message: Object) -> Object:
    """Return what the bot wrote down with a message of its own; empty for others'."""
    kept = message.get("metadata") or {}
    return kept.get("event_payload") or {} if kept.get("event_type") == EVENT_TYPE else {}


async def channel_called(client: AsyncWebClient, called: str) -> tuple[str, str]:
    """Return id and name of the channel of this name or id that the bot is in; both empty for none."""
    cursor = ""
    while True:
        page = await client.users_conversations(
            types="public_channel,private_channel", exclude_archived=True, limit=200, cursor=cursor
        )
        data = page.data if isinstance(page.data, dict) else {}
        for each in objects(data, "channels"):
            number, name = words(each, "id"), words(each, "name")
            if called.removeprefix("#") in {number, name}:
                return number, name
        cursor = _next(data)
        if not cursor:
            return "", ""


async def is_member(client: AsyncWebClient, channel: str, user: str) -> bool:
    """Tell whether somebody is in a channel."""
    cursor = ""
    for _ in range(_MEMBER_PAGES):
        page = await client.conversations_members(channel=channel, limit=_MEMBERS, cursor=cursor)
        if user in page.get("members", []):
            return True
        cursor = _next(page.data)
        if not cursor:
            break
    return False


async def user_at(client: AsyncWebClient, user: str) -> Object | None:
    """Return a user as Slack has them, those who left too; None for nobody."""
    try:
        found = await client.users_info(user=user)
    except RefusedError as error:
        if error.code in _NO_USER:
            return None
        raise
    person: Object = found.get("user", {})
    return person


async def permalink(client: AsyncWebClient, channel: str, ts: str) -> str:
    """Return the address of a message, empty where it is gone."""
    try:
        found = await client.chat_getPermalink(channel=channel, message_ts=ts)
    except RefusedError:
        return ""
    return str(found.get("permalink", ""))


async def _latest(client: AsyncWebClient, channel: str, thread: str) -> AsyncIterator[Object]:
    cursor = ""
    for _ in range(_PAGES):
        asked: dict[str, Any] = {"channel": channel, "limit": _PAGE, "include_all_metadata": True, "cursor": cursor}
        if thread:
            page = await client.conversations_replies(ts=thread, **asked)
        else:
            page = await client.conversations_history(**asked)
        messages: list[Object] = page.get("messages", [])
        for each in messages:
            yield each
        cursor = _next(page.data)
        if not cursor:
            break


def _next(page: object) -> str:
    more = page.get("response_metadata") if isinstance(page, dict) else None
    return str(more.get("next_cursor") or "") if isinstance(more, dict) else ""


def _is_wanted(message: Object, wanted: Mapping[str, str]) -> bool:
    own = payload(message)
    return bool(own) and all(own.get(name) == value for name, value in wanted.items())
