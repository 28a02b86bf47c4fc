"""Shows each case to moderators in their channel, and again whenever something happened on it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.cases import AppealState, CaseState
from bot.core.fault_words import fault_words
from bot.pipeline.cards import card_of
from bot.pipeline.case_file import file_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.cards import Card
    from bot.pipeline.case_file import CaseFile
    from bot.pipeline.community import Community
    from bot.ports import ReviewPanel

LOOK_SECONDS, LONGEST_PAUSE = 1.0, 300.0
_AT_ONCE = 16
# One card that can't be shown may be that card's fault; two in a row are the channel's, and the others wait.
_IN_A_ROW = 2
# A case without a card gets none for what happened longer ago, unless somebody has to look at it: where moderators get
# a channel late, it does not begin with all that is past.
_NEWS = timedelta(days=7)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """How often a card could not be shown in a row, and when to try again."""

    tries: int
    again: datetime


Failures = dict[int, Failure]


@dataclass(frozen=True, slots=True)
class _Sight:
    """A case as it was read: its card, where that is (empty: nowhere yet), and up to which journal entry it shows."""

    card: Card
    place: str
    seq: int


async def show_once(community: Community, panel: ReviewPanel, failures: Failures | None = None) -> int:
    """Show the cards that have changed, the longest unchanged first; return how many.

    What can't be shown is changed still. `failures`, kept by the caller, says what is not tried again yet.
    """
    shown, _ = await _round(community, panel, {} if failures is None else failures)
    return shown


async def keep_showing(community: Community, panel: ReviewPanel) -> None:
    """Show until cancelled; where nothing can be shown, look ever more seldom."""
    failures: Failures = {}
    pause = LOOK_SECONDS
    while True:
        shown, failed = await _round(community, panel, failures)
        pause = min(LONGEST_PAUSE, 2 * pause) if failed and not shown else LOOK_SECONDS
        await asyncio.sleep(pause)


async def _round(community: Community, panel: ReviewPanel, failures: Failures) -> tuple[int, int]:
    """Show what is due; return how many could be shown, and how many not."""
    shown = failed = in_a_row = 0
    for case, seq in await _due(community, failures):
        sight = await _see(community, case, seq)
        if sight is None:
            continue
        if await _show(community, panel, sight):
            failures.pop(case, None)
            shown, in_a_row = shown + 1, 0
            continue
        failures[case] = again(failures.get(case), community.now())
        failed, in_a_row = failed + 1, in_a_row + 1
        if in_a_row == _IN_A_ROW:
            break
    return shown, failed


async def _due(community: Community, failures: Failures) -> list[tuple[int, int]]:
    """Return what has changed and is to be tried now; what failed before comes last, lest it be in the way."""
    now = community.now()
    async with community.begin() as uow:
        changed = await uow.cards.changed(_AT_ONCE + len(failures))
    fresh = [each for each in changed if each[0] not in failures]
    return fresh + [each for each in changed if each[0] in failures and failures[each[0]].again <= now]


async def _see(community: Community, case: int, seq: int) -> _Sight | None:
    """Read a case; None, and noted as shown, where nobody needs a card of it."""
    async with community.begin() as uow:
        found, place = await uow.cases.get(case), await uow.cards.place(case)
        file = await file_of(uow, community, found) if found else None
        if file is None or not (place or _is_news(file, community.now())):
            await uow.cards.shown(case, seq, place)
            return None
    return _Sight(card_of(file, community.now()), place, max(seq, *(each.seq for each in file.events)))


def _is_news(file: CaseFile, now: datetime) -> bool:
    waits = file.appeal is not None and file.appeal.state is AppealState.WAITING
    return waits or file.case.state is CaseState.OPEN or now - file.case.changed_at < _NEWS


async def _show(community: Community, panel: ReviewPanel, sight: _Sight) -> bool:
    """Show a card and note it; False where it could not be shown, or nobody knows."""
    try:
        async with asyncio.timeout(community.pace.call_seconds):
            place = await panel.show(sight.card, sight.place)
    except OSError:  # and TimeoutError, which is one
        return False
    except Exception as error:  # noqa: BLE001 - a fault over one card must not stop the others; its words may quote one
        log.error("showing case %s failed: %s", sight.card.case, fault_words(error))  # noqa: TRY400 - no message's words
        return False
    async with community.begin() as uow:
        await uow.cards.shown(sight.card.case, sight.seq, place)
    return True


def again(before: Failure | None, now: datetime) -> Failure:
    """Return when to try again what could not be shown."""
    tries = before.tries + 1 if before else 1
    # Past the longest pause a higher power says nothing more, and one day it would be no number.
    pause = min(LONGEST_PAUSE, LOOK_SECONDS * 2.0 ** min(tries, 16))
    return Failure(tries, now + timedelta(seconds=pause))
