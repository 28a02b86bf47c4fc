"""The case numbers that are offered while somebody types one, each with the words to know it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.case_words import headline
from bot.core.cases import CaseState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.pipeline.community import Community

    # A case's number, and what it is.
    Choice = tuple[int, str]

_LOOKED_THROUGH = 200


async def case_numbers(community: Community, typed: str) -> list[Choice]:
    """Return for a moderator the latest cases whose number begins so, those first that wait for a moderator."""
    async with community.begin() as uow:
        waiting = await uow.cases.find([CaseState.OPEN], limit=_LOOKED_THROUGH)
        others = await uow.cases.find([each for each in CaseState if each is not CaseState.OPEN], limit=_LOOKED_THROUGH)
    return _fitting(typed, ((each.number, headline(each, community.now())) for each in (*waiting, *others)))


async def own_cases(community: Community, member: str, typed: str) -> list[Choice]:
    """Return a member's own cases that can still be appealed, by number and rule."""
    now = community.now()
    async with community.begin() as uow:
        told = [notice for notice, _ in await uow.notices.of_member(member)]
        open_to = [each for each in reversed(told) if each.appeal_until and each.appeal_until > now]
        cases = {each.case: f"{each.case} · {each.title or each.rule}" for each in open_to}
        appealed = {each for each in cases if await uow.appeals.of_case(each)}
    return _fitting(typed, ((number, words) for number, words in cases.items() if number not in appealed))


def _fitting(typed: str, offered: Iterable[Choice]) -> list[Choice]:
    return [(number, words) for number, words in offered if str(number).startswith(typed.strip())]
