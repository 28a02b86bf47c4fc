"""What is usual is learnt from the community; an ordinary week raises nothing, and a storm is found in minutes."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.pulse import (
    ENOUGH,
    KEPT,
    LEAST,
    LONGEST,
    SLOT,
    Counts,
    Pattern,
    Signal,
    hour_of,
    is_calm,
    pattern_of,
    rises,
    slot_of,
    tail,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Slots = dict[datetime, Counts]
    # How many complaints and toxic messages a minute a storm brings, so many minutes after it began.
    Shape = Callable[[float], tuple[float, float]]

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK, HOUR, MINUTE = timedelta(weeks=1), timedelta(hours=1), timedelta(minutes=1)
# So soon after its first message a storm is found: one that breaks loose, and one that is slow or swells.
SOON, SLOW = 15 * MINUTE, 35 * MINUTE
QUIET, NOON, FRIDAY = (timedelta(days=day, hours=hour) for day, hour in ((2, 3), (1, 12), (4, 20)))
STORMS: dict[str, tuple[Shape, timedelta, timedelta]] = {
    "an outage at night": (lambda minute: (3.0 if minute < 30 else 0.2, 0.0), QUIET, SOON),
    "a bad release at noon": (lambda minute: (1.0, 0.3), NOON, SLOW),
    "a quarter of an hour of insults": (lambda minute: (0.0, 5.0 if minute < 15 else 0.0), NOON, SOON),
    "anger that swells": (lambda minute: (min(2.0, minute / 20), 0.1), NOON, SLOW),
    "on the busiest evening": (lambda minute: (2.0, 2.0), FRIDAY, SOON),
}


def busy(at: datetime) -> float:
    """Return how many messages an hour are usual: few at night, many in the evening, most on Friday evenings."""
    day = 60 + 55 * math.sin((at.hour + at.minute / 60 - 13) / 24 * math.tau)
    evening = 3.0 if at.weekday() == 4 and 17 <= at.hour < 23 else 1.0
    return day * evening * (1.4 if at.weekday() >= 5 else 1.0)


def drawn(chance: random.Random, mean: float) -> int:
    """Draw a count whose mean itself varies, as people talk: in bursts."""
    often = mean * chance.gammavariate(2, 0.5)
    limit, product, count = math.exp(-min(often, 500)), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def ordinary(chance: random.Random, start: datetime, end: datetime) -> Slots:
    """Return what a community of ordinary people writes: each day is a little different, and so is each slot."""
    made: Slots = {}
    at, today = start, 1.0
    while at < end:
        if at.hour == at.minute == 0:
            today = chance.uniform(0.7, 1.3)
        messages = drawn(chance, busy(at) * today / 12)
        some = [chance.random() for _ in range(messages)]
        made[at] = Counts(messages, sum(each < 0.04 for each in some), sum(each > 0.97 for each in some))
        at += SLOT
    return made


def by_hour(slots: Mapping[datetime, Counts]) -> Slots:
    """Return whole hours."""
    hours: Slots = {}
    for at, each in slots.items():
        hours[hour_of(at)] = hours.get(hour_of(at), Counts()) + each
    return hours


def learnt(hours: Slots, now: datetime) -> Pattern | None:
    """Return what is usual by what the ledger would keep."""
    return pattern_of({at: each for at, each in hours.items() if now - KEPT <= at < now}, now)


def recent(slots: Slots, now: datetime) -> Slots:
    """Return what a look sees."""
    times = (slot_of(now) - number * SLOT for number in range(int(LONGEST / SLOT) + 1))
    return {each: slots[each] for each in times if each in slots}


def alarms(slots: Slots, start: datetime, end: datetime) -> Iterator[datetime]:
    """Look at the end of each slot, and yield when something rises. What is usual is learnt anew each day."""
    hours, pattern, now = by_hour(slots), None, start
    while now < end:
        if pattern is None or (now.hour == 0 and now.minute == 0):
            pattern = learnt(hours, now)
        if rises(recent(slots, now), pattern, now + SLOT - timedelta(seconds=1)):
            yield now
        now += SLOT


@pytest.mark.parametrize("seed", [1, 7])
def test_four_ordinary_weeks_raise_one_false_alarm_at_most(seed: int) -> None:
    """Friday evenings are three times as busy as others, and each day is different: nobody is called for that."""
    slots = ordinary(random.Random(seed), MONDAY, MONDAY + 7 * WEEK)
    raised = list(alarms(slots, MONDAY + 3 * WEEK, MONDAY + 7 * WEEK))
    begun = [at for place, at in enumerate(raised) if not place or at - raised[place - 1] > HOUR]
    assert len(begun) <= 1, begun


@pytest.fixture(scope="module")
def weeks() -> Slots:
    """Give five ordinary weeks."""
    return ordinary(random.Random(3), MONDAY, MONDAY + 5 * WEEK)


@pytest.mark.parametrize("name", STORMS)
@pytest.mark.parametrize("seed", range(3))
def test_a_storm_is_found_within_minutes(weeks: Slots, name: str, seed: int) -> None:
    """Whatever its shape and hour; not before it began, and once it is over it is calm."""
    shape, when, within = STORMS[name]
    chance, begins, slots = random.Random(seed), MONDAY + 4 * WEEK + when, dict(weeks)
    for number in range(12):
        complaints, toxic = (drawn(chance, rate * 5) for rate in shape(number * 5.0))
        slots[begins + number * SLOT] += Counts(complaints + toxic, complaints, toxic)
    pattern = learnt(by_hour(weeks), begins)
    ends = ((begins + number * SLOT - timedelta(seconds=1)) for number in range(-11, 13))
    found = next(at for at in ends if rises(recent(slots, at), pattern, at))
    assert begins < found <= begins + within
    assert not is_calm(recent(slots, found), pattern, found)
    after = begins + 2 * HOUR + 2 * SLOT
    assert is_calm(recent(slots, after), pattern, after)


def test_a_storm_of_last_week_hides_no_other(weeks: Slots) -> None:
    """What is usual is learnt from what is usual: one wild evening is cut down to size."""
    begins, slots = MONDAY + 4 * WEEK + NOON, dict(weeks)
    for number in range(24):
        slots[begins - WEEK + number * SLOT] += Counts(50, 40, 40)
        slots[begins + number * SLOT] += Counts(8, 6, 0)
    pattern = learnt(by_hour(slots), begins)
    at = begins + 20 * MINUTE - timedelta(seconds=1)
    (found,) = rises(recent(slots, at), pattern, at)
    assert (found.signal, found.since) == (Signal.COMPLAINTS, begins)
    assert found.usual is not None
    assert found.seen > 5 * found.usual


def test_a_burst_in_a_busy_hour_is_a_rise_and_no_calm() -> None:
    """Also where the hour as a whole is not far above the usual; twice the usual, evenly, is neither."""
    now = MONDAY + 4 * WEEK + 30 * MINUTE
    pattern = pattern_of({MONDAY + number * HOUR: Counts(100, 40) for number in range(4 * 168)}, now)
    burst = {now: Counts(60, 60)}
    assert [(each.minutes, each.seen) for each in rises(burst, pattern, now)] == [(15, 60)]
    assert not is_calm(burst, pattern, now)
    even = {now - number * SLOT: Counts(20, 8) for number in range(13)}
    assert rises(even, pattern, now) == ()
    assert not is_calm(even, pattern, now)
    assert is_calm({at: Counts(20, 5) for at in even}, pattern, now)
    assert not rises({at: Counts(20, 9) for at in even}, pattern, now)
    assert [each.minutes for each in rises({at: Counts(20, 12) for at in even}, pattern, now)] == [60]


def test_without_enough_data_only_very_much_is_a_rise() -> None:
    """And it is said that nobody knows yet what is usual."""
    now = MONDAY + ENOUGH
    assert pattern_of({MONDAY + HOUR: Counts(1)}, now) is None
    assert pattern_of({MONDAY: Counts(1)}, now) is not None
    assert pattern_of({}, now) is None
    for window, (_, least) in LEAST.items():
        apart = [now - window + SLOT, now - window / 2, now]
        spread = {at: Counts(99, least // 3) for at in apart}
        assert rises(spread, None, now) == ()
        assert [
            (each.usual, each.minutes) for each in rises(spread | {now: Counts(99, least // 3 + 2)}, None, now)
        ] == [(None, window / MINUTE)]
        assert not is_calm(spread, None, now)


def test_a_handful_is_no_storm_in_a_community_where_nothing_happens() -> None:
    """Seven complaints where there never was one are for a person to see, and no alarm; eight within minutes are."""
    now = MONDAY + 4 * WEEK
    pattern = pattern_of({MONDAY: Counts(1)}, now)
    assert rises({now: Counts(7, 7)}, pattern, now) == ()
    assert len(rises({now: Counts(8, 8)}, pattern, now)) == 1


def test_the_tail_is_that_of_a_negative_binomial() -> None:
    """By its own sum; nothing is certain, and what is never seen is not impossible either."""
    size, share = 1 / 0.25, 6 / (4 + 6)
    by_hand = sum(math.comb(number + 3, number) * (1 - share) ** size * share**number for number in range(12))
    assert tail(12, 6.0, 0.25) == pytest.approx(1 - by_hand)
    assert (tail(0, 6.0, 0.25), tail(1, 0.0, 0.25)) == (1.0, 0.0)
