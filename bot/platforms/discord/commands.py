"""Slash commands and context menus. Discord hides moderators' commands from others; here it is asked at every use."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.core.cards import Press
from bot.core.case_words import headline, strike_words, why_words
from bot.core.cases import UNDECIDED, CaseState
from bot.core.content import Message
from bot.core.policy_words import policy_in_words
from bot.pipeline.cards import card_of
from bot.pipeline.case_file import CaseFile, read_case, read_message
from bot.pipeline.press import press
from bot.platforms.discord.card_view import buttons_of, cut, embed_of
from bot.platforms.discord.interactions import say
from bot.platforms.discord.moderators import actor_of
from bot.platforms.discord.translate import within

if TYPE_CHECKING:
    from bot.pipeline.community import Community
    from bot.platforms.discord.client import TaktClient

    Used = discord.Interaction[discord.Client]

MOST_CASES = 15
LONGEST = 2000
_MOST_CHOICES = 25
Number = Range[int, 1, 2**31 - 1]
for_moderators = app_commands.default_permissions(moderate_members=True)


@app_commands.command(name="case", description="Show a case, with its buttons")
@for_moderators
@app_commands.guild_only()
async def case(used: discord.Interaction[discord.Client], number: Number) -> None:
    """Show a case's card to whoever asks, and to nobody else."""
    community = await moderated(used, "case")
    if community is None:
        return
    file = await read_case(community, number)
    if file is None:
        await say(used, f"There is no case {number}.")
        return
    card = card_of(file, community.now())
    await used.response.send_message(embed=embed_of(card, used.guild_id or 0), view=buttons_of(card), ephemeral=True)


@app_commands.command(name="queue", description="The cases that wait for a moderator, the oldest first")
@for_moderators
@app_commands.guild_only()
async def queue(used: discord.Interaction[discord.Client]) -> None:
    """List open cases."""
    community = await moderated(used, "queue")
    if community is None:
        return
    async with community.begin() as uow:
        waiting = await uow.cases.find([CaseState.OPEN], limit=1000)
    lines = [headline(each, community.now()) for each in reversed(waiting)]
    more = f"\n… and {len(lines) - MOST_CASES} more" if len(lines) > MOST_CASES else ""
    await say(used, cut("\n".join(lines[:MOST_CASES]), LONGEST - len(more)) + more or "No case waits.")


@app_commands.command(name="why", description="All that is behind a case")
@for_moderators
@app_commands.guild_only()
async def why(used: discord.Interaction[discord.Client], number: Number) -> None:
    """Say why there is a case."""
    await _pressed(used, Press.WHY, number)


@app_commands.command(name="undo", description="Take back exactly what a case caused")
@for_moderators
@app_commands.guild_only()
async def undo(used: discord.Interaction[discord.Client], number: Number) -> None:
    """Undo a case."""
    await _pressed(used, Press.UNDO, number)


@app_commands.command(name="strikes", description="A member's strikes that still count")
@for_moderators
@app_commands.guild_only()
async def strikes(used: discord.Interaction[discord.Client], member: discord.User) -> None:
    """List a member's strikes and latest cases."""
    community = await moderated(used, "strikes")
    if community is None:
        return
    async with community.begin() as uow:
        live = await uow.strikes.live(str(member.id), community.now())
        cases = await uow.cases.find(member=str(member.id), limit=5)
    lines = [*map(strike_words, live), *(headline(each, community.now()) for each in cases)]
    await say(used, cut("\n".join(lines), LONGEST) or "No strike counts, and there is no case.")


@app_commands.command(name="policy", description="The policy in force in this channel")
@for_moderators
@app_commands.guild_only()
async def policy(used: discord.Interaction[discord.Client]) -> None:
    """Show the policy in plain words, as it holds where the command is used."""
    community = await moderated(used, "policy")
    if community is not None:
        words = policy_in_words(community.policy, str(used.channel_id), frozenset(), within(used.channel))
        await say(used, cut("\n".join(words), LONGEST))


@app_commands.command(name="doctor", description="What of the policy can't be done on this server, and how to mend it")
@for_moderators
@app_commands.guild_only()
async def doctor(used: discord.Interaction[discord.Client]) -> None:
    """Say what is impossible here."""
    if await moderated(used, "doctor") is not None:
        server = cast("TaktClient", used.client).servers.get(used.guild_id or 0)
        found = server.complaints() if server else []
        await say(
            used, cut("\n".join(f"- {each}" for each in found), LONGEST) or "All that the policy wants can be done."
        )


@app_commands.command(name="mode", description="Whether the bot acts by itself, and by which policy")
@for_moderators
@app_commands.guild_only()
async def mode(used: discord.Interaction[discord.Client]) -> None:
    """Say the mode in force; it is changed in the policy file or the settings."""
    community = await moderated(used, "mode")
    if community is not None:
        policy = community.policy
        await say(used, f"mode {policy.mode} · policy {policy.hash} · scorer {community.classifier.name}")


@app_commands.command(name="stats", description="Cases, appeals and effects in figures")
@for_moderators
@app_commands.guild_only()
async def stats(used: discord.Interaction[discord.Client]) -> None:
    """Count cases by state, and what waits."""
    community = await moderated(used, "stats")
    if community is None:
        return
    async with community.begin() as uow:
        counts = [(state, await uow.cases.count([state])) for state in CaseState]
        appeals, waiting = len(await uow.appeals.waiting()), await uow.effects.count_open()
        unscored = (await uow.unscored.backlog()).waiting
    cases = ", ".join(f"{count} {state}" for state, count in counts)
    await say(
        used, f"cases: {cases}\nappeals that wait: {appeals}\neffects to be done: {waiting}\nunscored: {unscored}"
    )


@case.autocomplete("number")
@why.autocomplete("number")
@undo.autocomplete("number")
async def _numbers(used: discord.Interaction[discord.Client], current: str) -> list[app_commands.Choice[int]]:
    """Offer the latest cases whose number begins so, to moderators alone."""
    client = cast("TaktClient", used.client)
    community = await client.servers.served(used.guild_id or 0)
    if community is None or client.interactions.refuse(used, community, "autocomplete"):
        return []
    async with community.begin() as uow:
        cases = await uow.cases.find(UNDECIDED, limit=200)
    fitting = [each for each in cases if str(each.number).startswith(current.strip())]
    return [
        app_commands.Choice(name=cut(headline(each, community.now()), 100), value=each.number)
        for each in fitting[:_MOST_CHOICES]
    ]


@app_commands.context_menu(name="Why?")
@for_moderators
@app_commands.guild_only()
async def why_message(used: discord.Interaction[discord.Client], message: discord.Message) -> None:
    """Say what was decided on a message, whether it became a case or not."""
    community = await moderated(used, "why")
    if community is None:
        return
    found = await read_message(community, Message(str(message.channel.id), str(message.id)))
    decisions = found.decisions if isinstance(found, CaseFile) else found
    head = [headline(found.case, community.now())] if isinstance(found, CaseFile) else []
    lines = [*head, *(line for each in decisions for line in why_words(each))]
    await say(used, cut("\n".join(lines), LONGEST) or "No rule holds, so nothing was decided.")


async def moderated(used: Used, what: str) -> Community | None:
    """Return the community if whoever asks may act as its moderator; else tell them why not."""
    client = cast("TaktClient", used.client)
    community = await client.servers.served(used.guild_id or 0)
    if community is None:
        await say(used, "The bot does not serve this server yet. Try again in a moment.")
        return None
    if refusal := client.interactions.refuse(used, community, what):
        await say(used, refusal)
        return None
    return community


async def _pressed(used: Used, what: Press, number: int) -> None:
    community = await moderated(used, what)
    if community is not None:
        await used.response.defer(ephemeral=True, thinking=True)
        said = await press(community, what, number, actor_of(used.user))
        await used.followup.send(cut(said, LONGEST), ephemeral=True)
