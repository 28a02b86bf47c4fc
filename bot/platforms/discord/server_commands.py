"""Moderators' commands about the server as a whole: what is in force, what can't be done, figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.core.forms import Said
from bot.pipeline.desk_community import (
    MODES,
    change_mode,
    diagnose,
    reload_policy,
    show_mode,
    show_policy,
    show_stats,
)
from bot.platforms.discord.access import answer, client_of, community_of, for_managers, for_moderators, visitor
from bot.platforms.discord.translate import within

if TYPE_CHECKING:
    from bot.pipeline.desk_community import Complaints

policy = app_commands.Group(
    name="policy",
    description="The rules that the bot goes by: what is in force, and its file",
    guild_only=True,
    default_permissions=discord.Permissions(moderate_members=True),
)
_MODES = [Choice(name=words, value=value) for value, words in MODES.items()]


@policy.command(name="show", description="The policy in force in this channel")
@for_moderators
async def policy_show(used: discord.Interaction[discord.Client]) -> None:
    """Show the policy in plain words, as it holds where the command is used."""
    await answer(used, show_policy(community_of(used), str(used.channel_id), within(used.channel)))


@policy.command(name="check", description="What is wrong with the policy file as it is saved now, and where")
@for_moderators
async def policy_check(used: discord.Interaction[discord.Client]) -> None:
    """Say each problem with file, line, column and hint, and change nothing."""
    await used.response.defer(ephemeral=True, thinking=True)
    await answer(used, Said(await client_of(used).policy_file.check()))


@policy.command(name="reload", description="Read the policy file again, and put it in force")
@for_moderators
async def policy_reload(used: discord.Interaction[discord.Client]) -> None:
    """Put the file in force as it is saved now, or say why not."""
    await used.response.defer(ephemeral=True, thinking=True)
    said = await reload_policy(community_of(used), visitor(used), client_of(used).policy_file.reload)
    await answer(used, said)


@app_commands.command(name="doctor", description="What of the policy can't be done here, and how to mend it")
@for_moderators
async def doctor(used: discord.Interaction[discord.Client]) -> None:
    """Say the mode, and what is impossible here."""
    await answer(used, await diagnose(community_of(used), _complaints(used)))


@app_commands.command(
    name="mode", description="Whether the bot acts by itself; whoever manages the community can change it"
)
@for_managers
@app_commands.describe(to="From now on")
@app_commands.choices(to=_MODES)
async def mode(used: discord.Interaction[discord.Client], to: str | None = None) -> None:
    """Say the mode in force, or change it for this server."""
    community = community_of(used)
    if to is None:
        await answer(used, show_mode(community))
    else:
        await answer(used, await change_mode(community, visitor(used), to, _complaints(used)))


@app_commands.command(name="stats", description="Cases, appeals and effects in figures")
@for_moderators
async def stats(used: discord.Interaction[discord.Client]) -> None:
    """Count cases by state, and what waits."""
    await answer(used, await show_stats(community_of(used)))


def _complaints(used: discord.Interaction[discord.Client]) -> Complaints:
    communities = client_of(used).servers.communities
    return partial(communities.complaints, community_of(used).id)
