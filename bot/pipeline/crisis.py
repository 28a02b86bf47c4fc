"""Crises: a sharp rise of complaints or of what is toxic is told once, and cheerful drafts wait until it is over."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.core.cases import BOT
from bot.core.crisis import Turn, Watch, begun, dump, ended, load, looked, slots_of
from bot.core.journal import Event, EventKind
from bot.core.proposals import Circumstances
from bot.core.pulse import KEPT, LONGEST, SLOT, Counts, Signal, hour_of, is_calm, pattern_of, rises, slot_of
from bot.pipeline.answer_words import clock_words
from bot.pipeline.draft_steps import void_statements
from bot.pipeline.pass_on import take_back_erased

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.cases import Actor
    from bot.core.crisis import Crisis, Statement
    from bot.core.pulse import Pattern, Rise
    from bot.pipeline.community import Community
    from bot.ports.ledger import UnitOfWork

PAUSE_SECONDS = 30.0
# Among what moderators chose: how things stand, as `core/crisis.py` writes it.
_NAME = "crisis"
_SIGNALS = {Signal.COMPLAINTS: "complaints", Signal.TOXIC: "toxic messages"}
NOT_ENOUGH = "not enough data yet to say what is usual"


class Watcher:
    """Looks how a community is doing. What is usual is computed anew each hour."""

    def __init__(self, community: Community) -> None:
        self._community = community
        self._hour: datetime | None = None
        self._pattern: Pattern | None = None

    async def look(self) -> Sequence[Turn]:
        """Enter what was counted, and tell moderators what they have to hear; return what that was."""
        community, now = self._community, self._community.now()
        async with community.begin() as uow:
            await _enter_counts(uow, community)
            if self._hour != hour_of(now):
                self._pattern, self._hour = pattern_of(await uow.pulse.hours(now - KEPT), now), hour_of(now)
            slots = await _recent(uow, now)
            found = rises(slots, self._pattern, now)
            before = load(await uow.choices.get(_NAME))
            what = "; ".join(map(rise_words, found))
            after, turns = looked(before, now, rose=what, calm=is_calm(slots, self._pattern, now))
            if after != before:
                await uow.choices.choose(_NAME, dump(after))
            for each in turns:
                await _tell(uow, each, after, found, now)
        return turns


async def keep_watching(community: Community) -> None:
    """Look again and again until cancelled, and take away what erased members said where it was passed on."""
    watcher = Watcher(community)
    while True:
        await watcher.look()
        await take_back_erased(community)
        await asyncio.sleep(PAUSE_SECONDS)


async def crisis_of(uow: UnitOfWork) -> Crisis | None:
    """Return the crisis that is on, None for none."""
    return load(await uow.choices.get(_NAME)).crisis


async def start(community: Community, statement: Statement, actor: Actor) -> Crisis:
    """Say that a crisis is on, and what is said about it; one that is on goes on with this statement."""
    now = community.now()
    async with community.begin() as uow:
        before = await crisis_of(uow)
        crisis = begun(before, statement, now)
        await uow.choices.choose(_NAME, dump(Watch(crisis)))
        await void_statements(uow, "more is known by now", now, actor)
        await _note(uow, "updated" if before else "began", now, actor)
    return crisis


async def end(community: Community, actor: Actor) -> Crisis | None:
    """Say that the crisis is over; return it, None where none was on."""
    now = community.now()
    async with community.begin() as uow:
        crisis = await crisis_of(uow)
        if crisis is None:
            return None
        pattern = pattern_of(await uow.pulse.hours(now - KEPT), now)
        after = ended(calm=is_calm(await _recent(uow, now), pattern, now))
        await uow.choices.choose(_NAME, dump(after))
        await void_statements(uow, "the crisis is over", now, actor)
        await _note(uow, "ended", now, actor)
    return crisis


async def how_it_stands(community: Community) -> tuple[Watch, bool]:
    """Return how things stand, and whether it is known what is usual here."""
    now = community.now()
    async with community.begin() as uow:
        known = pattern_of(await uow.pulse.hours(now - KEPT), now) is not None
        return load(await uow.choices.get(_NAME)), known


def circumstances(crisis: Crisis, now: datetime) -> Circumstances:
    """Return what a drafter has to know of a crisis: that it is on, and what fills the holding statement."""
    due = crisis.statement.next_update
    return Circumstances(crisis=True, slots=slots_of(crisis, clock_words(due, now) if due else ""))


def rise_words(rise: Rise) -> str:
    """Say what rose and by how much, such as `31 complaints in 15 min, where 2.1 are usual`."""
    seen = f"{rise.seen} {_SIGNALS[rise.signal]} in {rise.minutes} min"
    return f"{seen} ({NOT_ENOUGH})" if rise.usual is None else f"{seen}, where {rise.usual:.1f} are usual at this hour"


async def _enter_counts(uow: UnitOfWork, community: Community) -> None:
    """Move what was counted into the ledger. What a process that dies has not moved is missing, and no loss."""
    heard, community.heard = community.heard, {}
    for slot, counts in heard.items():
        await uow.pulse.add(slot, counts)


async def _recent(uow: UnitOfWork, now: datetime) -> dict[datetime, Counts]:
    return dict(await uow.pulse.slots(slot_of(now) - LONGEST - SLOT))


async def _tell(uow: UnitOfWork, turn: Turn, watch: Watch, found: Sequence[Rise], now: datetime) -> None:
    crisis = watch.crisis
    if crisis is None:
        return
    text = _words(turn, crisis, found, now)
    await uow.alerts.raise_once(f"crisis {turn} {crisis.since.isoformat()} {now.isoformat()}", text, now, now)
    await _note(uow, str(turn), now, what=text)


def _words(turn: Turn, crisis: Crisis, found: Sequence[Rise], now: datetime) -> str:
    match turn:
        case Turn.BEGAN:
            since = min((each.since for each in found), default=crisis.since)
            return (
                f"A storm, it seems, since {clock_words(since, now)}: {crisis.what}. Cheerful drafts wait. Say what is "
                "known, what is done and when more is said with /crisis update; /crisis end if it is none."
            )
        case Turn.OVERDUE:
            due = crisis.statement.next_update or now
            late = int((now - due) / timedelta(minutes=1))
            return (
                f"The next update on the crisis was to come at {clock_words(due, now)}, {late} min ago. "
                "Say how things stand, and when more is said, with /crisis update."
            )
        case Turn.CALM:
            return "It is calm again. Is the crisis over? /crisis end says so; cheerful drafts come back then."
        case _:
            assert_never(turn)


async def _note(uow: UnitOfWork, state: str, now: datetime, actor: Actor = BOT, what: str = "") -> None:
    await uow.journal.append(Event(EventKind.CRISIS, now, actor=actor, facts={"state": state, "what": what}))
