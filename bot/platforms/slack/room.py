"""The moderators' channel of one workspace: cards, one a case, and alerts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.core.fitting import cut
from bot.core.loose import objects, words
from bot.platforms.slack.asking import DeclinedError, SlowDownError, pages
from bot.platforms.slack.blocks import MOST_TEXT, fallback
from bot.platforms.slack.card_view import card_blocks
from bot.platforms.slack.faults import UNREACHED, error_of, trouble
from bot.platforms.slack.mrkdwn import escaped

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.core.cards import Card
    from bot.core.loose import Object
    from bot.core.policy import Policy
    from bot.platforms.slack.workspace import Workspace

Found = TypeVar("Found")
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
        # Which channel the policy's name was found to mean; looked up again after anything went wrong in it.
        self._known: tuple[str, str] | None = None
        # Cards that may stand there without the ledger's knowing; None: look before the next is posted.
        self._unsure: dict[int, str] | None = None

    async def show(self, card: Card, place: str) -> str:
        """Post a card, or change the one at `place`, which is `channel/message`. Raises OSError."""
        shown = False
        try:
            channel = await self._channel()
            place = place or await self._posted(channel, card.case)
            blocks = card_blocks(card, self._workspace.url)
            known = place.partition("/")[0] == channel
            where = await asked(self._change(card, place, blocks) if known else self._post(channel, card, blocks))
            shown = True
        finally:
            if not shown:  # also where nobody waited for the answer: it may have been posted all the same
                self._known = self._unsure = None
        return where

    async def alert(self, text: str) -> None:
        """Say something that needs a person. Raises OSError where nobody could be told."""
        said = cut(_ID.sub(r"<#\1>", escaped(text)), MOST_TEXT)
        bot, channel = self._workspace.bot, await self._channel()
        try:
            await asked(bot.chat_postMessage(channel=channel, text=said, unfurl_links=False, unfurl_media=False))
        except OSError:
            self._known = None
            raise

    async def find(self) -> Object | None:
        """Return the channel, None where the policy names none or the bot is in none of that name or id.

        Raises OSError without an answer.
        """
        name, bot = self._policy().review_channel.removeprefix("#"), self._workspace.bot
        if not name:
            return None
        every = pages(
            lambda cursor: bot.users_conversations(
                types="public_channel,private_channel", exclude_archived=True, limit=200, cursor=cursor
            )
        )
        try:
            async for page in every:
                for each in objects(page, "channels"):
                    if name in {words(each, "id"), words(each, "name")}:
                        return each
        except SlowDownError as error:
            raise ConnectionError(f"Slack wants to be asked again after {error}") from None
        except DeclinedError as error:
            raise ConnectionError(f"Slack answered {error.code}") from None
        return None

    async def _channel(self) -> str:
        name = self._policy().review_channel
        if self._known is not None and self._known[0] == name:
            return self._known[1]
        found = await self.find()
        if found is None:
            raise ConnectionError("there is no channel for moderators")
        self._known = name, words(found, "id")
        return self._known[1]

    async def _posted(self, channel: str, case: int) -> str:
        """Return where a card stands that the ledger knows no place of, empty for nowhere."""
        if self._unsure is None:
            bot = self._workspace.bot
            page = await asked(bot.conversations_history(channel=channel, limit=_LOOK_BACK, include_all_metadata=True))
            self._unsure = dict(_cards(channel, page["messages"]))
        return self._unsure.pop(case, "")

    async def _change(self, card: Card, place: str, blocks: list[Any]) -> str:
        channel, _, posted = place.partition("/")
        try:
            await self._workspace.bot.chat_update(
                channel=channel, ts=posted, text=fallback(card.title), blocks=blocks, metadata=_metadata(card)
            )
        except SlackApiError as error:
            if error_of(error) not in _GONE:
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


async def asked(call: Awaitable[Found]) -> Found:
    """Await a call. Raises OSError for whatever goes wrong, without Slack's words, which may quote somebody."""
    try:
        return await call
    except (SlackClientError, *UNREACHED) as error:
        raise ConnectionError(f"Slack answered {trouble(error)}") from None


def _metadata(card: Card) -> dict[str, Any]:
    return {"event_type": _EVENT, "event_payload": {"case": card.case}}


def _cards(channel: str, messages: list[Mapping[str, Any]]) -> list[tuple[int, str]]:
    found = [(each.get("metadata") or {}, each["ts"]) for each in messages]
    return [
        (int(metadata["event_payload"]["case"]), f"{channel}/{ts}")
        for metadata, ts in found
        if metadata.get("event_type") == _EVENT
    ]
