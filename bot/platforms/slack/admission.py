"""Which workspaces are let in. It is known without waiting, so that a request is acknowledged whatever else is slow."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack.faults import DEAD, SlackRefusedError, patiently

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.platforms.slack.installations import SlackInstallations, Tokens

log = logging.getLogger(__name__)
_NO_SUCH_BOT = "Slack knows no bot with TAKT_SLACK_BOT_TOKEN ({why}). Copy the bot token, xoxb-…, again."


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose token it is, as Slack says: `user` of a workspace, with the `bot` that a bot's token has."""

    team: str
    user: str
    bot: str = ""


class Admission:
    """The workspaces that are let in. `own`: the tokens of the settings, which stand for one workspace.

    A token is believed once Slack says whose it is. `is_open`: those that are to be let in are being let in. `let_in`
    hears of each workspace that is let in from now on, or whose tokens changed; `let_out` of each that is no more.
    """

    def __init__(self, installations: SlackInstallations, api_url: str, own: Tokens) -> None:
        self._installations = installations
        self._api_url = api_url
        self._own = own
        self._known: dict[str, Tokens] = {}
        self._undecided = 1
        self.is_open = False
        self.let_in: Callable[[Tokens], None] = _nobody
        self.let_out: Callable[[str], None] = _nobody

    @property
    def is_settled(self) -> bool:
        """Whether it is known of every workspace if it is let in."""
        return not self._undecided

    def of(self, team: str) -> Tokens | None:
        """Return the tokens of a workspace that is let in, None for another."""
        return self._known.get(team)

    async def open(self) -> None:
        """Let in all who are to be. Raises SlackRefusedError for a token of the settings that Slack does not know."""
        teams = set(await self._installations.teams())
        if self._own.bot:
            teams.add(await self._own_team())
        self.is_open = True
        await asyncio.gather(*(self.learn(each) for each in sorted(teams)))
        self._undecided -= 1

    async def learn(self, team: str) -> bool:
        """Look again at what is kept of a workspace, and say whether it is let in."""
        found = await self._installations.tokens(team)
        if not found.bot and team == self._own.team:
            found = replace(self._own, admin=found.admin or self._own.admin, admin_user=found.admin_user)
        self._undecided += 1
        try:
            known = await self._proven(found) if found.bot else None
        finally:
            self._undecided -= 1
        if known:
            self._known[team] = known
            self.let_in(known)
        elif self._known.pop(team, None):
            self.let_out(team)
        return known is not None

    async def revoked(self, team: str, *, bot: bool, users: Iterable[str]) -> None:
        """Forget just those of a workspace's tokens that are worthless: the word of it may come after a new one."""
        kept, of = await self._installations.tokens(team), {"enterprise_id": None, "team_id": team}
        if kept.admin and kept.admin_user in users and await self._is_dead(kept.admin):
            await self._installations.async_delete_installation(**of, user_id=kept.admin_user)
        if bot and kept.bot and await self._is_dead(kept.bot):
            await self._installations.async_delete_bot(**of)
        await self.learn(team)

    async def uninstalled(self, team: str) -> None:
        """Forget all of a workspace, unless the bot was let in again meanwhile."""
        kept = await self._installations.tokens(team)
        if not kept.bot or await self._is_dead(kept.bot):
            await self._installations.async_delete_all(enterprise_id=None, team_id=team)
        await self.learn(team)

    async def identity(self, token: str) -> Identity:
        """Ask Slack whose token it is. Raises SlackApiError, or what says that Slack can't be reached."""
        answer = await AsyncWebClient(token, base_url=self._api_url).auth_test()
        return Identity(str(answer["team_id"]), str(answer["user_id"]), str(answer.get("bot_id") or ""))

    async def _own_team(self) -> str:
        who = await self._asked(self._own.bot)
        if isinstance(who, str):
            raise SlackRefusedError(_NO_SUCH_BOT.format(why=who))
        self._own = replace(self._own, team=who.team)
        return who.team

    async def _proven(self, tokens: Tokens) -> Tokens | None:
        """Return the tokens if Slack says that they are the workspace's own."""
        who = await self._asked(tokens.bot)
        if isinstance(who, Identity) and who.team == tokens.team:
            return replace(tokens, bot_user=who.user, bot_id=who.bot)
        why = f"Slack says {who} to its token" if isinstance(who, str) else "its token is of another workspace"
        log.warning("refused: workspace %s: %s", tokens.team, why)
        return None

    async def _is_dead(self, token: str) -> bool:
        return isinstance(await self._asked(token), str)

    async def _asked(self, token: str) -> Identity | str:
        """Return whose token it is, or by what word Slack refuses it."""
        return await patiently(lambda: self.identity(token), DEAD, "Slack does not say whose a token is")


def _nobody(_: object) -> None:
    pass
