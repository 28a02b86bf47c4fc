"""What the desk shows at one moment, read from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.cases import Case, CaseState
from bot.core.drafts import UNDECIDED, Draft
from bot.pipeline.case_file import read_case
from bot.pipeline.draft_panel import card_of_draft
from bot.platforms.sandbox.desk.keys import ON_CASE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.core.cases import Appeal
    from bot.core.draft_cards import DraftCard
    from bot.pipeline.case_file import CaseFile
    from bot.pipeline.community import Community

_MOST = 200
_CASE, _DRAFT = "case ", "draft "


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The queue in the order in which moderators work, the appeals that wait, and the case or draft that is marked."""

    now: datetime
    queue: tuple[Case | Draft, ...]
    appeals: tuple[Appeal, ...]
    file: CaseFile | None
    draft: Draft | None
    card: DraftCard | None

    @property
    def open_cases(self) -> list[Case]:
        """The cases that wait for a moderator."""
        return [each for each in self.queue if isinstance(each, Case) and each.state is CaseState.OPEN]

    @property
    def open_drafts(self) -> list[Draft]:
        """The drafts that wait for a moderator."""
        return [each for each in self.queue if isinstance(each, Draft) and each.state in UNDECIDED]

    @property
    def marked(self) -> str:
        """What is marked, as the queue knows it; empty for nothing."""
        if self.draft is not None:
            return entry_name(self.draft)
        return entry_name(self.file.case) if self.file else ""

    @property
    def keys(self) -> frozenset[str]:
        """What the keys do that make sense on what is marked alone."""
        if self.card is None:
            return ON_CASE
        return frozenset({*self.card.presses, *(["undo"] if self.card.retractable else [])})

    @property
    def next_draft(self) -> str:
        """The next draft that waits, as the queue knows it; empty for none."""
        waiting = [entry_name(each) for each in self.open_drafts]
        place = waiting.index(self.marked) + 1 if self.marked in waiting else 0
        return waiting[place % len(waiting)] if waiting else ""


async def look(community: Community, marked: str) -> Snapshot:
    """Read the queue, and all about the entry that is marked, or else about the first."""
    async with community.begin() as uow:
        cases = {each.number: each for each in await uow.cases.find(CaseState, limit=_MOST)}
        cases |= {each.number: each for each in await uow.cases.find([CaseState.OPEN], limit=_MOST)}
        drafts = {each.id: each for each in await uow.drafts.find(limit=_MOST)}
        drafts |= {each.id: each for each in await uow.drafts.undecided(_MOST)}
        appeals = tuple(await uow.appeals.waiting())
    queue = in_order([*cases.values(), *drafts.values()])
    marked = marked or (entry_name(queue[0]) if queue else "")
    file = await read_case(community, int(marked.removeprefix(_CASE))) if marked.startswith(_CASE) else None
    draft = drafts.get(int(marked.removeprefix(_DRAFT))) if marked.startswith(_DRAFT) else None
    card = card_of_draft(community, draft) if draft else None
    return Snapshot(community.now(), queue, appeals, file, draft, card)


def entry_name(entry: Case | Draft) -> str:
    """Return what tells an entry of the queue from all others."""
    return f"{_CASE}{entry.number}" if isinstance(entry, Case) else f"{_DRAFT}{entry.id}"


def in_order(entries: Iterable[Case | Draft]) -> tuple[Case | Draft, ...]:
    """Sort: open cases, the gravest and oldest on top; drafts that wait, the oldest on top; then the latest changes."""
    return tuple(sorted(entries, key=_place))


def _place(entry: Case | Draft) -> tuple[int, int, float, int]:
    if isinstance(entry, Case) and entry.state is CaseState.OPEN:
        return (0, -entry.severity, entry.opened_at.timestamp(), entry.number)
    if isinstance(entry, Draft) and entry.state in UNDECIDED:
        return (1, 0, entry.made_at.timestamp(), entry.id)
    return (2, 0, -entry.changed_at.timestamp(), -(entry.number if isinstance(entry, Case) else entry.id))
