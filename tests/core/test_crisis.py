"""A crisis as a value: it begins once, nags at sensible distance, proposes its end once, and survives being written."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.crisis import (
    CALM_FOR,
    Crisis,
    Statement,
    Turn,
    Watch,
    begun,
    dump,
    ended,
    is_frozen,
    load,
    looked,
    moment_in,
    slots_of,
)
from bot.core.situations import Situation

NOW = datetime(2026, 3, 2, 14, 20, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DUE = NOW + 30 * MINUTE
ON = Crisis(NOW, NOW, "31 complaints")


def test_a_storm_begins_a_crisis_once() -> None:
    """However long it goes on."""
    watch, turns = looked(Watch(), NOW, rose="31 complaints", calm=False)
    assert (watch, turns) == (Watch(ON), (Turn.BEGAN,))
    watch, turns = looked(watch, NOW + MINUTE, rose="40 complaints", calm=False)
    assert (watch, turns) == (Watch(replace(ON, loud=NOW + MINUTE)), ())
    assert looked(Watch(), NOW, rose="", calm=True) == (Watch(), ())


def test_the_end_is_proposed_once_it_was_calm_for_long_enough() -> None:
    """And again only where it rose in between."""
    watch = Watch(ON)
    assert looked(watch, NOW + CALM_FOR - MINUTE, rose="", calm=True) == (watch, ())
    assert looked(watch, NOW + CALM_FOR, rose="", calm=False) == (watch, ())
    watch, turns = looked(watch, NOW + CALM_FOR, rose="", calm=True)
    assert turns == (Turn.CALM,)
    assert looked(watch, NOW + 9 * HOUR, rose="", calm=True) == (watch, ())
    watch, turns = looked(watch, NOW + 9 * HOUR, rose="more", calm=False)
    assert turns == ()
    assert looked(watch, NOW + 10 * HOUR, rose="", calm=True)[1] == (Turn.CALM,)


def test_who_ended_it_in_the_storm_is_not_told_of_the_same_storm() -> None:
    """The next one is told of after a calm."""
    watch, turns = looked(ended(calm=False), NOW, rose="31 complaints", calm=False)
    assert (watch, turns) == (Watch(waits=True), ())
    watch, _ = looked(watch, NOW, rose="", calm=True)
    assert looked(watch, NOW, rose="31 complaints", calm=False)[1] == (Turn.BEGAN,)
    assert ended(calm=True) == Watch()


def test_an_overdue_update_is_told_of_at_growing_distance() -> None:
    """At once, then after a quarter of an hour, half an hour, one, and every two; a new time begins anew."""
    watch, nagged = Watch(replace(ON, statement=Statement(next_update=DUE))), []
    for minute in range(10 * 60):
        watch, turns = looked(watch, NOW + minute * MINUTE, rose="", calm=False)
        nagged += [minute - 30 for each in turns if each is Turn.OVERDUE]
    assert nagged == [0, 15, 45, 105, 225, 345, 465]
    later = begun(watch.crisis, Statement(next_update=NOW + 12 * HOUR), NOW + 10 * HOUR)
    assert (later.since, later.nags, later.nagged) == (NOW, 0, None)
    assert looked(Watch(later), NOW + 12 * HOUR, rose="", calm=False)[1] == (Turn.OVERDUE,)


def test_without_a_time_nobody_is_nagged() -> None:
    """There is nothing that was said and is not kept."""
    assert looked(Watch(ON), NOW + 30 * MINUTE, rose="", calm=False) == (Watch(ON), ())


@pytest.mark.parametrize(
    "watch",
    [
        Watch(),
        Watch(waits=True),
        Watch(ON),
        Watch(Crisis(NOW, DUE, "x", Statement("Ærø", "это", DUE), 3, DUE + HOUR, told_calm=True)),
    ],
)
def test_what_is_written_down_comes_back(watch: Watch) -> None:
    """Nothing at all is nothing."""
    assert load(dump(watch)) == watch
    assert bool(dump(watch)) is (watch != Watch())


def test_what_is_cheerful_waits_in_a_crisis() -> None:
    """And nothing else does."""
    assert {each for each in Situation if is_frozen(each, ON)} == {Situation.PRAISE, Situation.WELCOME}
    assert not any(is_frozen(each, None) for each in Situation)


def test_the_slots_are_those_that_are_filled() -> None:
    """A template with another one is left aside."""
    said = replace(ON, statement=Statement("the login is down", "", DUE))
    assert slots_of(said, "14:50 UTC") == {"known": "the login is down", "next_update": "14:50 UTC"}


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", None),
        (" 30m ", DUE),
        ("2h", NOW + 2 * HOUR),
        ("15:30", NOW.replace(hour=15, minute=30)),
        ("9.05", NOW.replace(day=3, hour=9, minute=5)),
        ("14:20", NOW + 24 * HOUR),
    ],
)
def test_when_more_is_said_is_read(text: str, at: datetime | None) -> None:
    """In so long, or at the next such time of day."""
    assert moment_in(text, NOW) == at


@pytest.mark.parametrize("text", ["soon", "25:00", "9999999d", "-5m", "12:60"])
def test_what_is_no_time_is_refused(text: str) -> None:
    """With what would be one."""
    with pytest.raises(ValueError, match="such as 30m"):
        moment_in(text, NOW)
