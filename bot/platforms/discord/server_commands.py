"""Moderators' commands about the server as a whole: what is in force, what can't be done, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.core.cases import CaseState
from bot.core.policy import Mode
from bot.core.policy_words import policy_in_words
from bot.pipeline.steer import choose_mode, note_reload
from bot.platforms.discord.access import client_of, community_of, for_managers, for_moderators, may_change
from bot.platforms.discord.answers import say
from bot.platforms.discord.moderators import actor_of
from bot.platforms.discord.translate import within

if TYPE_CHECKING:
    from bot.pipeline.community import Community

policy = app_commands.Group(
    name="policy",
    description="The rules that the bot goes by: what is in force, and its file",
    guild_only=True,
    default_permissions=discord.Permissions(moderate_members=True),
)
# What `/mode` offers for going back to what the policy file says.
_AS_WRITTEN = "policy"
_MODES = [
    Choice(name="shadow: record, and do nothing", value=str(Mode.SHADOW)),
    Choice(name="review: propose to moderators", value=str(Mode.REVIEW)),
    Choice(name="enforce: act by itself", value=str(Mode.ENFORCE)),
    Choice(name="as the policy file says", value=_AS_WRITTEN),
]


@policy.command(name="show", description="The policy in force in this channel")
@for_moderators
async def policy_show(used: discord.Interaction[discord.Client]) -> None:
    """Show the policy in plain words, as it holds where the command is used."""
    words = policy_in_words(community_of(used).policy, str(used.channel_id), frozenset(), within(used.channel))
    await say(used, "\n".join(words))


@policy.command(name="check", description="What is wrong with the policy file as it is saved now, and where")
@for_moderators
async def policy_check(used: discord.Interaction[discord.Client]) -> None:
    """Say each problem with file, line, column and hint, and change nothing."""
    await used.response.defer(ephemeral=True, thinking=True)
    await say(used, await client_of(used).policy_file.check())


@policy.command(name="reload", description="Read the policy file again, and put it in force")
@for_moderators
async def policy_reload(used: discord.Interaction[discord.Client]) -> None:
    """Put the file in force as it is saved now, or say why not."""
    await used.response.defer(ephemeral=True, thinking=True)
    said = await client_of(used).policy_file.reload()
    await note_reload(community_of(used), actor_of(used.user), said.partition("\n")[0])
    await say(used, said)


@app_commands.command(name="doctor", description="What of the policy can't be done on this server, and how to mend it")
@for_moderators
async def doctor(used: discord.Interaction[discord.Client]) -> None:
    """Say the mode, and what is impossible here."""
    await say(used, f"{_mode_words(community_of(used))}\n{await _diagnosis(used)}")


@app_commands.command(
    name="mode", description="Whether the bot acts by itself; whoever manages the server can change it"
)
@for_managers
@app_commands.describe(to="From now on")
@app_commands.choices(to=_MODES)
async def mode(used: discord.Interaction[discord.Client], to: str | None = None) -> None:
    """Say the mode in force, or change it for this server."""
    community = community_of(used)
    if to is None:
        await say(used, _mode_words(community))
        return
    if not await may_change(used):
        return
    chosen = None if to == _AS_WRITTEN else Mode(to)
    await choose_mode(community, chosen, actor_of(used.user))
    enforces = community.policy.mode is Mode.ENFORCE
    await say(used, "\n".join((_mode_words(community), *([await _diagnosis(used)] if enforces else ()))))


@app_commands.command(name="stats", description="Cases, appeals and effects in figures")
@for_moderators
async def stats(used: discord.Interaction[discord.Client]) -> None:
    """Count cases by state, and what waits."""
    community = community_of(used)
    async with community.begin() as uow:
        counts = [(state, await uow.cases.count([state])) for state in CaseState]
        appeals, waiting = len(await uow.appeals.waiting()), await uow.effects.count_open()
        unscored = (await uow.unscored.backlog()).waiting
    cases = ", ".join(f"{count} {state}" for state, count in counts)
    await say(
        used, f"cases: {cases}\nappeals that wait: {appeals}\neffects to be done: {waiting}\nunscored: {unscored}"
    )


def _mode_words(community: Community) -> str:
    held = community.policy
    chosen = f" (chosen here; else it would be {community.written})" if community.chosen else ""
    return f"mode {held.mode}{chosen} · policy {held.hash} · scorer {community.classifier.name}"


async def _diagnosis(used: discord.Interaction[discord.Client]) -> str:
    found = await client_of(used).servers.communities.complaints(community_of(used).id)
    return "\n".join(f"- {each}" for each in found) or "All that the policy wants can be done."
