"""What a policy makes of one content."""

from datetime import timedelta

import pytest

from bot.core.actions import Action, Ban, Escalate, Hide, Kick, Nudge, SuppressEmbeds, TimeOut, join
from bot.core.content import Author
from bot.core.decision import Strike, Verdict
from bot.core.explain import because
from bot.core.labels import Label
from bot.core.policy import (
    AllOf,
    AnyOf,
    ByAutoMod,
    Caps,
    Coverage,
    Guard,
    GuardAnswer,
    InList,
    InWindow,
    Ladder,
    Mentions,
    Mode,
    Not,
    Override,
    Reported,
    RuleChange,
    ScoreAtLeast,
    Severity,
    Step,
)
from bot.core.signals import Unscored, Window, WindowKind
from tests.core.makers import DAY, NOW, PROTECT, content, decided, list_hit, policy, rule, signals, strikes

INSULT = signals({Label.INSULT: 0.93})
CRITICISM = Guard(
    "criticism",
    AllOf((InList("criticism"), Not(InList("insults")))),
    GuardAnswer.ESCALATE_ONLY,
    up_to=Severity.SERIOUS,
    covers=Coverage.SCORES,
)


def test_what_breaks_no_rule_passes() -> None:
    """A score under the threshold leads to nothing."""
    decision = decided(policy(), signals({Label.INSULT: 0.79}))
    assert (decision.verdict, decision.actions, decision.strike) == (Verdict.PASS, (), None)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, (Nudge(),)),
        (1, (Hide(),)),
        (2, (Hide(),)),
        (3, (Hide(), TimeOut(3600))),
        (5, (Hide(), TimeOut(3600), Escalate((Ban(),)))),
        (50, (Hide(), TimeOut(3600), Escalate((Ban(),)))),
    ],
)
def test_the_ladder_climbs_with_strikes(count: int, expected: tuple[Action, ...]) -> None:
    """A first slip is nudged, the next is hidden, then time out, then a moderator is asked about exclusion."""
    assert decided(policy(), INSULT, count).actions == expected


def test_expired_strikes_do_not_count() -> None:
    """A member whose strikes have run out starts again at the mildest step."""
    old = Strike("be-kind", "old", NOW - timedelta(days=91), NOW - timedelta(days=1))
    assert decided(policy(), INSULT, past=[old] * 9).actions == (Nudge(),)


def test_a_breach_adds_one_strike_that_expires() -> None:
    """The strike names its rule and its message, and ends after the policy's time."""
    strike = decided(policy(), INSULT).strike
    assert strike == Strike("be-kind", "1", NOW, NOW + timedelta(days=90), 1)


def test_breaches_within_one_incident_add_one_strike() -> None:
    """Who is told off and writes again in the same minute is answered, but not struck twice."""
    recent = Strike("be-kind", "just-now", NOW - timedelta(seconds=30), NOW + timedelta(days=90))
    decision = decided(policy(), INSULT, past=[recent])
    assert (decision.actions, decision.strike) == ((Hide(),), None)


def test_an_edit_of_a_struck_message_adds_no_second_strike() -> None:
    """One message costs one strike, however often it is edited."""
    earlier = Strike("be-kind", "1", NOW - timedelta(hours=5), NOW + timedelta(days=90))
    assert decided(policy(), INSULT, past=[earlier], message=content(revision=1)).strike is None


@pytest.mark.parametrize("of_message", ["1", "other"])
def test_only_other_messages_lead_up_the_ladder(of_message: str) -> None:
    """A report on a struck message, or a mended typing error in it, is answered as the first slip that it is."""
    earlier = Strike("be-kind", of_message, NOW - timedelta(hours=5), NOW + timedelta(days=90))
    answer = decided(policy(), INSULT, past=[earlier], message=content(revision=1)).actions
    assert answer == ((Nudge(),) if of_message == "1" else (Hide(),))


def test_a_message_that_comes_late_is_no_part_of_a_later_incident() -> None:
    """An hour apart is no incident, in whichever order the two messages arrive."""
    later = Strike("be-kind", "later", NOW + timedelta(hours=1), NOW + timedelta(days=90))
    assert decided(policy(), INSULT, past=[later]).strike is not None
    soon = Strike("be-kind", "soon", NOW + timedelta(seconds=30), NOW + timedelta(days=90))
    assert decided(policy(), INSULT, past=[soon]).strike is None


def test_a_rule_that_holds_by_an_absence_alone_says_so() -> None:
    """No action is without a reason, also where nothing was found."""
    decision = decided(policy(rule("greet", Not(InList("greetings")))), signals())
    assert decision.actions == (Nudge(),)
    assert because(decision) == "because greet: nothing found of what stands under `not`"


def test_all_clauses_that_hold_are_evidence() -> None:
    """A match names clause, label, score and threshold, or the list and the span."""
    when = AnyOf((ScoreAtLeast(Label.INSULT, 0.8), InList("insults"), InList("slurs")))
    decision = decided(policy(rule(when=when)), signals({Label.INSULT: 0.93}, [list_hit("insults", 4, 9)]))
    found = [(m.evidence.clause, m.evidence.score, m.evidence.at_least, m.evidence.span) for m in decision.matches]
    assert [each[0] for each in found] == ["when.any[0]", "when.any[1]"]
    assert found[0][1:3] == (0.93, 0.8)
    assert because(decision) == "because be-kind: insult 0.93 ≥ 0.80, list insults"


def test_several_broken_rules_give_one_answer() -> None:
    """The answer joins what each rule asks for; nothing is done twice."""
    hate = rule("no-hate", ScoreAtLeast(Label.IDENTITY_ATTACK, 0.6), Severity.GRAVE, PROTECT, strike=2)
    decision = decided(policy(rule(), hate), signals({Label.INSULT: 0.9, Label.IDENTITY_ATTACK: 0.9}))
    assert decision.actions == (Hide(), Escalate((TimeOut(DAY),)))
    assert decision.strike is not None
    assert (decision.strike.rule, decision.strike.weight) == ("no-hate", 2)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ((Ban(),), (Escalate((Ban(),)),)),
        ((Hide(), Kick()), (Hide(), Escalate((Kick(),)))),
        ((TimeOut(7 * DAY),), (TimeOut(DAY), Escalate((TimeOut(7 * DAY),)))),
    ],
)
def test_what_is_above_the_cap_is_proposed(step: tuple[Action, ...], expected: tuple[Action, ...]) -> None:
    """A machine does at most what the cap allows; a moderator is asked about the rest."""
    decision = decided(policy(rule(ladder=Ladder("l", (Step(0, step),)))), INSULT)
    assert decision.actions == expected


def test_an_empty_cap_leaves_everything_to_moderators() -> None:
    """A community may forbid every automatic action."""
    assert decided(policy(caps=Caps(())), INSULT).actions == (Escalate((Nudge(),)),)


def test_review_proposes_and_does_nothing() -> None:
    """In review every action waits for a moderator."""
    decision = decided(policy(mode=Mode.REVIEW), INSULT, 3)
    assert (decision.verdict, decision.actions) == (Verdict.ESCALATE, (Escalate((Hide(), TimeOut(3600))),))


def test_shadow_records_and_does_nothing() -> None:
    """In shadow there is no action, not even an escalation; what would have been is recorded."""
    decision = decided(policy(mode=Mode.SHADOW), INSULT, 5)
    assert (decision.verdict, decision.actions) == (Verdict.RECORD, ())
    assert decision.would == (Hide(), TimeOut(3600), Escalate((Ban(),)))


def test_a_rule_in_shadow_leaves_the_others_alone() -> None:
    """A new rule can be watched while the others act."""
    new = rule("new", InList("new"), shadow=True)
    decision = decided(policy(rule(), new), signals(hits=[list_hit("new")]))
    assert (decision.verdict, decision.actions, decision.would, decision.strike) == (
        Verdict.RECORD,
        (),
        (Nudge(),),
        None,
    )


def test_criticism_is_never_hidden_by_a_score() -> None:
    """Harsh words about the product go to a human and cost no strike, however many strikes there are."""
    observed = signals({Label.INSULT: 0.99}, [list_hit("criticism")])
    decision = decided(policy(guards=[CRITICISM]), observed, 9)
    assert (decision.verdict, decision.actions, decision.strike) == (Verdict.ESCALATE, (Escalate(),), None)
    assert because(decision) == "because be-kind: insult 0.99 ≥ 0.80, held back as criticism (9 strikes before)"


def test_criticism_with_an_attack_on_a_person_is_not_guarded() -> None:
    """Who attacks a person isn't protected by also criticising the product."""
    observed = signals({Label.INSULT: 0.99}, [list_hit("criticism"), list_hit("insults")])
    assert decided(policy(guards=[CRITICISM]), observed, 1).actions == (Hide(),)


def test_a_guard_over_scores_leaves_named_words_and_grave_rules_alone() -> None:
    """The criticism guard covers what only a score says, and no grave rule."""
    named = rule(when=InList("named"))
    observed = signals(hits=[list_hit("criticism"), list_hit("named")])
    assert decided(policy(named, guards=[CRITICISM]), observed, 1).actions == (Hide(),)
    grave = rule("no-hate", ScoreAtLeast(Label.IDENTITY_ATTACK, 0.6), Severity.GRAVE, PROTECT)
    observed = signals({Label.IDENTITY_ATTACK: 0.9}, [list_hit("criticism")])
    assert Hide() in decided(policy(grave, guards=[CRITICISM]), observed).actions


def test_an_ignoring_guard_leads_to_nothing() -> None:
    """Who calls themselves an idiot hears nothing of it."""
    guard = Guard("self_talk", InList("self_talk"), GuardAnswer.IGNORE, Severity.MINOR, covers=Coverage.WORDS)
    decision = decided(policy(guards=[guard]), signals({Label.INSULT: 0.9}, [list_hit("self_talk")]))
    assert (decision.verdict, decision.strike) == (Verdict.PASS, None)
    assert decision.guarded[0].guard == "self_talk"


def test_a_guard_over_words_covers_lists_but_no_link_and_no_flood() -> None:
    """Who talks of themselves may swear, but not flood."""
    guard = Guard("self_talk", InList("self_talk"), GuardAnswer.IGNORE, Severity.MINOR, Coverage.WORDS)
    flood = rule("flood", InWindow(Window(WindowKind.MESSAGES, 10), 6))
    held = policy(rule("swearing", InList("profanity")), flood, guards=[guard])
    observed = signals(hits=[list_hit("self_talk"), list_hit("profanity")], counts={Window(WindowKind.MESSAGES, 10): 9})
    decision = decided(held, observed)
    assert [each.rule for each in decision.guarded] == ["swearing"]
    assert decision.actions == (Nudge(),)


def test_a_rule_that_holds_without_its_score_is_not_guarded_by_it() -> None:
    """A guard over scores steps aside where the rule would hold anyway, however high the score is."""
    guard = Guard("criticism", InList("criticism"), GuardAnswer.IGNORE, Severity.MINOR, Coverage.SCORES)
    either = rule(when=AnyOf((ScoreAtLeast(Label.INSULT, 0.8), Not(InList("friendly")))))
    for score in (0.1, 0.9):
        observed = signals({Label.INSULT: score}, [list_hit("criticism")])
        assert decided(policy(either, guards=[guard]), observed).actions == (Nudge(),)


def test_no_guard_stands_before_care() -> None:
    """Whoever may harm themselves is seen by a human, also where they call themselves names."""
    guard = Guard("self_talk", InList("self_talk"), GuardAnswer.IGNORE, Severity.GRAVE, Coverage.WORDS)
    care = rule("care", InList("self_harm"), Severity.CARE, Ladder("c", (Step(0, (Escalate(),)),)), strike=0)
    decision = decided(policy(care, guards=[guard]), signals(hits=[list_hit("self_talk"), list_hit("self_harm")]))
    assert decision.actions == (Escalate(),)


def test_overrides_fit_by_channel_and_role_and_the_last_wins() -> None:
    """A threshold can be raised in one channel, and a rule switched off for one role."""
    memes = Override(frozenset({"memes"}), frozenset(), {"be-kind": RuleChange(at_least=0.95)})
    elders = Override(frozenset(), frozenset({"Elder"}), {"be-kind": RuleChange(off=True)})
    grave = Override(frozenset({"kids"}), frozenset(), {"be-kind": RuleChange(severity=Severity.GRAVE, ladder=PROTECT)})
    held = policy(overrides=[memes, elders, grave])
    assert decided(held, INSULT).verdict is Verdict.ACT
    assert decided(held, INSULT, message=content(channel="memes")).verdict is Verdict.PASS
    elder = Author("eva", "Eva", frozenset({"Elder"}))
    assert decided(held, INSULT, message=content(author=elder)).verdict is Verdict.PASS
    in_kids = decided(held, INSULT, message=content(channel="kids"))
    assert (in_kids.matches[0].severity, in_kids.actions[0]) == (Severity.GRAVE, Hide())


@pytest.mark.parametrize("place", ["1234", "memes", "fun", "77"])
def test_an_override_fits_by_any_name_of_the_place(place: str) -> None:
    """It may name the channel by id or by name, the channel that a thread hangs on, or the category."""
    there = Override(frozenset({place, "art"}), frozenset(), {"be-kind": RuleChange(off=True)})
    thread = content(channel="1234", within=frozenset({"memes", "fun", "77"}))
    assert decided(policy(overrides=[there]), INSULT, message=thread).verdict is Verdict.PASS
    assert decided(policy(overrides=[there]), INSULT, message=content(channel="12")).verdict is Verdict.ACT


def test_a_broken_classifier_leaves_lists_in_force_and_the_rest_pending() -> None:
    """Without scores a listed word is still answered, and a message that only a score could judge waits."""
    broken = Unscored("the classifier timed out", retry=True)
    when = AnyOf((ScoreAtLeast(Label.INSULT, 0.8), InList("insults")))
    by_list = decided(policy(rule(when=when)), signals({Label.INSULT: broken}, [list_hit("insults")]))
    assert by_list.actions == (Nudge(),)
    waiting = decided(policy(), signals({Label.INSULT: broken}))
    assert waiting.verdict is Verdict.PENDING
    assert because(waiting) == "because score insult not run: the classifier timed out"


def test_a_label_that_the_classifier_lacks_is_named_and_does_not_hold() -> None:
    """What was not run is part of the decision."""
    decision = decided(policy(), signals({}))
    assert (decision.verdict, decision.not_run[0].what) == (Verdict.PASS, "score insult")


@pytest.mark.parametrize(
    ("when", "message", "counts", "words"),
    [
        (Mentions(5), content(mentions=5), None, "5 mentions in one message, 5 is too many"),
        (Reported(3), content(reports=4), None, "4 reports by members, 3 is too many"),
        (InWindow(Window(WindowKind.MESSAGES, 10), 6), content(), 7, "7 messages in 10s, 6 is too many"),
    ],
)
def test_counts_are_clauses_too(
    when: InWindow | Mentions | Reported, message: object, counts: int | None, words: str
) -> None:
    """Floods, mentions and reports hold from their number on, and say it."""
    window = {when.window: counts} if isinstance(when, InWindow) and counts else None
    decision = decided(policy(rule(when=when)), signals(counts=window), message=message)  # type: ignore[arg-type]  # a Content
    assert decision.matches[0].evidence.found == words


def test_a_window_that_was_not_counted_is_named() -> None:
    """Without a history of the member a flood can't be told, and the decision says so."""
    decision = decided(policy(rule(when=InWindow(Window(WindowKind.MESSAGES, 10), 6))), signals())
    assert decision.not_run[0].what == "messages in 10s"


def test_care_is_given_without_a_strike() -> None:
    """A message that worries us goes to a human and is nobody's breach."""
    care = rule("care", InList("self_harm"), Severity.CARE, Ladder("c", (Step(0, (Escalate(),)),)), strike=0)
    decision = decided(policy(care), signals(hits=[list_hit("self_harm")]), 9)
    assert (decision.actions, decision.strike) == ((Escalate(),), None)


def test_a_rule_that_an_override_makes_care_adds_no_strike() -> None:
    """Care is no breach, also where only one channel asks for it."""
    look = Ladder("look", (Step(0, (Escalate(),)),))
    gently = Override(frozenset({"help"}), frozenset(), {"be-kind": RuleChange(severity=Severity.CARE, ladder=look)})
    decision = decided(policy(overrides=[gently]), INSULT, message=content(channel="help"))
    assert (decision.actions, decision.strike) == ((Escalate(),), None)


def test_a_decision_names_policy_and_mode() -> None:
    """Every decision says by which policy it was made."""
    decision = decided(policy(), INSULT, past=strikes(2))
    assert (decision.policy, decision.mode, decision.strikes) == ("0123456789ab", Mode.ENFORCE, 2)


@pytest.mark.parametrize(
    ("asked", "did", "holds"),
    [
        ("any", {"Spam"}, True),
        ("no SPOILERS", {"No spoilers"}, True),
        ("Spam", {"No spoilers"}, False),
        ("any", (), False),
    ],
)
def test_what_the_platforms_own_filter_did_is_a_signal(asked: str, did: set[str], holds: bool) -> None:  # noqa: FBT001 - a row
    """By any rule or by one, whatever its capitals; no guard covers it, since no words of ours found it."""
    everything = Guard("all", AnyOf((Not(InList("x")),)), GuardAnswer.IGNORE, Severity.GRAVE, Coverage.WORDS)
    held = policy(rule(when=ByAutoMod(asked)), guards=[everything])
    decision = decided(held, signals(), message=content(automod=frozenset(did)))
    assert (decision.verdict is Verdict.ACT) is holds


def test_previews_are_not_hidden_beside_a_hidden_message() -> None:
    """What goes with the message needs no call of its own; what is only proposed takes nothing away."""
    assert join((SuppressEmbeds(), Hide())) == (Hide(),)
    assert join((Nudge(), SuppressEmbeds())) == (SuppressEmbeds(),)
    assert join((SuppressEmbeds(), Escalate((Hide(),)))) == (SuppressEmbeds(), Escalate((Hide(),)))
