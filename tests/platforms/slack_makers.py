"""A workspace in a loopback Slack, and everything that reads it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from slack_sdk.web.async_client import AsyncWebClient

from bot.pipeline.catch_up import begin_at, catch_up
from bot.pipeline.intake import take
from bot.platforms.slack.channels import Channels
from bot.platforms.slack.moments import moment
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.people import People
from bot.platforms.slack.reading import Reader
from bot.platforms.slack.source import SlackHistory
from bot.platforms.slack.translate import Said, community_of, heard
from tests.pipeline.ledger_makers import World, make_world

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.gaps import Gap
    from bot.storage.ledger import SqlLedger
    from tests.loopback_slack import LoopbackSlack, Message, Workspace

MINUTE = 60.0


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return them."""
        return self.now


class Reading:
    """A workspace with who reads it. `quick`: it need not spare Slack."""

    def __init__(self, slack: LoopbackSlack, workspace: Workspace, since: datetime, *, patience: float = 2.0) -> None:
        self.slack, self.workspace, self.clock = slack, workspace, Clock()
        self.client = AsyncWebClient(workspace.bot_token, base_url=slack.api_url)
        self.people = People(self.client, workspace.id, clock=self.clock, patience=patience)
        self.reader = Reader(community_of(workspace.id), self.people, Channels(self.client))
        self.own = frozenset({workspace.bot.id, workspace.bot.user.bot_id or ""})
        self.history = SlackHistory(
            self.client,
            self.reader,
            self.own,
            since - timedelta(seconds=1),
            history=Pace(10_000),
            replies=Pace(10_000),
        )

    def asked(self, method: str) -> int:
        """Return how often a method was called."""
        return len(self.slack.asked(f"^{method}$"))


class Away(Reading):
    """A workspace whose community was away since `ago` seconds, and has read everything until then."""

    def __init__(self, slack: LoopbackSlack, ledger: SqlLedger, ago: float) -> None:
        self.left = datetime.fromtimestamp(time.time() - ago, UTC)
        super().__init__(slack, slack.new_workspace("Nordlys"), self.left)
        self.ledger = ledger
        self.chat = self.workspace.new_channel("chat")
        self.bo, self.ida = (self.workspace.new_person(each, display_name=each.title()) for each in ("bo", "ida"))

    def start(self) -> World:
        """Make the community of a new process."""
        world = make_world(self.ledger, self.reader.community)
        world.clock.at = datetime.fromtimestamp(time.time(), UTC)
        self.history.__init__(self.client, self.reader, self.own, self.left)  # type: ignore[misc]
        return world

    async def begin(self) -> World:
        """Let every channel be known from when the community was left."""
        world = self.start()
        await begin_at(world.community, await self.history.channels(), self.history.beginning, self.left)
        return world

    async def gaps(self, world: World) -> dict[str, int]:
        """Read what was missed; return how much of each channel."""
        return read_of(await catch_up(world.community, self.history, sleep=briefly))

    async def hear(self, world: World, message: Message) -> None:
        """Take in a message as it was told of live."""
        found = [heard(dict(each.data)) for each in self.slack.events if each.data.get("ts") == message.ts]
        said = found[-1]
        assert isinstance(said, Said)
        await take(world.community, await self.reader.content(said), position=said.position)


async def briefly(seconds: float) -> None:
    """Wait less than the whole second that Slack says at least."""
    await asyncio.sleep(min(seconds, 0.05))


def read_of(gaps: Sequence[Gap]) -> dict[str, int]:
    """Return how much was read late of each channel, none of which hid anything."""
    assert [each.unseen for each in gaps if each.unseen] == []
    return {each.channel: each.read for each in gaps}


async def seen(world: World) -> list[str]:
    """Return the ids of all messages that the ledger has, each once for each revision."""
    async with world.community.begin() as uow:
        return [each.message.id for each in await uow.contents.since(world.clock.at - timedelta(days=9), 100_000)]


async def until_seen(world: World, count: int) -> None:
    """Wait until the ledger has so many messages."""
    while len(await seen(world)) < count:  # noqa: ASYNC110 - a ledger has no events
        await asyncio.sleep(0.01)


def at_of(message: Message) -> datetime:
    """Return when a message was written."""
    return moment(int(message.ts.replace(".", "")))
