"""What members press and ask: the rules, what they were told, a second look, a better version, a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.blank_forms import better_form
from bot.core.buttons import better_button, notice_buttons
from bot.core.fitting import pages
from bot.core.forms import Said
from bot.core.member_text import member_language, rule_words
from bot.core.member_words import Word, language_code, word
from bot.pipeline.appeal import Appealed, appeal
from bot.pipeline.better import Offer, draft_of, is_mendable, send_better
from bot.pipeline.better_words import better_words
from bot.pipeline.desk_access import nothing
from bot.pipeline.intake import report

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.core.forms import Answer
    from bot.core.visitors import Visitor
    from bot.pipeline.community import Community
    from bot.ports import Reader

_LATEST = 3


async def show_notice(community: Community, visitor: Visitor, number: int) -> Said:
    """Show a member one notice of theirs, with its buttons."""
    async with community.begin() as uow:
        mine = await uow.notices.of_member(visitor.id)
        notice, text = next(((each, said) for each, said in mine if each.id == number), (None, ""))
        mendable = notice is not None and await is_mendable(uow, community, notice)
    shown = Said(text) if text else nothing(visitor)
    return Said(shown.text, notice_buttons(notice, mendable=mendable))


async def list_notices(community: Community, visitor: Visitor) -> Said:
    """Show a member the latest notice about each of their last cases."""
    async with community.begin() as uow:
        told = [each for each in await uow.notices.of_member(visitor.id) if each[1]][-_LATEST:]
        mendable = {each.case: each for each, _ in told if await is_mendable(uow, community, each)}
    text = "\n\n".join(text for _, text in reversed(told)) or nothing(visitor).text
    return Said(text, tuple(better_button(each, named=True) for each in mendable.values()))


def list_rules(community: Community, visitor: Visitor, longest: int, bullet: str = "·") -> Said:
    """Show the rules in the language of whoever asks. `bullet`: what stands before each, as the platform writes it."""
    spoken = member_language(community.policy, language_code(visitor.language))
    lines = (f"{bullet} {rule_words(each, spoken)}" for each in community.policy.rules if not each.shadow)
    first, *more = pages(lines, longest)
    return Said(first or nothing(visitor).text, more=tuple(more))


async def enter_appeal(community: Community, visitor: Visitor, case: int, why: str) -> Said:
    """Enter a member's appeal against their own case."""
    answer = await appeal(community, case, visitor.id, visitor.name, why)
    return Said(word(Word.APPEALED if isinstance(answer, Appealed) else Word.NO_APPEAL, visitor.language))


async def ask_better(community: Community, visitor: Visitor, case: int, reader: Reader) -> Answer:
    """Show the form for a better version of a member's hidden message, or why there can be none."""
    draft = await draft_of(community, case, visitor.id)
    if isinstance(draft, str):
        return better_form(case, visitor.language, draft, reader.longest)
    return Said(better_words(draft, community.policy, visitor.language))


async def take_better(community: Community, visitor: Visitor, case: int, text: str, reader: Reader) -> Said:
    """Let a better version be decided, as by the member that whoever sent it is now."""
    author = await reader.author(visitor.id)
    if author is None:
        return nothing(visitor)
    offer = Offer(author, text, visitor.request, reader.mentions_in(text))
    return Said(better_words(await send_better(community, case, offer), community.policy, visitor.language))


async def enter_report(community: Community, visitor: Visitor, content: Content | None, reason: str = "") -> Said:
    """Count a member's report of a message, its author with their roles; thanks, and never what came of it.

    `content`: None for a message that is not there or that they can't read, which nobody is to tell apart.
    """
    return Said(word(await _reported(community, visitor, content, reason), visitor.language))


async def _reported(community: Community, visitor: Visitor, content: Content | None, reason: str) -> Word:
    if content is None:
        return Word.NO_REPORT
    taken = await report(community, content, visitor.member, reason)
    if taken.why:
        return Word.NO_REPORT
    return Word.REPORTED if taken.screened or taken.case else Word.REPORTED_BEFORE
