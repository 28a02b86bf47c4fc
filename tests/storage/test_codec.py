"""Decisions as JSON lose nothing."""

from __future__ import annotations

from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from bot.core.actions import (
    Action,
    Ban,
    Enforcement,
    Escalate,
    Hide,
    Kick,
    Nudge,
    Remove,
    SuppressEmbeds,
    TimeOut,
    Warn,
)
from bot.core.decision import Decision, Evidence, Guarded, Match, NotRun, Source, Strike, Verdict
from bot.core.labels import Label
from bot.core.policy import GuardAnswer, Mode, Severity
from bot.core.signals import Span
from bot.storage.codec import dump_actions, dump_decision, dump_names, load_actions, load_decision, load_names

_any_text = st.text(st.characters(), max_size=20)
_moments = st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(fold=0))
_enforcements: st.SearchStrategy[Enforcement] = st.one_of(
    *(st.just(each) for each in (Nudge(), SuppressEmbeds(), Hide(), Warn(), Remove(), Kick(), Ban())),
    st.builds(TimeOut, st.integers(0, 10**9)),
)
_actions: st.SearchStrategy[Action] = _enforcements | st.builds(
    Escalate, st.lists(_enforcements, max_size=3).map(tuple)
)
_floats = st.none() | st.floats(allow_nan=False)
_spans = st.builds(Span, st.integers(0, 99), st.integers(0, 99))
_evidence = st.builds(
    Evidence,
    _any_text,
    st.sampled_from(Source),
    _any_text,
    st.none() | st.sampled_from(Label),
    _floats,
    _floats,
    st.none() | _spans,
)
_decisions = st.builds(
    Decision,
    content_id=_any_text,
    revision=st.integers(0),
    verdict=st.sampled_from(Verdict),
    actions=st.lists(_actions, max_size=4).map(tuple),
    would=st.lists(_actions, max_size=2).map(tuple),
    matches=st.lists(st.builds(Match, _any_text, st.sampled_from(Severity), _evidence), max_size=3).map(tuple),
    guarded=st.lists(st.builds(Guarded, _any_text, _any_text, st.sampled_from(GuardAnswer)), max_size=2).map(tuple),
    not_run=st.lists(st.builds(NotRun, _any_text, _any_text, st.booleans()), max_size=2).map(tuple),
    strikes=st.integers(0),
    strike=st.none() | st.builds(Strike, _any_text, _any_text, _moments, _moments, st.integers(1)),
    mode=st.sampled_from(Mode),
    policy=_any_text,
)


@given(_decisions)
def test_a_decision_comes_back_as_it_was(decision: Decision) -> None:
    """Every field of every kind of decision survives, types included."""
    text = dump_decision(decision)
    assert text.isascii()
    loaded = load_decision(text)
    assert loaded == decision
    assert repr(loaded) == repr(decision)


@given(st.lists(_enforcements, max_size=5).map(tuple))
def test_actions_come_back_as_they_were(actions: tuple[Enforcement, ...]) -> None:
    """The proposals of a case survive in order."""
    assert load_actions(dump_actions(actions)) == actions


@given(st.lists(_any_text, max_size=5).map(tuple))
def test_names_come_back_as_they_were(names: tuple[str, ...]) -> None:
    """The rules of a case survive in order."""
    assert load_names(dump_names(names)) == names
