"""Notes what members write that may have to be answered, until somebody answers it."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.cases import Actor, ActorKind
from bot.core.content import Part
from bot.core.drafts import UNDECIDED, DraftState
from bot.core.effects import EffectKind
from bot.core.fault_words import fault_words
from bot.core.situations import Situation
from bot.core.unanswered import Unanswered, is_reply_to
from bot.pipeline.draft_steps import ANSWERED, EDITED, GONE, end, void_on
from bot.ports.ledger import LedgerUnavailableError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.content import Content, Message
    from bot.core.situations import Recognised
    from bot.pipeline.community import Community
    from bot.pipeline.understanding import Understood
    from bot.ports.ledger import UnitOfWork

# Before Takt was in a community for so long, everybody would be a newcomer.
KNOWS_MEMBERS = timedelta(days=14)
# What is read late may have been answered, and its answer is read after it.
SETTLES = timedelta(minutes=2)
_MOST = 500
log = logging.getLogger(__name__)


async def consider(community: Community, content: Content, about: Understood) -> None:
    """Note a message that was just taken in, where a draft is to be thought of. Whatever fails, moderation goes on."""
    if not is_offering(community) or not _can_be_answered(community, content):
        return
    try:
        recognised = await _recognised(community, content, about)
        situation = recognised.situation
        if situation is not None and situation in community.policy.replies.offer:
            entry = Unanswered(content, situation, _first_look(community, recognised, content))
            async with community.begin() as uow:
                await uow.unanswered.enter(entry)
    except LedgerUnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - no draft is worth a message; the error's words may quote one
        community.meter.drafted("trouble")
        log.error("nobody could tell whether to answer: %s", fault_words(error))  # noqa: TRY400 - no message's words


def is_offering(community: Community) -> bool:
    """Tell whether drafts are offered by themselves: the policy says so, and the bot could send them."""
    return bool(community.policy.replies.offer) and EffectKind.REPLY in community.enforcer.capabilities


async def taken_in(uow: UnitOfWork, community: Community, content: Content) -> None:
    """Within the transaction that takes in a content: what it makes void, and what it answers, waits no more."""
    if content.revision:
        await _void_edited(uow, content, community.now())
    author = content.author
    if author.is_bot or not author.id or content.message.part is not Part.MESSAGE or content.revision:
        return
    by_staff = bool(author.roles & community.policy.staff_roles)
    waiting = await uow.unanswered.around(content.channel) if community.policy.replies.offer else ()
    for entry in waiting:
        if _answers(content, entry, by_staff=by_staff):
            await uow.unanswered.remove(entry.content.message)
    if by_staff:
        await _void_answered(uow, content, community.now())


async def taken_away(uow: UnitOfWork, message: Message, now: datetime) -> None:
    """Within the transaction in which a message goes: nobody answers it any more, not even where a moderator agreed."""
    await uow.unanswered.remove(message)
    await void_on(uow, message, GONE, now, UNDECIDED | {DraftState.APPROVED, DraftState.EDITED})


def _can_be_answered(community: Community, content: Content) -> bool:
    age = (community.now() - content.at).total_seconds()
    is_message = content.message.part is Part.MESSAGE and bool(content.text.strip())
    return is_message and bool(content.author.id) and age < community.policy.replies.expire_seconds


async def _recognised(community: Community, content: Content, about: Understood) -> Recognised:
    """Say what a message is about; whether it is a newcomer's is only asked where that would matter."""
    if about.as_first.situation is not Situation.WELCOME:
        return about.plain
    async with community.begin() as uow:
        is_newcomer = await uow.contents.is_newcomer(content, community.now() - KNOWS_MEMBERS)
    return about.as_first if is_newcomer else about.plain


def _first_look(community: Community, recognised: Recognised, content: Content) -> datetime:
    """Return when to think of a draft: members may answer first what was not asked of the community."""
    now, policy = community.now(), community.policy
    if now - content.at > timedelta(seconds=policy.late_seconds):
        now += SETTLES
    if recognised.situation is Situation.QUESTION and not recognised.addressed:
        return max(now, content.at + timedelta(seconds=policy.replies.wait_seconds))
    return now


def _answers(content: Content, entry: Unanswered, *, by_staff: bool) -> bool:
    """Tell whether a content answers what waits.

    Staff answer whatever it is, in its thread or later beside it; members answer a question, in its thread.
    """
    asked = entry.content
    if asked.author.id == content.author.id or asked.message == content.message:
        return False
    if is_reply_to(content, asked.message, asked.thread):
        return by_staff or entry.situation is Situation.QUESTION
    beside = content.channel == asked.channel and not content.thread and not asked.thread
    return by_staff and beside and content.at > asked.at


async def _void_edited(uow: UnitOfWork, content: Content, now: datetime) -> None:
    entry = await uow.unanswered.get(content.message)
    if entry is not None and entry.content.at < content.at:
        await uow.unanswered.remove(content.message)
    for each in await uow.drafts.on(content.message):
        if each.state in UNDECIDED and each.written < content.at:
            await end(uow, each, DraftState.SUPERSEDED, EDITED, now)


async def _void_answered(uow: UnitOfWork, content: Content, now: datetime) -> None:
    by = Actor(ActorKind.MODERATOR, content.author.id, content.author.name)
    for each in await uow.drafts.undecided(_MOST):
        if each.written <= content.at and is_reply_to(content, each.message, each.thread):
            await end(uow, each, DraftState.SUPERSEDED, ANSWERED, now, by)
