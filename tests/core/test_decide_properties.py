"""What holds for every policy and every content: proportion, caps, shadow, determinism."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.core.actions import (
    Ban,
    Escalate,
    Hide,
    Kick,
    Nudge,
    Remove,
    SuppressEmbeds,
    TimeOut,
    Warn,
    automatic,
    join,
    strength,
    weight,
)
from bot.core.decide import answer_at
from bot.core.labels import Label
from bot.core.policy import (
    AllOf,
    AnyOf,
    Caps,
    Coverage,
    Guard,
    GuardAnswer,
    InList,
    Ladder,
    Mode,
    Not,
    Policy,
    Rule,
    ScoreAtLeast,
    Severity,
    Step,
)
from bot.core.signals import Dispute, Score, Signals, agreed
from tests.core.makers import content, decided, list_hit, policy, rule

if TYPE_CHECKING:
    from bot.core.actions import Weight
    from bot.core.decision import Decision

LISTS = ("insults", "slurs", "criticism")
probabilities = st.floats(0, 1, allow_nan=False)
enforcements = st.one_of(
    st.sampled_from([Nudge(), SuppressEmbeds(), Hide(), Warn(), Remove(), Kick(), Ban()]),
    st.builds(TimeOut, st.integers(60, 30 * 86400)),
)
actions = st.one_of(enforcements, st.builds(lambda each: Escalate(tuple(each)), st.lists(enforcements, max_size=1)))
steps = st.builds(lambda n, do: Step(n, tuple(do)), st.integers(0, 6), st.lists(actions, min_size=1, max_size=3))
ladders = st.builds(lambda each: Ladder("l", tuple(each)), st.lists(steps, min_size=1, max_size=4))
lists = st.builds(InList, st.sampled_from(LISTS))
scores = st.builds(ScoreAtLeast, st.sampled_from(Label), probabilities)
without_scores = st.recursive(
    lists,
    lambda parts: st.one_of(
        st.builds(lambda each: AnyOf(tuple(each)), st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda each: AllOf(tuple(each)), st.lists(parts, min_size=1, max_size=3)),
        st.builds(Not, parts),
    ),
    max_leaves=4,
)
conditions = st.recursive(
    st.one_of(scores, lists, st.builds(Not, lists)),
    lambda parts: st.one_of(
        st.builds(lambda each: AnyOf(tuple(each)), st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda each: AllOf(tuple(each)), st.lists(parts, min_size=1, max_size=3)),
    ),
    max_leaves=5,
)
rules = st.builds(
    Rule,
    id=st.sampled_from("abcdef"),
    title=st.just({}),
    explanation=st.just({}),
    severity=st.sampled_from(Severity),
    when=conditions,
    ladder=ladders,
    strike=st.integers(0, 3),
    shadow=st.booleans(),
)
guards = st.builds(
    Guard,
    id=st.just("guard"),
    when=without_scores,
    answer=st.sampled_from(GuardAnswer),
    up_to=st.sampled_from(Severity),
    covers=st.sampled_from(Coverage),
)
policies = st.builds(
    lambda held, before, caps, mode: policy(*held, guards=before, caps=Caps(tuple(caps)), mode=mode),
    st.lists(rules, min_size=1, max_size=4, unique_by=lambda each: each.id),
    st.lists(guards, max_size=2),
    st.lists(enforcements, max_size=4, unique_by=lambda each: each.kind),
    st.sampled_from(Mode),
)
observations = st.builds(
    lambda given, hits: Signals({k: Score(v) for k, v in given.items()}, tuple(list_hit(name) for name in hits)),
    st.dictionaries(st.sampled_from(Label), probabilities),
    st.sets(st.sampled_from(LISTS)),
)
bounds = st.tuples(probabilities, probabilities, probabilities).map(sorted)
contested = st.builds(
    lambda observed, disputes: replace(observed, scores={**observed.scores, **disputes}),
    observations,
    st.dictionaries(st.sampled_from(Label), bounds.map(lambda each: _disputed(*each)), min_size=1, max_size=3),
)
any_observations = st.one_of(observations, contested)


def _disputed(lowest: float, value: float, highest: float) -> Score:
    return Score(value, Dispute(lowest, highest, "a, b"))


def _weights(decision: Decision) -> tuple[Weight, Weight, Weight]:
    """Return how heavy the answer is: all of it, what is automatic, what shadow records."""
    return strength(decision.actions), strength(automatic(decision.actions)), strength(decision.would)


def _never_milder(before: Decision, after: Decision) -> None:
    for old, new in zip(_weights(before), _weights(after), strict=True):
        assert old <= new


@settings(max_examples=300)
@given(policies, observations, st.data(), st.integers(0, 8))
def test_a_likelier_violation_never_gets_a_milder_answer(
    held: Policy, observed: Signals, data: st.DataObject, count: int
) -> None:
    """Raising any scores, with all else equal, never softens what is done, proposed or recorded."""
    raised = {
        k: Score(max(v.value, data.draw(probabilities))) for k, v in observed.scores.items() if isinstance(v, Score)
    }
    _never_milder(decided(held, observed, count), decided(held, replace(observed, scores=raised), count))


@settings(max_examples=300)
@given(policies, any_observations, st.integers(0, 8), st.integers(0, 8))
def test_more_strikes_never_get_a_milder_answer(held: Policy, observed: Signals, count: int, more: int) -> None:
    """A member with more strikes is answered at least as firmly."""
    _never_milder(decided(held, observed, count), decided(held, observed, count + more))


@given(ladders, ladders, st.sampled_from(Mode), st.integers(0, 8))
@example(Ladder("l", (Step(0, (Nudge(),)),)), Ladder("l", (Step(0, (Kick(),)),)), Mode.ENFORCE, 0)
def test_a_graver_violation_never_gets_a_milder_answer(minor: Ladder, grave: Ladder, mode: Mode, count: int) -> None:
    """Where a policy's ladders are in order of severity, which its check demands, so are the answers."""
    assume(all(strength(answer_at(minor, n)) <= strength(answer_at(grave, n)) for n in range(9)))
    lesser = rule("minor", InList("insults"), Severity.MINOR, minor)
    graver = rule("grave", InList("slurs"), Severity.GRAVE, grave)
    held = policy(lesser, graver, mode=mode)
    of_lesser = decided(held, Signals({}, (list_hit("insults"),)), count)
    of_graver = decided(held, Signals({}, (list_hit("slurs"),)), count)
    both = decided(held, Signals({}, (list_hit("insults"), list_hit("slurs"))), count)
    assert strength((*of_lesser.actions, *of_lesser.would)) <= strength((*of_graver.actions, *of_graver.would))
    _never_milder(of_lesser, both)
    _never_milder(of_graver, both)


@settings(max_examples=300)
@given(policies, any_observations, st.integers(0, 8))
def test_nothing_automatic_is_above_the_cap(held: Policy, observed: Signals, count: int) -> None:
    """Every automatic action is of a kind that the caps name, and no heavier."""
    caps = {each.kind: each for each in held.caps.automatic}
    for action in automatic(decided(held, observed, count).actions):
        assert weight(action) <= weight(caps[action.kind])


@settings(max_examples=300)
@given(policies, any_observations, st.integers(0, 8))
def test_shadow_yields_no_effect(held: Policy, observed: Signals, count: int) -> None:
    """In shadow mode there is nothing to carry out, ever."""
    assert decided(replace(held, mode=Mode.SHADOW), observed, count).actions == ()


@settings(max_examples=300)
@given(policies, any_observations, st.integers(0, 8))
def test_review_does_nothing_by_itself(held: Policy, observed: Signals, count: int) -> None:
    """In review mode nothing is automatic."""
    assert automatic(decided(replace(held, mode=Mode.REVIEW), observed, count).actions) == ()


@settings(max_examples=300)
@given(policies, any_observations, st.integers(0, 8))
def test_deciding_is_deterministic(held: Policy, observed: Signals, count: int) -> None:
    """The same input gives an equal decision."""
    assert decided(held, observed, count) == decided(held, observed, count)


@given(st.lists(actions, max_size=6))
@example([Nudge(), Escalate((Nudge(),))])
def test_joining_loses_no_weight_and_is_idempotent(given_actions: list[Nudge | Escalate]) -> None:
    """A joined answer is as heavy as its heaviest part, and joining it again changes nothing."""
    joined = join(given_actions)
    assert strength(joined) == strength(given_actions)
    assert join(joined) == joined


@given(ladders, st.integers(0, 8), st.integers(0, 8))
def test_a_ladder_never_steps_down(ladder: Ladder, count: int, more: int) -> None:
    """The steps of a ladder add up."""
    assert strength(answer_at(ladder, count)) <= strength(answer_at(ladder, count + more))


@given(st.text())
def test_the_text_itself_decides_nothing(text: str) -> None:
    """Only signals do: the core reads no text."""
    observed = Signals({Label.INSULT: Score(0.9)})
    assert decided(policy(), observed, message=content(text)).actions == decided(policy(), observed).actions


@given(policies, contested, st.integers(0, 8))
def test_a_dispute_does_nothing_by_itself(held: Policy, observed: Signals, count: int) -> None:
    """What is automatic is what all classifiers agree on, and so is the strike where anything is; never milder."""
    decision = decided(held, observed, count)
    by_all = decided(held, replace(observed, scores=agreed(observed.scores)), count)
    assert automatic(decision.actions) == automatic(by_all.actions)
    assert decision.strike == by_all.strike or not automatic(decision.actions)
    _never_milder(by_all, decision)


@given(policies, contested, st.integers(0, 8))
def test_what_one_classifier_alone_would_break_is_never_passed_over(
    held: Policy, observed: Signals, count: int
) -> None:
    """The rules that hold are those by the highest scores, and each is answered, or a guard of the policy says why."""
    decision = decided(held, observed, count)
    highest = {k: Score(v.bounds[1]) for k, v in observed.scores.items() if isinstance(v, Score)}
    by_one = decided(held, replace(observed, scores=highest), count)
    assert {each.rule for each in decision.matches} == {each.rule for each in by_one.matches}
    looks = {each.rule for each in decision.guarded if each.guard == "disagreement"}
    assert not looks or any(isinstance(each, Escalate) for each in (*decision.actions, *decision.would))


@given(policies, contested, st.data(), st.integers(0, 8))
def test_a_likelier_violation_is_not_answered_more_mildly_by_itself(
    held: Policy, observed: Signals, data: st.DataObject, count: int
) -> None:
    """Raising what classifiers say, disputed or not, never softens what is done without a human."""
    raised = {}
    for label, score in observed.scores.items():
        assert isinstance(score, Score)
        lowest, highest = score.bounds
        more = data.draw(bounds)
        raised[label] = _disputed(*map(max, zip((lowest, score.value, highest), more, strict=True)))
    before, after = decided(held, observed, count), decided(held, replace(observed, scores=raised), count)
    assert strength(automatic(before.actions)) <= strength(automatic(after.actions))
