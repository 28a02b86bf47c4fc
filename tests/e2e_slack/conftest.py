"""A workspace with members and moderators, and Takt in it as a process of its own."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from bot.platforms.slack.workspace import community_of
from tests.loopback_slack import LoopbackSlack
from tests.takt_process import MODERATORS, ROOT, Takt, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from bot.core.journal import Event, EventKind
    from tests.loopback_slack import Channel, Message, Person, Workspace

MANIFEST = ROOT / "slack-manifest.yaml"
TIERS = ("T0", "T1", "T2")
_DISCOVERY = ("chat:write", "channels:write", "groups:write", "discovery:write")


@dataclass(frozen=True, slots=True)
class Scene:
    """What every story needs: the workspace Nordlys, two channels, two moderators, an admin and two members."""

    slack: LoopbackSlack
    takt: Takt
    workspace: Workspace
    general: Channel
    mods: Channel
    eva: Person
    noor: Person
    bo: Person
    ida: Person
    admin: Person
    admin_token: str

    @property
    def cards(self) -> list[Message]:
        """The cases' cards in the moderators' channel, the oldest first; what else the bot says there is none."""
        return self._posted("takt_card")

    async def card(self, number: int = 1, *words: str) -> Message:
        """Wait for a case's card, and until it says something."""
        return await self._shown("takt_card", number, words)

    async def draft(self, number: int = 1, *words: str) -> Message:
        """Wait for a draft's card, and until it says something."""
        return await self._shown("takt_draft", number, words)

    async def _shown(self, kind: str, number: int, words: Sequence[str]) -> Message:
        def found() -> Message | None:
            there = self._posted(kind)[number - 1 : number]
            return next((each for each in there if all(word in each.read for word in words)), None)

        return await self.slack.until(found, 30)

    def _posted(self, kind: str) -> list[Message]:
        return [each for each in self.mods.messages if each.parts.get("metadata", {}).get("event_type") == kind]

    async def told(self, who: Person, *words: str) -> Message:
        """Wait until a member got a direct message with these words."""

        def found() -> Message | None:
            return next((each for each in who.inbox if all(word in each.read for word in words)), None)

        return await self.slack.until(found, 30)

    def seen(self, words: str) -> list[Message]:
        """Return the messages in #general with these words."""
        return [each for each in self.general.messages if words in each.read]

    async def journal(self, kind: EventKind) -> Sequence[Event]:
        """Return what the ledger says of one kind, the latest first."""
        async with self.takt.ledger() as ledger, ledger.begin(community_of(self.workspace.id)) as uow:
            return await uow.journal.recent([kind])

    async def quiet(self) -> None:
        """Wait until nothing is left to do: no request came for a while."""
        before = -1
        while before != len(self.slack.requests):
            before = len(self.slack.requests)
            await asyncio.sleep(0.6)


@pytest.fixture
async def slack(shared: Path) -> AsyncIterator[LoopbackSlack]:
    """Give a loopback Slack with the app as its manifest says; no request that the bot made may have been invalid."""
    _ = shared  # the schema of Block Kit is in it
    async with LoopbackSlack() as made:
        made.app.configure(YAML(typ="safe").load(MANIFEST))
        yield made
        assert made.invalid == []
        assert made.pinged == []


@pytest.fixture
async def scene(slack: LoopbackSlack, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """Give the workspace with Takt in `enforce`; a parameter says at which tier, and `http` that it comes by HTTP."""
    asked = str(getattr(request, "param", "T1")).split()
    async with staged(slack, tmp_path, tier=asked[0], http="http" in asked) as made:
        yield made


@asynccontextmanager
async def staged(slack: LoopbackSlack, folder: Path, *, tier: str = "T1", http: bool = False) -> AsyncIterator[Scene]:
    """Make a workspace at a tier and start Takt for it."""
    workspace = slack.new_workspace("Nordlys", enterprise=tier == "T2")
    eva, noor, bo, ida = (workspace.new_person(name) for name in ("eva", "noor", "bo", "ida"))
    workspace.new_group("moderators", eva, noor, name="Moderator")
    admin = workspace.new_person("astrid", admin=True)
    general = workspace.new_channel("lounge")
    mods = workspace.new_channel(MODERATORS, private=True, members=[eva, noor])
    scopes = {"T0": None, "T1": _DISCOVERY[:3], "T2": _DISCOVERY}[tier]
    token = workspace.user_token(admin, scopes) if scopes else ""
    takt = takt_on(slack, folder, workspace, token, http=http)
    async with started(takt):
        yield Scene(slack, takt, workspace, general, mods, eva, noor, bo, ida, admin, token)


def takt_on(slack: LoopbackSlack, folder: Path, workspace: Workspace, admin_token: str = "", *, http: bool) -> Takt:
    """Return a Takt for a workspace, not started."""
    settings = {"TAKT_SLACK_API_URL": slack.api_url, "TAKT_SLACK_BOT_TOKEN": workspace.bot_token}
    if admin_token:
        settings["TAKT_SLACK_ADMIN_TOKEN"] = admin_token
    if http:
        port = free_port()
        slack.app.socket_mode, slack.app.request_url = False, f"http://127.0.0.1:{port}/slack/events"
        settings |= {"TAKT_SLACK_SIGNING_SECRET": slack.app.signing_secret, "TAKT_SLACK_PORT": str(port)}
    else:
        settings["TAKT_SLACK_APP_TOKEN"] = slack.app_token
    return Takt(folder, settings, lambda: _served(slack, workspace))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


async def _served(slack: LoopbackSlack, workspace: Workspace) -> None:
    """Wait until somebody who asks is answered: then the workspace is served."""
    _ = workspace
    before = len(slack.asked("users.conversations"))
    await slack.until(lambda: len(slack.asked("users.conversations")) > before, 30)
    if slack.app.socket_mode:
        await slack.connected(30)
