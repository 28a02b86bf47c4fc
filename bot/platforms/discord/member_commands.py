"""What members can ask the bot: the rules, a second look, and to tell moderators of a message."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Range

from bot.core.cases import ActorKind
from bot.core.member_text import member_language, rule_words
from bot.core.member_words import Word, language_code, word
from bot.pipeline.appeal import Appealed, appeal
from bot.pipeline.better import is_mendable
from bot.pipeline.intake import report
from bot.platforms.discord.access import community_of, for_members
from bot.platforms.discord.answers import language, say
from bot.platforms.discord.buttons import MOST_WORDS, better_button, view_of
from bot.platforms.discord.card_view import LONGEST, cut, pages
from bot.platforms.discord.case_commands import Number
from bot.platforms.discord.completions import own_cases
from bot.platforms.discord.moderators import actor_of
from bot.platforms.discord.references import Reference, find_message
from bot.platforms.discord.source import members_of
from bot.platforms.discord.translate import content_of

_LATEST = 3


@app_commands.command(name="rules", description="The rules of this community")
@for_members
async def rules(used: discord.Interaction[discord.Client]) -> None:
    """Show the rules in the language of whoever asks."""
    community = community_of(used)
    spoken = member_language(community.policy, language_code(language(used)))
    lines = [f"**·** {rule_words(each, spoken)}" for each in community.policy.rules if not each.shadow]
    for page in pages(lines, LONGEST):
        await say(used, page or word(Word.NOTHING, language(used)))


@app_commands.command(name="notices", description="What the moderators' bot told you, or could not bring to you")
@for_members
async def my_notices(used: discord.Interaction[discord.Client]) -> None:
    """Show a member the latest notice about each of their last cases; nobody else sees them."""
    community = community_of(used)
    async with community.begin() as uow:
        told = [each for each in await uow.notices.of_member(str(used.user.id)) if each[1]][-_LATEST:]
        mendable = {each.case: each for each, _ in told if await is_mendable(uow, community, each)}
    shown = cut("\n\n".join(text for _, text in reversed(told)), LONGEST) or word(Word.NOTHING, language(used))
    buttons = [better_button(used.guild_id or 0, each, named=True) for each in mendable.values()]
    await used.response.send_message(shown, ephemeral=True, view=view_of(*buttons))


@app_commands.command(name="appeal", description="Ask for a second look at what was done to your message")
@for_members
@app_commands.describe(number="The number of the case", why="Why it should be looked at again")
@app_commands.autocomplete(number=own_cases)
async def appeal_case(
    used: discord.Interaction[discord.Client], number: Number, why: Range[str, 1, MOST_WORDS]
) -> None:
    """Enter a member's appeal against their own case."""
    community = community_of(used)
    user = used.user
    answer = await appeal(community, number, str(user.id), user.display_name, why)
    await say(used, word(Word.APPEALED if isinstance(answer, Appealed) else Word.NO_APPEAL, language(used)))


@app_commands.context_menu(name="Report to moderators")
@for_members
async def report_message(used: discord.Interaction[discord.Client], message: discord.Message) -> None:
    """Count a member's report of a message."""
    await used.response.defer(ephemeral=True, thinking=True)
    await say(used, word(await _reported(used, message), language(used)))


@app_commands.command(name="report", description="Tell the moderators of a message")
@for_members
@app_commands.describe(
    message="Its link, or its id where it is in this channel", reason="What is wrong with it, in your own words"
)
async def report_by_link(
    used: discord.Interaction[discord.Client], message: Reference, reason: Range[str, 1, MOST_WORDS] | None = None
) -> None:
    """Count a member's report of a message that they may read; of another nothing is said, nor that there is none."""
    await used.response.defer(ephemeral=True, thinking=True)
    found = await find_message(used, message)
    answer = await _reported(used, found, reason or "") if found else Word.NO_REPORT
    await say(used, word(answer, language(used)))


async def _reported(used: discord.Interaction[discord.Client], message: discord.Message, reason: str = "") -> Word:
    """Enter a report, and return what to say: thanks, and never what came of it."""
    guild = used.guild
    if guild is None:
        return Word.NOT_HERE
    members = await members_of(guild, [message])
    content = content_of(message, guild, members.get(message.author.id))
    taken = await report(community_of(used), content, actor_of(used.user, ActorKind.MEMBER), reason)
    if taken.why:
        return Word.NO_REPORT
    return Word.REPORTED if taken.screened or taken.case else Word.REPORTED_BEFORE
