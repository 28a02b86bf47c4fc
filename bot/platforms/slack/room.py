"""The moderators' channel of one workspace: cards, one a case, and alerts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.core.fitting import cut
from bot.platforms.slack.blocks import MOST_TEXT, fallback
from bot.platforms.slack.card_view import card_blocks
from bot.platforms.slack.mrkdwn import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.core.cards import Card
    from bot.core.policy import Policy
    from bot.platforms.slack.workspace import Workspace

_ID = re.compile(r"#?\b([CG][A-Z0-9]{8,})\b")
# By this a card is known again whose posting nobody heard of.
_EVENT = "takt_card"
_LOOK_BACK = 100
_GONE = {"message_not_found", "cant_update_message"}


class SlackRoom:
    """The port Room in the channel that the policy in force names."""

    def __init__(self, workspace: Workspace, policy: Callable[[], Policy]) -> None:
        self._workspace = workspace
        self._policy = policy
        # Cards that may stand there without the ledger's knowing; None: look before the next is posted.
        self._unsure: dict[int, str] | None = None

    async def show(self, card: Card, place: str) -> str:
        """Post a card, or change the one at `place`, which is `channel/message`. Raises OSError."""
        channel = await self._channel()
        where, _, posted = (place or await self._posted(channel, card.case)).partition("/")
        blocks = card_blocks(card, self._workspace.url)
        try:
            if posted and where == channel:
                return await self._change(card, place or f"{where}/{posted}", blocks)
            return await self._post(channel, card, blocks)
        except (SlackClientError, TimeoutError) as error:
            self._unsure = None
            raise unheard(error) from error

    async def alert(self, text: str) -> None:
        """Say something that needs a person. Raises OSError where nobody could be told."""
        channel = await self._channel()
        said = _ID.sub(r"<#\1>", escaped(text))
        try:
            await self._workspace.bot.chat_postMessage(
                channel=channel, text=cut(said, MOST_TEXT), unfurl_links=False, unfurl_media=False
            )
        except SlackClientError as error:
            raise unheard(error) from error

    async def find(self) -> Mapping[str, Any] | None:
        """Return the channel, None where the policy names none or the bot is in none of that name or id.

        Raises what Slack's client does.
        """
        name = self._policy().review_channel.removeprefix("#")
        if not name:
            return None
        cursor = ""
        while True:
            page = await self._workspace.bot.users_conversations(
                types="public_channel,private_channel", exclude_archived=True, limit=200, cursor=cursor
            )
            for each in page["channels"]:
                if name in {each["id"], each["name"]}:
                    found: Mapping[str, Any] = each
                    return found
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return None

    async def _channel(self) -> str:
        try:
            found = await self.find()
        except SlackClientError as error:
            raise unheard(error) from error
        if found is None:
            raise ConnectionError("there is no channel for moderators")
        return str(found["id"])

    async def _posted(self, channel: str, case: int) -> str:
        """Return where a card stands that the ledger knows no place of, empty for nowhere."""
        if self._unsure is None:
            try:
                page = await self._workspace.bot.conversations_history(
                    channel=channel, limit=_LOOK_BACK, include_all_metadata=True
                )
            except SlackClientError as error:
                raise unheard(error) from error
            self._unsure = dict(_cards(channel, page["messages"]))
        return self._unsure.pop(case, "")

    async def _change(self, card: Card, place: str, blocks: list[Any]) -> str:
        channel, _, posted = place.partition("/")
        try:
            await self._workspace.bot.chat_update(
                channel=channel, ts=posted, text=fallback(card.title), blocks=blocks, metadata=_metadata(card)
            )
        except SlackApiError as error:
            if error.response.get("error") not in _GONE:
                raise
            # Somebody deleted the card; the case gets another.
            return await self._post(channel, card, blocks)
        return place

    async def _post(self, channel: str, card: Card, blocks: list[Any]) -> str:
        sent = await self._workspace.bot.chat_postMessage(
            channel=channel,
            text=fallback(card.title),
            blocks=blocks,
            metadata=_metadata(card),
            unfurl_links=False,
            unfurl_media=False,
        )
        return f"{channel}/{sent['ts']}"


def unheard(error: Exception) -> OSError:
    """Return a fault of Slack's client as one that is tried again; its words are left out, they may quote somebody."""
    why = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
    return ConnectionError(f"Slack answered {why}")


def _metadata(card: Card) -> dict[str, Any]:
    return {"event_type": _EVENT, "event_payload": {"case": card.case}}


def _cards(channel: str, messages: list[Mapping[str, Any]]) -> list[tuple[int, str]]:
    found = [(each.get("metadata") or {}, each["ts"]) for each in messages]
    return [
        (int(metadata["event_payload"]["case"]), f"{channel}/{ts}")
        for metadata, ts in found
        if metadata.get("event_type") == _EVENT
    ]
