"""A crisis: that it is on, what is said about it, and what moderators have to hear of it when. No clock, no I/O."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.duration import parse_duration
from bot.core.situations import CHEERFUL
from bot.core.voice import Slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.situations import Situation

# Moderators are reminded of an update that is overdue at once, then after these pauses, the last of them again and
# again.
PAUSES = (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2))
# It has to be calm for so long before the end is proposed.
CALM_FOR = timedelta(hours=1)
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a moderator fills into the holding statement: what is known, what is done, when more is said."""

    known: str = ""
    doing: str = ""
    next_update: datetime | None = None

    @property
    def lacking(self) -> str:
        """What of it is not said, in words; empty for nothing."""
        parts = {"what is known": self.known, "what is done": self.doing, "when more is said": self.next_update}
        return " and ".join(name for name, said in parts.items() if not said)


@dataclass(frozen=True, slots=True)
class Crisis:
    """One that is on. `what`: what rose and by how much, in words; empty where a moderator began it.

    `loud`: when something last rose, or a moderator last said that it is on. `nags`: how often moderators were reminded
    of the next update, the last time at `nagged`. `told_calm`: its end was proposed.
    """

    since: datetime
    loud: datetime
    what: str = ""
    statement: Statement = Statement()
    nags: int = 0
    nagged: datetime | None = None
    told_calm: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """How things stand. `waits`: a crisis was ended while the storm went on, so the next begins only after a calm."""

    crisis: Crisis | None = None
    waits: bool = False


class Turn(StrEnum):
    """What moderators have to hear: a storm began, the next update is overdue, it is calm again."""

    BEGAN = "began"
    OVERDUE = "overdue"
    CALM = "calm"


def looked(watch: Watch, now: datetime, *, rose: str, calm: bool) -> tuple[Watch, tuple[Turn, ...]]:
    """Return how things stand after a look. `rose`: what rises sharply, in words, empty for nothing; `calm`: all is."""
    if watch.crisis is None:
        if watch.waits:
            return Watch(waits=not calm), ()
        return (Watch(Crisis(now, now, rose)), (Turn.BEGAN,)) if rose else (watch, ())
    crisis, turns = watch.crisis, []
    if rose:
        crisis = replace(crisis, loud=now, told_calm=False)
    elif calm and not crisis.told_calm and now - crisis.loud >= CALM_FOR:
        crisis = replace(crisis, told_calm=True)
        turns.append(Turn.CALM)
    if is_overdue(crisis, now):
        crisis = replace(crisis, nags=crisis.nags + 1, nagged=now)
        turns.append(Turn.OVERDUE)
    return replace(watch, crisis=crisis), tuple(turns)


def is_overdue(crisis: Crisis, now: datetime) -> bool:
    """Tell whether moderators are to be reminded now that the next update is overdue."""
    due = crisis.statement.next_update
    if due is None or now < due:
        return False
    if crisis.nagged is None:
        return True
    return now - crisis.nagged >= PAUSES[min(crisis.nags, len(PAUSES)) - 1]


def moment_in(text: str, now: datetime) -> datetime | None:
    """Read when more is said: in so long, such as `30m`, or at a time of day in UTC, such as `15:30`; None for empty.

    Raises ValueError for anything else.
    """
    said = text.strip()
    if not said:
        return None
    found = _TIME.fullmatch(said)
    if found is None:
        try:
            return now + timedelta(seconds=parse_duration(said))
        except (ValueError, OverflowError):
            raise ValueError(
                f"{said[:20]!r} is no time: write how long from now, such as 30m, or 15:30 (UTC)"
            ) from None
    today = now.astimezone(UTC).replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def begun(crisis: Crisis | None, statement: Statement, now: datetime) -> Crisis:
    """Return the crisis that a moderator said is on; one that was on before goes on with this statement."""
    return replace(crisis or Crisis(now, now), loud=now, statement=statement, nags=0, nagged=None)


def ended(*, calm: bool) -> Watch:
    """Return how things stand once a moderator said that it is over."""
    return Watch(waits=not calm)


def is_frozen(situation: Situation, crisis: Crisis | None) -> bool:
    """Tell whether a reply in a situation is not to be sent now: nothing cheerful in a crisis."""
    return crisis is not None and situation in CHEERFUL


def slots_of(crisis: Crisis, next_update: str) -> Mapping[str, str]:
    """Return the slots of the holding statement that are filled. `next_update`: when, in words."""
    said = crisis.statement
    slots = {Slot.KNOWN: said.known, Slot.DOING: said.doing, Slot.NEXT_UPDATE: next_update}
    return {str(name): value for name, value in slots.items() if value}


def dump(watch: Watch) -> str:
    """Return how things stand as text to be kept, empty where nothing is on."""
    if watch == Watch():
        return ""
    return json.dumps({"waits": watch.waits, "crisis": watch.crisis and _plain(watch.crisis)}, sort_keys=True)


def load(text: str) -> Watch:
    """Read what `dump` wrote."""
    if not text:
        return Watch()
    plain = json.loads(text)
    return Watch(plain["crisis"] and _crisis(plain["crisis"]), plain["waits"])


def _plain(crisis: Crisis) -> dict[str, object]:
    said = crisis.statement
    return {
        "since": crisis.since.isoformat(),
        "loud": crisis.loud.isoformat(),
        "what": crisis.what,
        "known": said.known,
        "doing": said.doing,
        "next_update": said.next_update and said.next_update.isoformat(),
        "nags": crisis.nags,
        "nagged": crisis.nagged and crisis.nagged.isoformat(),
        "told_calm": crisis.told_calm,
    }


def _crisis(plain: Mapping[str, str | int | bool | None]) -> Crisis:
    return Crisis(
        since=datetime.fromisoformat(str(plain["since"])),
        loud=datetime.fromisoformat(str(plain["loud"])),
        what=str(plain["what"]),
        statement=Statement(str(plain["known"]), str(plain["doing"]), _moment(plain["next_update"])),
        nags=int(plain["nags"] or 0),
        nagged=_moment(plain["nagged"]),
        told_calm=bool(plain["told_calm"]),
    )


def _moment(value: object) -> datetime | None:
    return datetime.fromisoformat(str(value)) if value else None
