"""Cards in one channel of a workspace: each posted once, and changed from then on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.core.loose import objects, words
from bot.platforms.slack.asking import DeclinedError, SlowDownError, pages
from bot.platforms.slack.blocks import fallback
from bot.platforms.slack.faults import UNREACHED, error_of, trouble

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from slack_sdk.models.blocks import Block

    from bot.core.loose import Object
    from bot.platforms.slack.workspace import Workspace

Found = TypeVar("Found")
_LOOK_BACK = 100
_GONE = {"message_not_found", "cant_update_message"}


@dataclass(frozen=True, slots=True)
class Posting:
    """A card as it is posted. `number`: of what it is about. `title`: stands where blocks can't be shown."""

    number: int
    title: str
    blocks: Sequence[Block]


class Board:
    """The cards of one kind in the channel that the policy in force names.

    `name`: that channel, by name or id, empty for none. `event`, `number`: under which type and name a card's number
    stands in its metadata. By those a card is known again whose posting nobody heard of.
    """

    def __init__(self, workspace: Workspace, name: Callable[[], str], event: str, number: str) -> None:
        self._workspace = workspace
        self._name = name
        self._event, self._number = event, number
        # Which channel the policy's name was found to mean; looked up again after anything went wrong in it.
        self._known: tuple[str, str] | None = None
        # Cards that may stand there without the ledger's knowing; None: look before the next is posted.
        self._unsure: dict[int, str] | None = None

    async def show(self, posting: Posting, place: str) -> str:
        """Post a card, or change the one at `place`, which is `channel/message`. Raises OSError."""
        shown = False
        try:
            channel = await self.channel()
            place = place or await self._posted(channel, posting.number)
            known = place.partition("/")[0] == channel
            where = await asked(self._change(posting, place) if known else self._post(channel, posting))
            shown = True
        finally:
            if not shown:  # also where nobody waited for the answer: it may have been posted all the same
                self._known = self._unsure = None
        return where

    async def say(self, text: str) -> None:
        """Say something in the channel. Raises OSError where nobody could be told."""
        bot, channel = self._workspace.bot, await self.channel()
        try:
            await asked(bot.chat_postMessage(channel=channel, text=text, unfurl_links=False, unfurl_media=False))
        except OSError:
            self._known = None
            raise

    async def find(self) -> Object | None:
        """Return the channel, None where the policy names none or the bot is in none of that name or id.

        Raises OSError without an answer.
        """
        name, bot = self._name().removeprefix("#"), self._workspace.bot
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

    async def channel(self) -> str:
        """Return the channel's id. Raises OSError where there is none."""
        name = self._name()
        if self._known is not None and self._known[0] == name:
            return self._known[1]
        found = await self.find()
        if found is None:
            raise ConnectionError("there is no channel for moderators")
        self._known = name, words(found, "id")
        return self._known[1]

    async def _posted(self, channel: str, number: int) -> str:
        """Return where a card stands that the ledger knows no place of, empty for nowhere."""
        if self._unsure is None:
            bot = self._workspace.bot
            page = await asked(bot.conversations_history(channel=channel, limit=_LOOK_BACK, include_all_metadata=True))
            self._unsure = dict(self._cards(channel, page["messages"]))
        return self._unsure.pop(number, "")

    async def _change(self, posting: Posting, place: str) -> str:
        channel, _, posted = place.partition("/")
        try:
            await self._workspace.bot.chat_update(channel=channel, ts=posted, **self._content(posting))
        except SlackApiError as error:
            if error_of(error) not in _GONE:
                raise
            # Somebody deleted the card; there is to be another.
            return await self._post(channel, posting)
        return place

    async def _post(self, channel: str, posting: Posting) -> str:
        sent = await self._workspace.bot.chat_postMessage(
            channel=channel, **self._content(posting), unfurl_links=False, unfurl_media=False
        )
        return f"{channel}/{sent['ts']}"

    def _content(self, posting: Posting) -> dict[str, Any]:
        metadata = {"event_type": self._event, "event_payload": {self._number: posting.number}}
        return {"text": fallback(posting.title), "blocks": list(posting.blocks), "metadata": metadata}

    def _cards(self, channel: str, messages: list[Mapping[str, Any]]) -> list[tuple[int, str]]:
        found = [(each.get("metadata") or {}, each["ts"]) for each in messages]
        return [
            (int(metadata["event_payload"][self._number]), f"{channel}/{ts}")
            for metadata, ts in found
            if metadata.get("event_type") == self._event
        ]


async def asked(call: Awaitable[Found]) -> Found:
    """Await a call. Raises OSError for whatever goes wrong, without Slack's words, which may quote somebody."""
    try:
        return await call
    except (SlackClientError, *UNREACHED) as error:
        raise ConnectionError(f"Slack answered {trouble(error)}") from None
