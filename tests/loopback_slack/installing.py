"""Puts the app into a workspace and takes it out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.loopback_slack.model import Team, Token, User
from tests.loopback_slack.world import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.loopback_slack.world import World


def install(world: World, team: Team, scopes: Iterable[str]) -> Token:
    """Give the app a bot in the workspace and a token for it; installed again, it is the same bot."""
    if team.bot is None:
        name = world.app.name
        team.bot = User(world.ids.new("U"), team, name.lower(), name, bot_id=world.ids.new("B"))
        team.users[team.bot.id] = team.bot
    return world.issue("bot", scopes, team.bot)


def revoke(world: World, *tokens: Token) -> None:
    """Make tokens of one workspace worthless, and tell the app whose they were."""
    team = tokens[0].team
    assert team is not None
    told: dict[str, list[str]] = {"oauth": [], "bot": []}
    for each in tokens:
        each.revoked = True
        told["bot" if each.kind == "bot" else "oauth"] += [each.user.id] if each.user else []
    world.publish(Event(team, {"type": "tokens_revoked", "tokens": told, "event_ts": world.ids.ts()}))


def uninstall(world: World, team: Team) -> None:
    """Take the app out of a workspace: its tokens go and it is told."""
    mine = [each for each in world.tokens.values() if each.team is team and not each.revoked]
    if mine:
        revoke(world, *mine)
    world.publish(Event(team, {"type": "app_uninstalled", "event_ts": world.ids.ts()}))
    for channel in team.channels.values():
        if team.bot is not None:
            channel.members.pop(team.bot.id, None)
