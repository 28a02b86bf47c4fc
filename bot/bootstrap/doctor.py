"""Looks at what the settings' tokens can do, without a running Takt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bootstrap.slack import keys_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.core.policy import Policy
    from bot.platforms.slack.doctor import Findings
    from bot.platforms.slack.door import Keys
    from bot.platforms.slack.installations import Tokens
    from bot.ports.installations import Installations
    from bot.settings import Settings


async def look_at_slack(settings: Settings, policy: Policy, kept: Installations | None) -> AsyncIterator[Findings]:
    """Yield what is found about the way into Slack, if it is not open, and then about each workspace.

    `kept`: the workspaces that let the bot in by OAuth, None where no ledger is.
    """
    from bot.platforms.slack.doctor import Findings

    keys = keys_of(settings)
    if wrong := await _way_in(keys):
        yield Findings((), (wrong,))
    if wrong == _unreached(keys):
        return
    is_empty = True
    async for tokens in _tokens(keys, kept):
        is_empty = False
        yield await _look(keys, tokens, policy)
    if is_empty:
        yield Findings((), (f"No workspace has let the bot in yet: open {keys.public_url}/slack/install.",))


async def _way_in(keys: Keys) -> str:
    """Return what is wrong with the settings that lead to Slack, empty for nothing."""
    from bot.platforms.slack.faults import SlackRefusedError
    from bot.platforms.slack.socket import refusal

    try:
        keys.check()
        return await refusal(keys.api_url, keys.app_token) if keys.app_token else ""
    except SlackRefusedError as error:
        return str(error)
    except OSError:
        return _unreached(keys)


async def _tokens(keys: Keys, kept: Installations | None) -> AsyncIterator[Tokens]:
    """Yield the tokens of each workspace: those of the settings, and those that are kept, which come first."""
    from bot.platforms.slack.installations import SlackInstallations, Tokens

    store = SlackInstallations(kept) if kept is not None else None
    installed = {team: await store.tokens(team) for team in await store.teams()} if store is not None else {}
    if keys.bot_token:
        granted = installed.get(await _team(keys), Tokens("", ""))
        if not granted.bot:
            yield Tokens("", keys.bot_token, admin=granted.admin or keys.admin_token)
    for tokens in installed.values():
        if tokens.bot:
            yield tokens


async def _team(keys: Keys) -> str:
    """Return the workspace of the settings' token, empty where Slack does not say it."""
    from bot.platforms.slack.workspace import TokenRefusedError, connect

    try:
        return (await connect(keys.bot_token, base_url=keys.api_url)).team
    except (TokenRefusedError, OSError):
        return ""


async def _look(keys: Keys, tokens: Tokens, policy: Policy) -> Findings:
    from bot.platforms.slack.doctor import Findings, examine
    from bot.platforms.slack.people import People
    from bot.platforms.slack.room import SlackRoom
    from bot.platforms.slack.workspace import TokenRefusedError, connect_anyway

    standing = (f"Workspace {tokens.team}",) if tokens.team else ()
    try:
        workspace = await connect_anyway(tokens.bot, tokens.admin, base_url=keys.api_url)
    except TokenRefusedError as error:
        return Findings(standing, (str(error),))
    except OSError:
        return Findings(standing, (_unreached(keys),))
    people, room = People(workspace.bot, workspace.team, patience=10.0), SlackRoom(workspace, lambda: policy)
    return await examine(workspace, people, policy, room)


def _unreached(keys: Keys) -> str:
    return f"Slack can't be reached at {keys.api_url}: look at the network, and at TAKT_SLACK_API_URL where it is set."
