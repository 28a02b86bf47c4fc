"""How much is written, complained and toxic, against what is usual in this community at this hour of the week."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import product
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# What is counted together, for how long it is kept, and from when on it says what is usual.
SLOT, KEPT, ENOUGH = timedelta(minutes=5), timedelta(weeks=5), timedelta(days=14)
# What happened within this time is not yet part of what is usual, lest a storm hides behind itself.
FRESH = timedelta(hours=3)
# The windows that are looked at, each with the least that is a rise where it is known what is usual, and where not.
LEAST = {timedelta(minutes=15): (8, 20), timedelta(minutes=60): (12, 40)}
LONGEST = max(LEAST)
# A rise is by chance rarer than this; with the least spread that is three times the usual and more.
CHANCE = 1e-6
# A slot is part of it from so many times the usual on.
_PART = 3.0
# Calm is at most so many times the usual, or less than this share of the least that is a rise.
CALM_TIMES, CALM_SHARE = 2.0, 0.5
_HOUR, _HOURS, _DAY = timedelta(hours=1), 168, 24
# How much hours count for what is usual in one: the same an hour before or after, at this time on other days, and all.
_BESIDE, _OTHER_DAYS, _ALL = 0.5, 0.1, 1.0
_LEAST_SPREAD, _MOST_SPREAD = 0.1, 1.0


class Signal(StrEnum):
    """What a storm shows in."""

    COMPLAINTS = "complaints"
    TOXIC = "toxic"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages there were, and how many of them complained or were toxic."""

    messages: int = 0
    complaints: int = 0
    toxic: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Add what was counted elsewhere."""
        return Counts(self.messages + other.messages, self.complaints + other.complaints, self.toxic + other.toxic)

    def of(self, signal: Signal) -> int:
        """Return the number of one signal."""
        return self.complaints if signal is Signal.COMPLAINTS else self.toxic


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual of one signal in each hour of the week, and how widely hours differ from that (overdispersion)."""

    an_hour: Sequence[float]
    spread: float

    def between(self, start: datetime, end: datetime) -> float:
        """Return how many are usual between two moments."""
        total, at = 0.0, start
        while at < end:
            until = min(end, hour_of(at) + _HOUR)
            total += self.an_hour[_hour_of_week(at)] * ((until - at) / _HOUR)
            at = until
        return total


Pattern = dict[Signal, Usual]


@dataclass(frozen=True, slots=True)
class Rise:
    """That a signal rose sharply: `seen` within so many minutes where `usual` is usual, None where nobody knows yet.

    `since`: when the first of it was seen.
    """

    signal: Signal
    minutes: int
    seen: int
    usual: float | None
    since: datetime


def slot_of(at: datetime) -> datetime:
    """Return when the slot begins that a moment lies in."""
    return at.astimezone(UTC).replace(second=0, microsecond=0, minute=at.minute - at.minute % (SLOT.seconds // 60))


def hour_of(at: datetime) -> datetime:
    """Return when the hour begins that a moment lies in."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def pattern_of(hours: Mapping[datetime, Counts], now: datetime) -> Pattern | None:
    """Return what is usual by what was counted in each hour; None where that is too little to tell."""
    if not hours or now - min(hours) < ENOUGH:
        return None
    first, last = min(hours), hour_of(now - FRESH)
    every = [first + number * _HOUR for number in range(int((last - first) / _HOUR))]
    return {signal: _usual(every, hours, signal) for signal in Signal}


def rises(slots: Mapping[datetime, Counts], pattern: Pattern | None, now: datetime) -> tuple[Rise, ...]:
    """Return what rises sharply at this moment, each signal once, by its shortest window."""
    found: dict[Signal, Rise] = {}
    for signal, window in product(Signal, LEAST):
        if signal not in found and _is_rise(slots, pattern, now, signal, window):
            found[signal] = _rise(slots, pattern, now, signal, window)
    return tuple(found.values())


def is_calm(slots: Mapping[datetime, Counts], pattern: Pattern | None, now: datetime) -> bool:
    """Tell whether the last hour was again about as usual: far enough from a rise that a storm does not flicker."""
    few = CALM_SHARE * min(_least(pattern, window) for window in LEAST)
    return not rises(slots, pattern, now) and all(
        _seen(slots, now, signal, LONGEST) <= max(few, _usually(pattern, now, signal)) for signal in Signal
    )


def _usually(pattern: Pattern | None, now: datetime, signal: Signal) -> float:
    return 0.0 if pattern is None else CALM_TIMES * pattern[signal].between(_start(now, LONGEST), now)


def tail(seen: int, usual: float, spread: float) -> float:
    """Return how likely so many or more are where `usual` are (negative binomial: variance usual + spread usual²)."""
    if seen <= 0:
        return 1.0
    size = 1 / spread
    share = usual / (size + usual)
    likely = math.exp(size * math.log1p(-share)) if usual > 0 else 1.0
    below = likely
    for number in range(1, seen):
        likely *= (number - 1 + size) / number * share
        below += likely
    return max(0.0, 1.0 - below)


def _start(now: datetime, window: timedelta) -> datetime:
    """Return when the slot begins from which on a window is counted: it is as long as the window, or a little more."""
    return slot_of(now) - window


def _seen(slots: Mapping[datetime, Counts], now: datetime, signal: Signal, window: timedelta) -> int:
    return sum(each.of(signal) for at, each in slots.items() if _start(now, window) <= at <= now)


def _least(pattern: Pattern | None, window: timedelta) -> int:
    known, unknown = LEAST[window]
    return unknown if pattern is None else known


def _is_rise(
    slots: Mapping[datetime, Counts], pattern: Pattern | None, now: datetime, signal: Signal, window: timedelta
) -> bool:
    seen = _seen(slots, now, signal, window)
    if seen < _least(pattern, window) or pattern is None:
        return seen >= _least(pattern, window)
    usual = pattern[signal].between(_start(now, window), now)
    # People talk in bursts: the shorter the window, the wider it differs.
    spread = pattern[signal].spread * math.sqrt(LONGEST / window)
    return tail(seen, usual, spread) <= CHANCE


def _rise(
    slots: Mapping[datetime, Counts], pattern: Pattern | None, now: datetime, signal: Signal, window: timedelta
) -> Rise:
    begin = _start(now, LONGEST)
    usual = None if pattern is None else pattern[signal].between(_start(now, window), now)
    a_slot = 0.0 if pattern is None else _PART * pattern[signal].between(begin, now) * (SLOT / LONGEST)
    high = [at for at, each in slots.items() if begin <= at <= now and each.of(signal) > max(1.0, a_slot)]
    since = min(high, default=_start(now, window))
    return Rise(signal, int(window.total_seconds() // 60), _seen(slots, now, signal, window), usual, since)


def _hour_of_week(at: datetime) -> int:
    return at.astimezone(UTC).weekday() * _DAY + at.astimezone(UTC).hour


def _usual(every: Sequence[datetime], hours: Mapping[datetime, Counts], signal: Signal) -> Usual:
    by_hour: list[list[float]] = [[] for _ in range(_HOURS)]
    for at in every:
        by_hour[_hour_of_week(at)].append(hours.get(at, Counts()).of(signal))
    cut = [[min(each, _most(by_hour, hour)) for each in by_hour[hour]] for hour in range(_HOURS)]
    overall = _mean([each for values in cut for each in values])
    usual = [_smoothed(cut, hour, overall) for hour in range(_HOURS)]
    return Usual(usual, _spread(cut, usual))


def _most(by_hour: Sequence[Sequence[float]], hour: int) -> float:
    """Return the most that an hour counts for: an earlier storm is no part of what is usual."""
    near = [each for other in (-1, 0, 1) for each in by_hour[(hour + other) % _HOURS]]
    return 3 * median(near or [0.0]) + 5


def _smoothed(cut: Sequence[Sequence[float]], hour: int, overall: float) -> float:
    """Return what is usual in an hour of the week, by itself and by those that are like it: five weeks are few."""
    weights: dict[int, float] = {(hour + day * _DAY) % _HOURS: _OTHER_DAYS for day in range(1, 7)}
    weights |= {(hour - 1) % _HOURS: _BESIDE, (hour + 1) % _HOURS: _BESIDE, hour: 1.0}
    total = sum(weight * sum(cut[other]) for other, weight in weights.items()) + _ALL * overall
    return total / (sum(weight * len(cut[other]) for other, weight in weights.items()) + _ALL)


def _spread(cut: Sequence[Sequence[float]], usual: Sequence[float]) -> float:
    squares = sum(usual[hour] ** 2 for hour, values in enumerate(cut) for _ in values)
    beyond = _over(cut, usual, lambda value, mean: (value - mean) ** 2 - mean)
    return min(_MOST_SPREAD, max(_LEAST_SPREAD, beyond / squares if squares else 0.0))


def _over(cut: Sequence[Sequence[float]], usual: Sequence[float], what: Callable[[float, float], float]) -> float:
    return sum(what(value, usual[hour]) for hour, values in enumerate(cut) for value in values)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
