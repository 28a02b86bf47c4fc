"""What Slack handed over when the bot was let into a workspace: its own token, and that of an admin who gave theirs."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from typing_extensions import override

if TYPE_CHECKING:
    from bot.ports.installations import Installations

PLATFORM = "slack"
# No more is kept of an installation than this.
_OF_BOT = (
    *("app_id", "enterprise_id", "enterprise_name", "team_id", "team_name"),
    *("bot_token", "bot_id", "bot_user_id", "bot_scopes", "installed_at"),
)
_OF_ADMIN = ("user_id", "user_token", "user_scopes")


@dataclass(frozen=True, slots=True)
class Tokens:
    """By what the bot acts in one workspace. `admin` is empty where no admin gave theirs."""

    team: str
    bot: str = field(repr=False)
    bot_user: str = ""
    bot_id: str = ""
    admin: str = field(default="", repr=False)
    admin_user: str = ""


@dataclass(slots=True)
class _Record:
    """One workspace, in two parts that come and go by themselves."""

    bot: dict[str, Any] = field(default_factory=dict)
    admin: dict[str, Any] = field(default_factory=dict)

    def installation(self) -> Installation:
        """Return both as slack_sdk has them."""
        return Installation(**{"user_id": "", **self.bot, **self.admin})


class SlackInstallations(AsyncInstallationStore):
    """slack_sdk's store of installations over ours, one record per workspace.

    A grant leaves the bot's token as it is, and an installation leaves the grant. Those for a whole organisation are
    not kept: raises ValueError.
    """

    def __init__(self, kept: Installations) -> None:
        self._kept = kept
        self._changing = asyncio.Lock()

    async def teams(self) -> list[str]:
        """Return the workspaces that something is kept of."""
        return list(await self._kept.all(PLATFORM))

    async def tokens(self, team: str) -> Tokens:
        """Return the tokens of a workspace, each empty where there is none."""
        record = await self._record(team)
        found = record.installation()
        admin = (found.user_token or "", found.user_id)
        return Tokens(team, found.bot_token or "", found.bot_user_id or "", found.bot_id or "", *admin)

    @override
    async def async_save(self, installation: Installation) -> None:
        """Keep what an installation brings; what it does not bring stays as it was."""
        team = _team_of(installation)
        async with self._changing:
            record = await self._record(team)
            if installation.bot_token:
                record.bot = {name: getattr(installation, name) for name in _OF_BOT}
            if installation.user_token:
                record.admin = {name: getattr(installation, name) for name in _OF_ADMIN}
            await self._write(team, record)

    @override
    async def async_save_bot(self, bot: Bot) -> None:
        """Keep the bot's part of an installation."""
        team = _team_of(bot)
        async with self._changing:
            record = await self._record(team)
            record.bot = {name: getattr(bot, name) for name in _OF_BOT}
            await self._write(team, record)

    @override
    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return a workspace's bot."""
        if is_enterprise_install or not team_id:
            return None
        record = await self._record(team_id)
        return record.installation().to_bot() if record.bot else None

    @override
    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Return what there is of a workspace; with a user, only where they are the admin who gave their token."""
        if is_enterprise_install or not team_id:
            return None
        record = await self._record(team_id)
        is_theirs = user_id is None or record.admin.get("user_id") == user_id
        return record.installation() if (record.bot or record.admin) and is_theirs else None

    @override
    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget the bot's token of a workspace; the admin's stays."""
        async with self._changing:
            record = await self._record(team_id or "")
            record.bot = {}
            await self._write(team_id or "", record)

    @override
    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget the admin's token of a workspace; with a user, only where it is theirs. The bot's stays."""
        async with self._changing:
            record = await self._record(team_id or "")
            if user_id is None or record.admin.get("user_id") == user_id:
                record.admin = {}
                await self._write(team_id or "", record)

    async def _record(self, team: str) -> _Record:
        text = await self._kept.get(PLATFORM, team)
        return _read(text) if text else _Record()

    async def _write(self, team: str, record: _Record) -> None:
        if record.bot or record.admin:
            await self._kept.save(PLATFORM, team, json.dumps({"bot": record.bot, "admin": record.admin}))
        else:
            await self._kept.remove(PLATFORM, team)


def _read(text: str) -> _Record:
    return _Record(**json.loads(text))


def _team_of(installation: Installation | Bot) -> str:
    if installation.is_enterprise_install or not installation.team_id:
        raise ValueError("an installation for a whole organisation is not kept: install workspace by workspace")
    return installation.team_id
