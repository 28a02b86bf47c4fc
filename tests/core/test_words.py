"""What is said in words: durations, actions, conditions, rules for members, safe text."""

from dataclasses import replace

import pytest

from bot.core.actions import Action, Ban, Escalate, Hide, Nudge, TimeOut, describe
from bot.core.duration import format_duration, parse_duration
from bot.core.explain import at_least_words
from bot.core.labels import Label
from bot.core.member_text import in_language, member_language, rule_words
from bot.core.policy import (
    AllOf,
    AnyOf,
    Condition,
    HasLink,
    InList,
    InWindow,
    MatchesPattern,
    Mentions,
    Not,
    Override,
    Reported,
    RuleChange,
    ScoreAtLeast,
)
from bot.core.policy_words import condition_words, policy_in_words
from bot.core.printable import printable
from bot.core.signals import Window, WindowKind
from tests.core.makers import policy, rule


@pytest.mark.parametrize(
    ("text", "seconds", "back"),
    [
        ("90s", 90, "90s"),
        ("60s", 60, "1m"),
        ("10m", 600, "10m"),
        ("24h", 86400, "24h"),
        ("1d", 86400, "24h"),
        ("90d", 7776000, "90d"),
    ],
)
def test_durations_are_read_and_said(text: str, seconds: int, back: str) -> None:
    """A duration is a whole number and a unit, and is said in its shortest exact form."""
    assert (parse_duration(text), format_duration(seconds)) == (seconds, back)


@pytest.mark.parametrize("text", ["", "5", "h", "0m", "-1h", "1.5h", "1w", "1 h", "12345678s", "１h"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    """Anything else is refused with what to write instead."""
    with pytest.raises(ValueError, match="such as 10m or 90d"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Nudge(), "nudge"),
        (TimeOut(3600), "time_out 1h"),
        (Escalate(), "escalate"),
        (Escalate((Hide(), Ban())), "escalate: propose hide, ban"),
    ],
)
def test_actions_are_said_as_the_policy_writes_them(action: Action, words: str) -> None:
    """The words in a log are the words of the file."""
    assert describe(action) == words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (ScoreAtLeast(Label.INSULT, 0.8), "insult ≥ 0.80"),
        (ScoreAtLeast(Label.INSULT, 0.995), "insult ≥ 0.995"),
        (AnyOf((InList("slurs"), MatchesPattern("iban"))), "any of (list slurs, pattern iban)"),
        (AllOf((HasLink("invite"), Not(InList("friends")))), "all of (link invite, not list friends)"),
        (InWindow(Window(WindowKind.REPEATS, 60), 3), "3 repeats in 1m"),
        (Mentions(6), "6 mentions in one message"),
        (Reported(3), "3 reports by members"),
    ],
)
def test_conditions_are_said_in_words(condition: Condition, words: str) -> None:
    """`takt policy show` says what a rule asks for."""
    assert condition_words(condition) == words


def test_the_policy_in_force_is_shown_after_its_overrides() -> None:
    """A raised threshold shows; a rule that is off does not."""
    raised = Override(frozenset({"memes"}), frozenset(), {"be-kind": RuleChange(at_least=0.95)})
    off = Override(frozenset({"quiet"}), frozenset(), {"be-kind": RuleChange(off=True)})
    held = policy(rule(), overrides=[raised, off])
    assert "    when insult ≥ 0.95" in list(policy_in_words(held, "memes", frozenset()))
    assert "    when insult ≥ 0.80" in list(policy_in_words(held, "general", frozenset()))
    assert not any("be-kind" in line for line in policy_in_words(held, "quiet", frozenset()))


def test_members_read_their_language_or_the_nearest() -> None:
    """Norwegians without a Norwegian text read the Danish one; others the English, or whatever there is."""
    texts = {"en": "Be kind", "da": "Vær venlig"}
    assert [in_language(texts, each) for each in ("da", "nb", "ru")] == ["Vær venlig", "Vær venlig", "Be kind"]
    assert in_language({"de": "Hallo"}, "ru") == "Hallo"
    assert in_language({}, "ru") == ""
    assert member_language(policy(), "da") == "en"
    assert in_language({"en": "Be kind", "nb": "Vær vennlig"}, "no") == "Vær vennlig"
    assert rule_words(rule(), "en") == "be-kind"
    assert rule_words(replace(rule(), explanation={"en": "No insults."}), "en") == "be-kind. No insults."


@pytest.mark.parametrize(("score", "at_least"), [(0.8034, 0.803), (0.9996, 0.9995), (0.7, 0.7)])
def test_a_score_is_said_as_finely_as_its_threshold(score: float, at_least: float) -> None:
    """What is shown as `score ≥ threshold` is true as it stands."""
    shown = at_least_words(at_least, score).split(" ≥ ")
    assert float(shown[0]) >= float(shown[1]) == at_least


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain æøå кот 😄", "plain æøå кот 😄"),
        ("a\nb", "a ⏎ b"),
        ("\x1b[31mred\x07", "\\u001b[31mred\\u0007"),
        ("\u202egnirts", "\\u202egnirts"),
        ("\ud800", "\\ud800"),
        ("a\u2028b", "a\\u2028b"),
        ("x" * 301, "x" * 300 + "… (301 characters)"),
    ],
)
def test_a_text_is_safe_to_print(text: str, shown: str) -> None:
    """Control characters, overrides of direction and lone surrogates are shown, long texts are cut."""
    assert printable(text) == shown
