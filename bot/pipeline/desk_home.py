"""What somebody finds who comes to the bot itself: moderators their queue and figures, members the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.case_words import headline
from bot.core.cases import UNDECIDED, CaseState
from bot.core.journal import EventKind
from bot.pipeline.desk_drafts import drafts_that_wait
from bot.pipeline.desk_members import list_rules
from bot.pipeline.review import is_claimed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.core.cases import Case
    from bot.core.journal import Event
    from bot.core.visitors import Visitor
    from bot.pipeline.community import Community

MOST_SHOWN = 10
_LOOKED_THROUGH = 1000
# What is counted of a day, and what it is called.
_COUNTED: Mapping[str, frozenset[EventKind]] = {
    "cases opened": frozenset({EventKind.OPENED}),
    "decided by moderators": frozenset({EventKind.UPHELD, EventKind.DISMISSED, EventKind.CHANGED}),
    "undone": frozenset({EventKind.UNDONE}),
    "appeals": frozenset({EventKind.APPEALED}),
    "reports": frozenset({EventKind.REPORTED}),
    "better versions": frozenset({EventKind.BETTER_SENT}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One case or draft in a list, to be opened by its number."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class Home:
    """What is shown. For members only `rules` has something.

    `waiting`, `drafts_waiting`: how many cases and drafts wait altogether.
    """

    rules: tuple[str, ...]
    waiting: int = 0
    queue: tuple[Line, ...] = ()
    claims: tuple[Line, ...] = ()
    figures: str = ""
    drafts_waiting: int = 0
    drafts: tuple[Line, ...] = ()


async def home_of(community: Community, visitor: Visitor, longest: int) -> Home:
    """Return what whoever comes finds: nothing about others' cases but for moderators."""
    said = list_rules(community, visitor, longest)
    rules = (said.text, *said.more)
    if not visitor.moderates:
        return Home(rules)
    now = community.now()
    kinds = sorted(kind for kinds in _COUNTED.values() for kind in kinds)
    async with community.begin() as uow:
        waiting = await uow.cases.find([CaseState.OPEN], limit=_LOOKED_THROUGH)
        held = await uow.cases.find(UNDECIDED, limit=_LOOKED_THROUGH)
        events = await uow.journal.recent(kinds, _LOOKED_THROUGH)
    drafts = await drafts_that_wait(community, _LOOKED_THROUGH)
    mine = (each for each in held if is_claimed(each, now) and each.claimed_by == visitor.id)
    return Home(
        rules,
        len(waiting),
        _lines(reversed(waiting), now),
        _lines(mine, now),
        _figures(events, now),
        len(drafts),
        tuple(Line(each.draft, each.title) for each in drafts[:MOST_SHOWN]),
    )


def _lines(cases: Iterable[Case], now: datetime) -> tuple[Line, ...]:
    return tuple(Line(each.number, headline(each, now)) for each in cases)[:MOST_SHOWN]


def _figures(events: Sequence[Event], now: datetime) -> str:
    """Count what happened since midnight UTC."""
    today = [each.kind for each in events if each.at.date() == now.date()]
    return ", ".join(f"{name}: {sum(each in kinds for each in today)}" for name, kinds in _COUNTED.items())
