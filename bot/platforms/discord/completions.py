"""What is offered while somebody types an option."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.core.case_words import headline
from bot.core.cases import CaseState
from bot.platforms.discord.access import among_members, among_moderators, community_of
from bot.platforms.discord.card_view import cut

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_CHOICES, LONGEST_CHOICE = 25, 100
_LOOKED_THROUGH = 200


@among_moderators
async def case_numbers(used: discord.Interaction[discord.Client], current: str) -> list[app_commands.Choice[int]]:
    """Offer the latest cases whose number begins so, those first that wait for a moderator."""
    community = community_of(used)
    async with community.begin() as uow:
        waiting = await uow.cases.find([CaseState.OPEN], limit=_LOOKED_THROUGH)
        others = await uow.cases.find([each for each in CaseState if each is not CaseState.OPEN], limit=_LOOKED_THROUGH)
    cases = (*waiting, *others)
    return _fitting(current, ((each.number, headline(each, community.now())) for each in cases))


@among_members
async def own_cases(used: discord.Interaction[discord.Client], current: str) -> list[app_commands.Choice[int]]:
    """Offer a member their own cases that can still be appealed, by number and rule."""
    community = community_of(used)
    now = community.now()
    async with community.begin() as uow:
        told = [notice for notice, _ in await uow.notices.of_member(str(used.user.id))]
        open_to = [each for each in reversed(told) if each.appeal_until and each.appeal_until > now]
        cases = {each.case: f"{each.case} · {each.title or each.rule}" for each in open_to}
        appealed = {each for each in cases if await uow.appeals.of_case(each)}
    return _fitting(current, ((number, words) for number, words in cases.items() if number not in appealed))


def _fitting(current: str, offered: Iterable[tuple[int, str]]) -> list[app_commands.Choice[int]]:
    begins = current.strip()
    fitting = ((number, words) for number, words in offered if str(number).startswith(begins))
    choices = [app_commands.Choice(name=cut(words, LONGEST_CHOICE), value=number) for number, words in fitting]
    return choices[:MOST_CHOICES]
