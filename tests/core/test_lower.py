"""From actions to what a token can do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.actions import Ban, Enforcement, Hide, Kick, Nudge, Remove, SuppressEmbeds, TimeOut, Warn
from bot.core.effects import Effect, EffectKind, EffectState, effect_key, settled
from bot.core.lower import beyond, effect_kind, lower
from tests.core.case_makers import EVERYTHING, case, effect
from tests.core.makers import NOW

ACTIONS = [Nudge(), SuppressEmbeds(), Hide(), Warn(), TimeOut(3600), Remove(), Kick(), Ban()]


@pytest.mark.parametrize(
    ("actions", "kinds", "says", "warns"),
    [
        ([], [], False, False),
        ([Nudge()], [], True, False),
        ([Warn()], [], True, True),
        ([Hide()], ["hide"], True, False),
        ([SuppressEmbeds()], ["suppress_embeds"], True, False),
        ([Hide(), Warn(), TimeOut(60)], ["hide", "time_out"], True, True),
        ([Remove(), Kick(), Ban()], ["remove", "kick", "ban"], True, False),
    ],
)
def test_actions_become_effects_and_words(
    actions: list[Enforcement],
    kinds: list[str],
    says: bool,  # noqa: FBT001 - a table's column
    warns: bool,  # noqa: FBT001 - a table's column
) -> None:
    """What is done is an effect; nudge and warning are nothing but words."""
    low = lower(actions, case(), [], EVERYTHING, NOW)
    assert ([str(each.kind) for each in low.effects], low.says, low.warns) == (kinds, says, warns)
    assert not low.pleads


def test_a_time_out_ends_after_its_seconds() -> None:
    """It runs from now."""
    (only,) = lower([TimeOut(60)], case(), [], EVERYTHING, NOW).effects
    assert only.until == NOW + timedelta(seconds=60)


def test_what_the_token_cannot_do_is_left_to_a_moderator_and_said_so() -> None:
    """A hide that can't be is substituted, and the author asked; the rest is planned."""
    low = lower([Hide(), TimeOut(60)], case(), [], frozenset({EffectKind.TIME_OUT}), NOW)
    assert [each.state for each in low.effects] == [EffectState.SUBSTITUTED, EffectState.PLANNED]
    assert low.effects[0].reason.endswith("by hand: hide")
    assert low.pleads
    assert beyond([Nudge(), Hide(), TimeOut(60)], frozenset({EffectKind.TIME_OUT})) == (Hide(),)


@pytest.mark.parametrize("state", [EffectState.PLANNED, EffectState.CLAIMED, EffectState.DONE])
def test_what_stands_is_not_done_again(state: EffectState) -> None:
    """A hide that is planned, under way or done needs no second."""
    low = lower([Hide()], case(version=2), [effect(state=state)], EVERYTHING, NOW)
    assert (low.effects, low.says) == ((), False)


@pytest.mark.parametrize("state", [EffectState.FAILED, EffectState.SKIPPED, EffectState.SUPERSEDED])
def test_what_came_to_nothing_is_done_again(state: EffectState) -> None:
    """What failed or was called off is planned anew, under a key of its own."""
    first = settled(effect(), state)
    (again,) = lower([Hide()], case(version=2), [first], EVERYTHING, NOW).effects
    assert again.key != first.key


def test_what_was_taken_back_is_done_again() -> None:
    """A hide whose restore is under way or done stands no longer."""
    hide = effect(state=EffectState.DONE)
    restore = replace(effect(EffectKind.RESTORE, batch=2), reverses=hide.key)
    assert lower([Hide()], case(version=3), [hide, restore], EVERYTHING, NOW).effects


@pytest.mark.parametrize(("hours", "planned"), [(1, 0), (2, 0), (3, 1)])
def test_only_a_longer_time_out_is_added(hours: int, planned: int) -> None:
    """Who is out for two hours is not put out again for less."""
    standing = effect(EffectKind.TIME_OUT, state=EffectState.DONE, until=NOW + timedelta(hours=2))
    assert len(lower([TimeOut(hours * 3600)], case(version=2), [standing], EVERYTHING, NOW).effects) == planned


@given(st.lists(st.sampled_from(ACTIONS), unique=True), st.frozensets(st.sampled_from(list(EffectKind))))
def test_nothing_is_dropped(actions: list[Enforcement], capabilities: frozenset[EffectKind]) -> None:
    """Every action is an effect, planned or substituted, or words."""
    low = lower(actions, case(), [], capabilities, NOW)
    kinds = [kind for kind in map(effect_kind, actions) if kind]
    assert [each.kind for each in low.effects] == kinds
    assert all((each.state is EffectState.PLANNED) is (each.kind in capabilities) for each in low.effects)
    assert len({each.key for each in low.effects}) == len(low.effects)
    assert low.says or not any(each.is_open for each in low.effects)


def test_keys_tell_apart_what_must_be_told_apart() -> None:
    """Community, case, version and kind make the key, and what is done twice in one batch has more to it."""
    keys = {
        effect_key(community, number, batch, kind, extra)
        for community in ("a", "b")
        for number in (1, 11)
        for batch in (1, 11)
        for kind in (EffectKind.HIDE, EffectKind.NOTIFY)
        for extra in ("", "1", "direct")
    }
    assert len(keys) == 48


def test_lanes_and_stages() -> None:
    """A message's effects wait for one another, a member's too; words come after deeds, removal after words."""
    by_kind: dict[EffectKind, Effect] = {each: effect(each) for each in EffectKind}
    lanes = {kind: each.lane for kind, each in by_kind.items()}
    assert lanes[EffectKind.HIDE] == lanes[EffectKind.RESTORE]
    assert lanes[EffectKind.SUPPRESS_EMBEDS] == lanes[EffectKind.RESTORE_EMBEDS] == lanes[EffectKind.HIDE]
    assert lanes[EffectKind.TIME_OUT] == lanes[EffectKind.LIFT_TIME_OUT]
    assert lanes[EffectKind.BAN] == lanes[EffectKind.UNBAN]
    assert lanes[EffectKind.REMOVE] == lanes[EffectKind.READMIT]
    assert lanes[EffectKind.SLOW_MODE] == lanes[EffectKind.LIFT_SLOW_MODE]
    assert lanes[EffectKind.LOCK] == lanes[EffectKind.UNLOCK]
    assert lanes[EffectKind.REPLY] == lanes[EffectKind.RETRACT]
    assert lanes[EffectKind.FORWARD] == lanes[EffectKind.WITHDRAW]
    assert len(set(lanes.values())) == 9
    stages = sorted(by_kind, key=lambda kind: by_kind[kind].stage)
    assert stages.index(EffectKind.NOTIFY) == len(EffectKind) - 4
    assert set(stages[-3:]) == {EffectKind.REMOVE, EffectKind.KICK, EffectKind.BAN}
