"""What members can ask the bot: the rules, a second look, and to tell moderators of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.core.cases import ActorKind
from bot.core.member_text import member_language, rule_words
from bot.core.member_words import Word, word
from bot.pipeline.appeal import Appealed, appeal
from bot.pipeline.better import is_mendable
from bot.pipeline.intake import report
from bot.platforms.discord.buttons import MOST_WORDS, better_button, view_of
from bot.platforms.discord.card_view import cut
from bot.platforms.discord.commands import LONGEST, Number
from bot.platforms.discord.interactions import language, say
from bot.platforms.discord.moderators import actor_of
from bot.platforms.discord.source import members_of
from bot.platforms.discord.translate import content_of

if TYPE_CHECKING:
    from bot.pipeline.community import Community
    from bot.platforms.discord.client import TaktClient

_LATEST = 3


@app_commands.command(name="rules", description="The rules of this community")
@app_commands.guild_only()
async def rules(used: discord.Interaction[discord.Client]) -> None:
    """Show the rules in the language of whoever asks."""
    community = await _served(used)
    if community is None:
        await say(used, word(Word.NOT_HERE, language(used)))
        return
    spoken = member_language(community.policy, _code(used))
    lines = [f"**·** {rule_words(each, spoken)}" for each in community.policy.rules if not each.shadow]
    await say(used, cut("\n".join(lines), LONGEST) or word(Word.NOTHING, language(used)))


@app_commands.command(name="notices", description="What the moderators' bot told you, or could not bring to you")
@app_commands.guild_only()
async def my_notices(used: discord.Interaction[discord.Client]) -> None:
    """Show a member the latest notice about each of their last cases; nobody else sees them."""
    community = await _served(used)
    if community is None:
        await say(used, word(Word.NOT_HERE, language(used)))
        return
    async with community.begin() as uow:
        told = [each for each in await uow.notices.of_member(str(used.user.id)) if each[1]][-_LATEST:]
        mendable = {each.case: each for each, _ in told if await is_mendable(uow, community, each)}
    shown = cut("\n\n".join(text for _, text in reversed(told)), LONGEST) or word(Word.NOTHING, language(used))
    buttons = [better_button(used.guild_id or 0, each, named=True) for each in mendable.values()]
    await used.response.send_message(shown, ephemeral=True, view=view_of(*buttons))


@app_commands.command(name="appeal", description="Ask for a second look at what was done to your message")
@app_commands.guild_only()
async def appeal_case(
    used: discord.Interaction[discord.Client], number: Number, why: Range[str, 1, MOST_WORDS]
) -> None:
    """Enter a member's appeal against their own case."""
    community = await _served(used)
    if community is None:
        await say(used, word(Word.NOT_HERE, language(used)))
        return
    user = used.user
    answer = await appeal(community, number, str(user.id), user.display_name, why)
    await say(used, word(Word.APPEALED if isinstance(answer, Appealed) else Word.NO_APPEAL, language(used)))


@app_commands.context_menu(name="Report to moderators")
@app_commands.guild_only()
async def report_message(used: discord.Interaction[discord.Client], message: discord.Message) -> None:
    """Count a member's report of a message."""
    community = await _served(used)
    if community is None or used.guild is None:
        await say(used, word(Word.NOT_HERE, language(used)))
        return
    await used.response.defer(ephemeral=True, thinking=True)
    members = await members_of(used.guild, [message])
    content = content_of(message, used.guild, members.get(message.author.id))
    taken = await report(community, content, actor_of(used.user, ActorKind.MEMBER))
    counted = Word.REPORTED if taken.screened or taken.case else Word.REPORTED_BEFORE
    await say(used, word(Word.NO_REPORT if taken.why else counted, language(used)))


async def _served(used: discord.Interaction[discord.Client]) -> Community | None:
    return await cast("TaktClient", used.client).servers.served(used.guild_id or 0)


def _code(used: discord.Interaction[discord.Client]) -> str:
    code = language(used).partition("-")[0]
    return "nb" if code == "no" else code
