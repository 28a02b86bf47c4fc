"""Moderators' commands about cases and members. Who may use them is asked before, by `desk_access.for_moderators`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.cards import Press
from bot.core.case_words import headline, strike_words, why_words
from bot.core.cases import CaseState
from bot.core.fitting import cut
from bot.core.forms import Said
from bot.pipeline.cards import card_of
from bot.pipeline.case_file import CaseFile, read_case, read_message
from bot.pipeline.press import press

if TYPE_CHECKING:
    from bot.core.content import Message
    from bot.core.visitors import Visitor
    from bot.pipeline.community import Community

MOST_CASES = 15


async def show_case(community: Community, number: int) -> Said:
    """Show a case's card."""
    file = await read_case(community, number)
    return Said("", card=card_of(file, community.now())) if file else Said(f"There is no case {number}.")


async def list_queue(community: Community, longest: int) -> Said:
    """List the cases that wait for a moderator, the oldest first."""
    async with community.begin() as uow:
        waiting = await uow.cases.find([CaseState.OPEN], limit=1000)
    lines = [headline(each, community.now()) for each in reversed(waiting)]
    more = f"\n… and {len(lines) - MOST_CASES} more" if len(lines) > MOST_CASES else ""
    return Said(cut("\n".join(lines[:MOST_CASES]), longest - len(more)) + more or "No case waits.")


async def say_why(community: Community, visitor: Visitor, number: int) -> Said:
    """Say all that is behind a case."""
    return Said(await press(community, Press.WHY, number, visitor.moderator))


async def say_why_of(community: Community, message: Message) -> Said:
    """Say what was decided on a message, whether it became a case or not."""
    found = await read_message(community, message)
    decisions = found.decisions if isinstance(found, CaseFile) else found
    head = [headline(found.case, community.now())] if isinstance(found, CaseFile) else []
    lines = [*head, *(line for each in decisions for line in why_words(each))]
    return Said("\n".join(lines) or "No rule holds, so nothing was decided.")


async def undo_case(community: Community, visitor: Visitor, number: int) -> Said:
    """Take back exactly what a case caused."""
    return Said(await press(community, Press.UNDO, number, visitor.moderator))


async def list_strikes(community: Community, member: str) -> Said:
    """List a member's strikes that still count, and their latest cases."""
    async with community.begin() as uow:
        live = await uow.strikes.live(member, community.now())
        cases = await uow.cases.find(member=member, limit=5)
    lines = [*map(strike_words, live), *(headline(each, community.now()) for each in cases)]
    return Said("\n".join(lines) or "No strike counts, and there is no case.")
