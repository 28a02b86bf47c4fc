"""What the desk shows at one moment, read from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.cases import CaseState
from bot.pipeline.case_file import read_case

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.cases import Appeal, Case
    from bot.pipeline.case_file import CaseFile
    from bot.pipeline.community import Community

_MOST = 200


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The queue in the order in which moderators work, the appeals that wait, and the case that is looked at."""

    now: datetime
    queue: tuple[Case, ...]
    appeals: tuple[Appeal, ...]
    file: CaseFile | None

    @property
    def open_cases(self) -> list[Case]:
        """The cases that wait for a moderator."""
        return [each for each in self.queue if each.state is CaseState.OPEN]


async def look(community: Community, selected: int) -> Snapshot:
    """Read the queue, and the file of the selected case or else of the first."""
    async with community.begin() as uow:
        found = {each.number: each for each in await uow.cases.find(CaseState, limit=_MOST)}
        found |= {each.number: each for each in await uow.cases.find([CaseState.OPEN], limit=_MOST)}
        appeals = tuple(await uow.appeals.waiting())
    queue = in_order(list(found.values()))
    number = selected or (queue[0].number if queue else 0)
    return Snapshot(community.now(), queue, appeals, await read_case(community, number) if number else None)


def in_order(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Sort cases: open ones first, the gravest and oldest on top; then all others, the latest change on top."""
    waiting = [each for each in cases if each.state is CaseState.OPEN]
    others = [each for each in cases if each.state is not CaseState.OPEN]
    waiting.sort(key=lambda each: (-each.severity, each.opened_at, each.number))
    others.sort(key=lambda each: (each.changed_at, each.number), reverse=True)
    return (*waiting, *others)
