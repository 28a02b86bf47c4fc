"""What becomes of a message about which classifiers disagree: a human decides."""

import pytest

from bot.core.actions import Action, Escalate, Hide, Nudge
from bot.core.asked import thresholds_of
from bot.core.decision import Decision, Verdict
from bot.core.explain import because
from bot.core.labels import Label
from bot.core.policy import (
    AllOf,
    AnyOf,
    Condition,
    Coverage,
    Guard,
    GuardAnswer,
    InList,
    Mode,
    Override,
    RuleChange,
    ScoreAtLeast,
    Severity,
)
from bot.core.signals import Dispute, Hit, Score, agreed
from tests.core.makers import PROTECT, decided, list_hit, policy, rule, signals

INSULT = ScoreAtLeast(Label.INSULT, 0.8)
WHO = "embedded-2 0.91, openai 0.12"
LOOK = (Escalate(),)


def disputed(value: float = 0.52, lowest: float = 0.12, highest: float = 0.91) -> Score:
    """Make a score about which two classifiers disagree."""
    return Score(value, Dispute(lowest, highest, WHO))


def of_insult(
    score: Score, when: Condition = INSULT, *hits: Hit, mode: Mode = Mode.ENFORCE, count: int = 1
) -> Decision:
    """Decide a message with this insult score by a member who would be hidden for a breach."""
    return decided(policy(rule(when=when), mode=mode), signals({Label.INSULT: score}, hits), 1)


@pytest.mark.parametrize(
    ("score", "actions"),
    [
        (disputed(), LOOK),
        (disputed(value=0.91), LOOK),
        (disputed(0.8, 0.7, 0.8), LOOK),
        (disputed(0.85, 0.8, 0.95), (Hide(),)),
        (disputed(0.4, 0.1, 0.79), ()),
        (Score(0.91), (Hide(),)),
    ],
)
def test_a_human_decides_where_the_threshold_lies_between(score: Score, actions: tuple[Action, ...]) -> None:
    """Where all are above it the rule answers as always, where all are below it does not hold."""
    assert of_insult(score).actions == actions


def test_a_look_says_who_disagreed() -> None:
    """Moderators read what each classifier said, and that nothing was done for it."""
    decision = of_insult(disputed())
    assert decision.verdict is Verdict.ESCALATE
    assert because(decision) == (
        "because be-kind: insult disputed (embedded-2 0.91, openai 0.12) 0.91 ≥ 0.80, held back as disagreement "
        "(1 strike before)"
    )
    assert [(each.rule, each.guard, each.answer) for each in decision.guarded] == [
        ("be-kind", "disagreement", GuardAnswer.ESCALATE_ONLY)
    ]


def test_other_evidence_stands_by_itself() -> None:
    """A listed word is answered as always, and the dispute is told beside it."""
    decision = of_insult(disputed(), AnyOf((INSULT, InList("insults"))), list_hit("insults"))
    assert decision.actions == (Hide(),)
    assert decision.guarded == ()
    assert [each.evidence.found for each in decision.matches] == [f"insult disputed ({WHO})", "list insults"]


def test_evidence_that_needs_the_dispute_does_not_stand_by_itself() -> None:
    """A word that counts only together with a score is no reason where that score is disputed."""
    both = AllOf((INSULT, InList("address")))
    assert of_insult(disputed(), both, list_hit("address")).actions == LOOK
    assert of_insult(disputed(), both).actions == ()


@pytest.mark.parametrize("mode", [Mode.ENFORCE, Mode.REVIEW])
def test_the_strike_of_a_disputed_rule_waits_for_the_moderator(mode: Mode) -> None:
    """A decision by which nothing is done carries the strike that an upheld case would cost."""
    decision = of_insult(disputed(), mode=mode)
    assert decision.strike is not None
    assert (decision.actions, decision.strike.rule) == (LOOK, "be-kind")


@pytest.mark.parametrize(("strike", "struck"), [(1, "no-swearing"), (0, None)])
def test_a_disputed_rule_costs_nothing_beside_one_that_is_answered_at_once(strike: int, struck: str | None) -> None:
    """A strike that is given at once is never that of a disputed rule, however grave that is."""
    grave = rule("no-hate", INSULT, Severity.GRAVE, PROTECT, strike=2)
    minor = rule("no-swearing", InList("swearing"), strike=strike)
    decision = decided(policy(grave, minor), signals({Label.INSULT: disputed()}, [list_hit("swearing")]))
    assert decision.actions == (Nudge(), Escalate())
    assert (decision.strike.rule if decision.strike else None) == struck


def test_a_guard_of_the_policy_goes_before_a_dispute() -> None:
    """Who talks of themselves is left alone, also where only one classifier took it for an insult."""
    guard = Guard("self_talk", InList("self_talk"), GuardAnswer.IGNORE, Severity.MINOR, Coverage.WORDS)
    observed = signals({Label.INSULT: disputed()}, [list_hit("self_talk")])
    decision = decided(policy(guards=[guard]), observed)
    assert (decision.actions, decision.guarded[0].guard, decision.strike) == ((), "self_talk", None)


def test_a_dispute_takes_no_guard_away() -> None:
    """A guard over scores covers what scores alone broke, whatever else a disputed score would add."""
    guard = Guard("criticism", InList("criticism"), GuardAnswer.IGNORE, Severity.MINOR, Coverage.SCORES)
    when = AnyOf((ScoreAtLeast(Label.TOXICITY, 0.8), AllOf((INSULT, InList("insults")))))
    hits = [list_hit("criticism"), list_hit("insults")]
    observed = signals({Label.TOXICITY: 0.9, Label.INSULT: disputed()}, hits)
    assert decided(policy(rule(when=when), guards=[guard]), observed).actions == ()


def test_shadow_records_the_look() -> None:
    """A dispute under a policy on trial is written down, and nobody is asked."""
    decision = of_insult(disputed(), mode=Mode.SHADOW)
    assert (decision.verdict, decision.actions, decision.would) == (Verdict.RECORD, (), LOOK)


@pytest.mark.parametrize(
    ("value", "dispute"),
    [
        (1.1, None),
        (-0.1, None),
        (float("nan"), None),
        (0.5, Dispute(0.6, 0.9, "")),
        (0.5, Dispute(0.1, 0.4, "")),
        (0.5, Dispute(0.1, 1.4, "")),
        (0.5, Dispute(float("nan"), 0.9, "")),
    ],
)
def test_what_is_no_probability_is_no_score(value: float, dispute: Dispute | None) -> None:
    """Numbers that can not be are refused where they arise."""
    with pytest.raises(ValueError, match="a probability from 0 to 1"):
        Score(value, dispute)


def test_rounding_keeps_the_dispute() -> None:
    """Value and bounds are rounded alike, so that what is shown is what was compared."""
    score = Score(0.52346, Dispute(0.12344, 0.79996, WHO)).rounded()
    assert score == Score(0.5235, Dispute(0.1234, 0.8, WHO))
    assert of_insult(score).actions == LOOK


def test_what_all_agree_on_is_the_lowest_of_each_score() -> None:
    """Scores without a dispute, and labels without a score, stay as they are."""
    observed = signals({Label.INSULT: disputed(), Label.TOXICITY: 0.7})
    assert agreed(observed.scores) == {Label.INSULT: Score(0.12), Label.TOXICITY: Score(0.7)}


def test_all_thresholds_of_a_policy_are_known_by_label() -> None:
    """Every score clause counts, however deep, with what overrides make of it; rules without scores add none."""
    kind = rule(when=AnyOf((INSULT, AllOf((ScoreAtLeast(Label.TOXICITY, 0.6), InList("address"))))))
    hate = rule("no-hate", ScoreAtLeast(Label.TOXICITY, 0.9), shadow=True)
    memes = Override(frozenset({"memes"}), frozenset(), {"be-kind": RuleChange(at_least=0.95)})
    off = Override(frozenset({"quiet"}), frozenset(), {"no-hate": RuleChange(off=True)})
    held = policy(kind, hate, rule("words", InList("words")), overrides=[memes, off])
    assert thresholds_of(held) == {Label.INSULT: (0.8, 0.95), Label.TOXICITY: (0.6, 0.9, 0.95)}
