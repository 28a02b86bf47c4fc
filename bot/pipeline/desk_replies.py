"""Answers in the community's name as moderators meet them: the form, what comes of it, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.core.blank_forms import draft_form
from bot.core.buttons import take_back_button
from bot.core.fitting import pieces
from bot.core.forms import Said
from bot.pipeline.reply import Approved, Refused, Void, approve, open_draft, retract

if TYPE_CHECKING:
    from bot.core.content import Content
    from bot.core.drafts import Draft
    from bot.core.forms import Answer
    from bot.core.visitors import Visitor
    from bot.pipeline.community import Community
    from bot.pipeline.reply import Approval
    from bot.ports import Reader

_GONE = "That message is not there (any more), so nothing can be answered."


async def offer_answer(community: Community, visitor: Visitor, content: Content | None, reader: Reader) -> Answer:
    """Show the form for an answer to a message; for the bot's own answer, the way to take it back.

    `content`: None for a message that is not there, or that whoever asks can't read.
    """
    if content is None:
        return Said(_GONE)
    async with community.begin() as uow:
        own = await uow.drafts.posted_as(content.message)
    if own is not None:
        return _with_way_back("This is an answer of the bot's.", own)
    draft = await open_draft(community, content, visitor.moderator)
    return draft_form(draft.id, draft.text, reader.longest)


async def offer_on_case(community: Community, visitor: Visitor, case: int, reader: Reader) -> Answer:
    """Show the form for an answer to a case's message."""
    async with community.begin() as uow:
        found = await uow.cases.get(case)
    content = await reader.message(found.message) if found else None
    return await offer_answer(community, visitor, content, reader)


async def send_answer(community: Community, visitor: Visitor, draft: int, text: str, reader: Reader) -> Said:
    """Send what was written into the form, or give it back with why it is not sent."""
    answer = await _approved(community, visitor, draft, text, reader)
    match answer:
        case Approved(draft=approved):
            return _with_way_back("Your answer is on its way.", approved)
        case Void(why=why):
            return _give_back(f"The draft is void: {why}. Nothing was sent.", text, reader)
        case Refused(why=why):
            return _give_back(f"This is not sent: {why}.", text, reader)
        case _:
            assert_never(answer)


async def take_answer_back(community: Community, visitor: Visitor, draft: int) -> Said:
    """Take an answer back."""
    done = await retract(community, draft, visitor.moderator)
    return Said("The answer is taken back." if done else "There is nothing to take back.")


async def _approved(community: Community, visitor: Visitor, number: int, text: str, reader: Reader) -> Approval:
    """A form lets through no more than the platform posts, but what is sent to us may come from elsewhere."""
    if len(text) > reader.longest:
        return Refused(f"it has {len(text)} characters, and a message has {reader.longest} at most")
    async with community.begin() as uow:
        draft = await uow.drafts.get(number)
    shown = await reader.message(draft.message) if draft else None
    return await approve(community, number, text, visitor.moderator, shown)


def _give_back(why: str, text: str, reader: Reader) -> Said:
    """Nothing that a moderator wrote is lost."""
    if not text.strip():
        return Said(why)
    return Said(f"{why} Your words:", more=tuple(pieces(text, reader.longest)))


def _with_way_back(text: str, draft: Draft) -> Said:
    return Said(text, (take_back_button(draft.id),))
