"""A workspace of the loopback Slack at each tier, with the real clients of the bot and of an admin in it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.platforms.slack.enforcer import SlackEnforcer
from bot.platforms.slack.scopes import ADMIN_SCOPES, BOT_SCOPES, DISCOVERY_SCOPE
from bot.platforms.slack.tiers import Tier
from bot.platforms.slack.workspace import connect
from tests.core.makers import content
from tests.loopback_slack import LoopbackSlack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.content import Content, Message
    from bot.platforms.slack.workspace import Workspace
    from tests import loopback_slack

ADMIN = {Tier.BOT: None, Tier.ADMIN: ADMIN_SCOPES, Tier.DISCOVERY: ADMIN_SCOPES | {DISCOVERY_SCOPE}}


class InSlack:
    """Eva is an admin, and Bo wrote in #chat, where Ida reads. `now`: Slack's clock is real."""

    deletes, called = True, "chat"

    def __init__(self, slack: LoopbackSlack, tier: Tier) -> None:
        self.slack = slack
        self.home = slack.new_workspace("Nordlys", installed=False, enterprise=tier is Tier.DISCOVERY)
        self.home.install(BOT_SCOPES)
        self.eva, self.bo = (self.home.new_person(each, admin=each == "eva") for each in ("eva", "bo"))
        self.ida = self.home.new_person("ida")
        self.chat, self.ideas = (self.home.new_channel(each) for each in ("chat", "ideas"))
        scopes = ADMIN[tier]
        self.admin_token = "" if scopes is None else self.home.user_token(self.eva, scopes)
        self.now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - as above
        self.first = self.bo.wrote(self.chat, "the words", 1.0)
        self.posted = self.content_of(self.first)
        self.workspace: Workspace
        self.enforcer = SlackEnforcer(lambda: self.workspace)

    def content_of(self, message: loopback_slack.Message) -> Content:
        """Return a message of Bo's as it would be taken in."""
        made = content(text=message.text, channel=message.channel.id, id=message.ts, thread=message.thread_ts or "")
        return replace(made, author=replace(made.author, id=self.bo.id), community=f"slack-{self.home.id}")

    async def connect(self) -> None:
        """Let the bot in."""
        self.workspace = await connect(self.home.bot_token, self.admin_token, base_url=self.slack.api_url)

    def is_seen(self, message: Message) -> bool:
        """Look."""
        assert message.id == self.first.ts
        return any(each.read.startswith("the words") and self.ida.sees(each) for each in self.chat.messages)

    def reads(self) -> str:
        """Look: what Slack itself puts in the place of a message says nothing."""
        seen = (each for each in self.chat.messages if self.ida.sees(each) and each.subtype != "tombstone")
        return "|".join(each.read for each in seen)

    def has_previews(self) -> bool:
        """No app takes them away."""
        return True

    def out_until(self) -> datetime | None:
        """No app times anybody out."""
        return None

    def is_banned(self) -> bool:
        """No app excludes anybody."""
        return False

    def read_by_bo(self) -> int:
        """Look: direct messages, and what only he sees in channels."""
        return len(self.bo.inbox) + len(self.bo.private_messages)

    def close_inbox(self) -> None:
        """Close: it is the app's messages tab that is."""
        self.slack.app.messages_tab = False

    def in_ideas(self) -> list[str]:
        """Look."""
        return [each.read for each in self.ideas.messages if self.ida.sees(each) and each.subtype != "tombstone"]


@asynccontextmanager
async def in_slack(tier: Tier) -> AsyncIterator[InSlack]:
    """Give a workspace of a tier; nothing invalid may be asked in it, and nobody be called by a mass mention."""
    async with LoopbackSlack() as loopback:
        place = InSlack(loopback, tier)
        await place.connect()
        assert place.workspace.tier is tier
        yield place
        assert loopback.invalid == []
        assert loopback.pinged == []
