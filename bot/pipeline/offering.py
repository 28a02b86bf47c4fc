"""Thinks of drafts for what members wrote, in its own time; ends those that nobody decides, and counts what waits."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.drafts import DraftState
from bot.core.duration import format_duration
from bot.core.fault_words import fault_words
from bot.core.proposals import NoDraft, NoDraftWhy, Offer
from bot.core.replies import WANTS_ANSWER
from bot.core.situations import Situation
from bot.pipeline.draft_steps import EXPIRED, end, enter
from bot.pipeline.pass_on import is_on_its_way
from bot.pipeline.reply_request import draft_of, request_for
from bot.pipeline.unanswered import is_offering

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.proposals import DraftOutcome, DraftRequest
    from bot.core.unanswered import Unanswered
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

PAUSE_SECONDS = 1.0
_AT_ONCE, _MOST = 8, 500
# A drafter that fails, or takes longer than this, is asked again later.
_PATIENCE = 60.0
_AGAIN = timedelta(minutes=5)
# Sooner than that nobody asks again, whatever a drafter says.
_SOONEST = timedelta(seconds=30)
# So long after a message was written its draft waits for it to be passed on.
_RECEIPT_WITHIN = timedelta(seconds=30)
# What nobody waits for is looked at more seldom: each look is a transaction, in every community.
_TIDY = timedelta(seconds=30)
# Moderators hear so seldom that something has waited for too long.
_QUIET = timedelta(hours=1)
_TOO_LONG = "unanswered"
# Nobody put it into words, but somebody has to answer it.
_STILL_WAITS = frozenset({NoDraftWhy.NO_SOURCE, NoDraftWhy.NO_LANGUAGE, NoDraftWhy.NO_TEMPLATE, NoDraftWhy.LINT})
log = logging.getLogger(__name__)


async def keep_offering(community: Community) -> None:
    """Look until cancelled."""
    tidy_at = community.now()
    while True:
        if community.now() >= tidy_at:
            tidy_at = community.now() + _TIDY
            await expire(community)
            await tell_unanswered(community)
        if not await offer_due(community):
            await asyncio.sleep(PAUSE_SECONDS)


async def offer_due(community: Community) -> int:
    """Think of drafts for what is due; return for how many messages that was."""
    if community.drafter is None or not is_offering(community):
        return 0
    async with community.begin() as uow:
        every = await uow.unanswered.due(community.now(), _AT_ONCE)
        due = [each for each in every if not await _waits_for_its_receipt(uow, community, each)]
        requests = [await _asked(uow, community, each) for each in due]
    await asyncio.gather(*(_look(community, *each) for each in zip(due, requests, strict=True)))
    return len(due)


async def expire(community: Community) -> int:
    """End the drafts that nobody decided in time; return how many."""
    now = community.now()
    async with community.begin() as uow:
        over = await uow.drafts.overdue(now, _MOST)
        for each in over:
            await end(uow, each, DraftState.EXPIRED, EXPIRED, now)
    return len(over)


async def tell_unanswered(community: Community) -> int:
    """Tell moderators, once of each, what has waited for longer than the policy's goal; return how many that are."""
    now, goal = community.now(), community.policy.replies.answer_within_seconds
    async with community.begin() as uow:
        if await uow.alerts.is_up(_TOO_LONG, now):
            return 0
        late = await uow.unanswered.waiting_since(now - timedelta(seconds=goal), _MOST)
        counted = [each for each in late if each.situation in WANTS_ANSWER]
        for each in late:
            await _heard(uow, each)
        if counted:
            await uow.alerts.clear(_TOO_LONG)
            await uow.alerts.raise_once(_TOO_LONG, _told(counted, goal), now, now + _QUIET)
    return len(counted)


def _told(late: Sequence[Unanswered], goal: int) -> str:
    oldest, count = late[0].content, len(late)
    said = "1 message has" if count == 1 else f"{count} messages have"
    where = f"The oldest: message {oldest.id} in {oldest.channel}, written {oldest.at:%Y-%m-%d %H:%M} UTC."
    return f"{said} waited for an answer for more than {format_duration(goal)}. {where}"


async def _heard(uow: UnitOfWork, entry: Unanswered) -> None:
    """Note that moderators know; what nobody will think of again is forgotten with that."""
    if entry.due is None:
        await uow.unanswered.remove(entry.content.message)
    else:
        await uow.unanswered.enter(replace(entry, told=True))


async def _waits_for_its_receipt(uow: UnitOfWork, community: Community, entry: Unanswered) -> bool:
    """Put off for a moment what is just being passed on, so that its answer can say where it stands."""
    message, now = entry.content.message, community.now()
    if now - entry.content.at > _RECEIPT_WITHIN or not await is_on_its_way(uow, message):
        return False
    await uow.unanswered.enter(replace(entry, due=now + timedelta(seconds=PAUSE_SECONDS)))
    return True


async def _asked(uow: UnitOfWork, community: Community, entry: Unanswered) -> DraftRequest:
    first = entry.situation is Situation.WELCOME
    return await request_for(uow, community, entry.content, first_post=first)


async def _look(community: Community, entry: Unanswered, request: DraftRequest) -> None:
    """Ask for a draft and write down what came of it, unless somebody answered meanwhile."""
    outcome = None if request.around.is_hidden else await _outcome(community, request)
    async with community.begin() as uow:
        current = await uow.unanswered.get(entry.content.message)
        if current is None or (current.content.revision, current.due) != (entry.content.revision, entry.due):
            return
        if request.around.is_hidden or _is_over(community, entry):
            await uow.unanswered.remove(entry.content.message)
        elif outcome is None:
            await uow.unanswered.enter(replace(current, due=community.now() + _AGAIN))
        else:
            await _enter(uow, community, current, request, outcome)


async def _outcome(community: Community, request: DraftRequest) -> DraftOutcome | None:
    """Return what a drafter says; None where it fails, which is counted."""
    if community.drafter is None:
        return None
    try:
        async with asyncio.timeout(_PATIENCE):
            outcome = await community.drafter.draft(request)
    except Exception as error:  # noqa: BLE001 - one message must not stop the others; the error's words may quote it
        community.meter.drafted("trouble")
        log.error("no draft could be thought of: %s", fault_words(error))  # noqa: TRY400 - no message's words
        return None
    community.meter.drafted(str(outcome.why) if isinstance(outcome, NoDraft) else "offer")
    return outcome


async def _enter(
    uow: UnitOfWork, community: Community, entry: Unanswered, request: DraftRequest, outcome: DraftOutcome
) -> None:
    content = entry.content
    if isinstance(outcome, Offer) and outcome.situation in community.policy.replies.offer:
        case = await uow.cases.latest_on(content.message)
        draft = draft_of(community, content, request, outcome)
        await enter(uow, replace(draft, case=case.number if case else 0, state=DraftState.DRAFTED, shown=0))
    elif isinstance(outcome, NoDraft) and outcome.again_in is not None:
        await uow.unanswered.enter(replace(entry, due=community.now() + max(outcome.again_in, _SOONEST)))
        return
    waits = isinstance(outcome, Offer) or outcome.why in _STILL_WAITS
    if waits and entry.situation in WANTS_ANSWER and not entry.told:
        await uow.unanswered.enter(replace(entry, due=None))
    else:
        await uow.unanswered.remove(content.message)


def _is_over(community: Community, entry: Unanswered) -> bool:
    """Tell whether a message is so old that a draft for it would be over."""
    return _age(entry, community.now()) >= timedelta(seconds=community.policy.replies.expire_seconds)


def _age(entry: Unanswered, now: datetime) -> timedelta:
    return now - entry.content.at
