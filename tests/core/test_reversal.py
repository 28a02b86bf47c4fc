"""Taking back exactly what a case caused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import INVERSE, Effect, EffectKind, EffectState, Order, Skipped, is_standing, settled
from bot.core.reversal import RESTRICTIONS, order_for, reversals
from tests.core.case_makers import case, effect
from tests.core.makers import NOW

DONE, FAILED = EffectState.DONE, EffectState.FAILED


def hours(count: int) -> datetime:
    """Return so many hours from now."""
    return NOW + timedelta(hours=count)


def undone(origin: Effect, state: EffectState = EffectState.PLANNED) -> Effect:
    """Make the inverse of an effect."""
    (inverse,) = [each for each in reversals(case(origin.case, version=9), [origin]) if each.reverses]
    return replace(inverse, state=state)


@pytest.mark.parametrize("kind", sorted(RESTRICTIONS))
@pytest.mark.parametrize("state", list(EffectState))
def test_what_becomes_of_an_effect_that_is_taken_back(kind: EffectKind, state: EffectState) -> None:
    """Untried: superseded. Under way: cancelled and reversed. Done: reversed. Else: nothing. A kick has no inverse."""
    attempts = 0 if state is EffectState.PLANNED else 1
    changed = reversals(case(version=2), [effect(kind, state=state, attempts=attempts)])
    inverse = [] if INVERSE[kind] is None else [(INVERSE[kind], EffectState.PLANNED, False)]
    expected = {
        EffectState.PLANNED: [(kind, EffectState.SUPERSEDED, False)],
        EffectState.CLAIMED: [(kind, EffectState.CLAIMED, True), *inverse],
        EffectState.DONE: inverse,
    }
    assert [(each.kind, each.state, each.cancelled) for each in changed] == expected.get(state, [])


def test_what_may_have_gone_through_is_reversed_too() -> None:
    """A hide that was given up without an answer may stand; one that was refused does not."""
    unknown = replace(settled(effect(), FAILED), unknown=True)
    (restore,) = reversals(case(version=2), [unknown])
    assert isinstance(order_for(restore, [unknown, restore], NOW), Order)
    assert reversals(case(version=2), [settled(effect(), FAILED)]) == []


@pytest.mark.parametrize(
    ("state", "again"), [(DONE, 0), (EffectState.PLANNED, 0), (EffectState.SKIPPED, 0), (FAILED, 1)]
)
def test_only_a_reversal_that_failed_is_planned_again(state: EffectState, again: int) -> None:
    """What is taken back already, or about to be, needs no second inverse."""
    hide = effect(state=DONE)
    assert len(reversals(case(version=3), [hide, undone(hide, state)])) == again


def test_notices_and_inverses_are_not_reversed() -> None:
    """Only restrictions are, and only of the kinds that are asked for."""
    effects = [effect(EffectKind.NOTIFY, state=DONE), effect(state=DONE), effect(EffectKind.TIME_OUT, state=DONE)]
    assert [each.kind for each in reversals(case(version=2), effects)] == ["restore", "lift_time_out"]
    only = frozenset({EffectKind.TIME_OUT})
    assert [each.kind for each in reversals(case(version=2), effects, only)] == ["lift_time_out"]


def test_nothing_to_take_back_is_skipped() -> None:
    """An inverse whose origin came to nothing makes no call."""
    hide = effect(attempts=1)
    restore = undone(hide)
    for ended in (settled(hide, EffectState.SUPERSEDED), settled(hide, FAILED)):
        assert order_for(restore, [ended, restore], NOW) == Skipped("there was nothing to take back")


def test_what_another_case_keeps_in_force_stays_until_that_is_taken_back_too() -> None:
    """Two cases hide one message: the first restore is skipped, the second done, in both orders."""
    for first, second in permutations([effect(number=1, state=DONE), effect(number=2, state=DONE)]):
        restore = undone(first)
        assert order_for(restore, [first, second, restore], NOW) == Skipped(f"case {second.case} keeps it in force")
        skipped, last = settled(restore, EffectState.SKIPPED), undone(second)
        assert not is_standing(first, [first, second, skipped])
        assert isinstance(order_for(last, [first, second, skipped, last], NOW), Order)


def test_a_time_out_whose_time_is_over_is_not_begun() -> None:
    """And one that ended by itself needs no lifting."""
    late = effect(EffectKind.TIME_OUT, until=NOW)
    assert isinstance(order_for(late, [late], NOW), Skipped)
    done = replace(late, state=DONE)
    assert order_for(undone(done), [done, undone(done)], NOW) == Skipped("it had ended by itself")


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.data())
def test_a_member_is_out_until_the_last_end_of_what_stands(ends: list[int], data: st.DataObject) -> None:
    """Time-outs begun and taken back in any order: the platform is always told the latest end that stands."""
    held: list[Effect] = []
    platform: datetime | None = None
    for number, end in enumerate(ends, start=1):
        begun = effect(EffectKind.TIME_OUT, number, until=hours(end))
        order = order_for(begun, [*held, begun], NOW)
        assert isinstance(order, Order)
        platform = order.effect.until
        held.append(settled(begun, DONE))
    standing = list(held)
    for origin in data.draw(st.permutations(standing)):
        lift = undone(origin)
        order = order_for(lift, [*held, lift], NOW)
        assert isinstance(order, Order)
        platform = order.effect.until
        held.append(settled(lift, DONE))
        standing.remove(origin)
        assert platform == max((each.until for each in standing if each.until), default=None)
    assert platform is None


def test_every_inverse_leads_back() -> None:
    """What takes something back is taken back by doing it again."""
    for kind, inverse in INVERSE.items():
        assert inverse is None or INVERSE[inverse] is kind
