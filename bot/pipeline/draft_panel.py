"""Shows each draft to moderators in their channel, and again whenever something happened to it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.cases import BOT
from bot.core.draft_cards import DraftCard, draft_card
from bot.core.drafts import DraftState
from bot.core.fault_words import fault_words
from bot.pipeline.draft_steps import step
from bot.pipeline.panel import LONGEST_PAUSE, LOOK_SECONDS, Failures, again
from bot.pipeline.reply import approvers_of

if TYPE_CHECKING:
    from bot.core.drafts import Draft
    from bot.pipeline.community import Community
    from bot.ports.replies import DraftPanel

_AT_ONCE, _IN_A_ROW = 16, 2
log = logging.getLogger(__name__)


async def keep_showing_drafts(community: Community, panel: DraftPanel) -> None:
    """Show until cancelled; where nothing can be shown, look ever more seldom."""
    failures: Failures = {}
    pause = LOOK_SECONDS
    while True:
        shown, failed = await show_drafts(community, panel, failures)
        pause = min(LONGEST_PAUSE, 2 * pause) if failed and not shown else LOOK_SECONDS
        await asyncio.sleep(pause)


async def show_drafts(community: Community, panel: DraftPanel, failures: Failures | None = None) -> tuple[int, int]:
    """Show the drafts that have changed; return how many could be shown, and how many not.

    `failures`, kept by the caller, says what is not tried again yet: one card's fault must not be in the way of others.
    """
    failures = {} if failures is None else failures
    shown = failed = in_a_row = 0
    for draft in await _due(community, failures):
        if await _show(community, panel, draft):
            failures.pop(draft.id, None)
            shown, in_a_row = shown + 1, 0
            continue
        failures[draft.id] = again(failures.get(draft.id), community.now())
        failed, in_a_row = failed + 1, in_a_row + 1
        if in_a_row == _IN_A_ROW:
            break
    return shown, failed


def card_of_draft(community: Community, draft: Draft) -> DraftCard:
    """Return a draft's card as it is now."""
    return draft_card(draft, approvers_of(community, draft), rewords=community.drafter is not None)


async def _due(community: Community, failures: Failures) -> list[Draft]:
    now = community.now()
    async with community.begin() as uow:
        changed = await uow.drafts.to_show(_AT_ONCE + len(failures))
    fresh = [each for each in changed if each.id not in failures]
    return fresh + [each for each in changed if each.id in failures and failures[each.id].again <= now]


async def _show(community: Community, panel: DraftPanel, draft: Draft) -> bool:
    """Show a card and note it; False where it could not be shown, or nobody knows."""
    try:
        async with asyncio.timeout(community.pace.call_seconds):
            place = await panel.show_draft(card_of_draft(community, draft), draft.place)
    except OSError:  # and TimeoutError, which is one
        return False
    except Exception as error:  # noqa: BLE001 - a fault over one card must not stop the others; its words may quote one
        log.error("showing draft %s failed: %s", draft.id, fault_words(error))  # noqa: TRY400 - no message's words
        return False
    await _note_shown(community, draft, place)
    return True


async def _note_shown(community: Community, seen: Draft, place: str) -> None:
    """Note where the card is and what it shows; with it a draft is before moderators. What changed since stays so."""
    async with community.begin() as uow:
        draft = await uow.drafts.get(seen.id)
        if draft is None:
            return
        shown = replace(draft, place=place, shown=seen.version)
        if draft.state is DraftState.DRAFTED:
            await step(uow, replace(shown, state=DraftState.OFFERED, changed_at=community.now()), BOT)
        else:
            await uow.drafts.save(shown)
