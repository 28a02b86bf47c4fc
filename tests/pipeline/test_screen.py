"""The way of a message from content to decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.core.actions import Escalate, Hide, Nudge, TimeOut
from bot.core.content import Author, Content
from bot.core.decision import Strike, Verdict
from bot.core.explain import because
from bot.core.labels import Label
from bot.core.policy import InWindow, Ladder, Policy, Reported, Step
from bot.core.signals import Score, Window, WindowKind
from bot.pipeline.replay import Side, replay, side_by_side
from bot.pipeline.screen import Screener
from bot.pipeline.strike_book import StrikeBook
from tests.core.makers import NOW, content, policy, rule
from tests.fakes import OneLanguage, WordDetector, WordsClassifier

BAD = {Label.INSULT: Score(0.95)}
FINE = {Label.INSULT: Score(0.02)}


def screener(held: Policy) -> Screener:
    """Make a screener with doubles for what finds words and languages."""
    return Screener(held, WordDetector(), OneLanguage())


def later(seconds: int, **changes: Any) -> Content:
    """Make a message so many seconds after the first."""
    return content(id=str(seconds), at=NOW + timedelta(seconds=seconds), **changes)


def test_strikes_count_over_messages_and_members_stand_alone() -> None:
    """The same member climbs the ladder; another member starts at its foot; another community does not know them."""
    screen = screener(policy())
    answers = [screen.screen(later(100 * i), BAD).decision.actions for i in range(4)]
    assert answers == [(Nudge(),), (Hide(),), (Hide(),), (Hide(), TimeOut(3600))]
    assert screen.screen(later(500, author=Author("mira", "Mira")), BAD).decision.actions == (Nudge(),)
    assert screen.screen(later(600, community="other"), BAD).decision.actions == (Nudge(),)


def test_strikes_expire_with_time() -> None:
    """After 90 days a slip is a first slip again."""
    screen = screener(policy())
    screen.screen(later(0), BAD)
    assert screen.screen(later(91 * 86400), BAD).decision.actions == (Nudge(),)


def test_the_strikes_kept_of_one_member_are_bounded() -> None:
    """Who breaks a rule for months costs no more memory than the highest step that a ladder may have."""
    book, until = StrikeBook(), NOW + timedelta(days=90)
    for number in range(1_500):
        book.add(content(), Strike("be-kind", str(number), NOW, until))
    assert [each.content_id for each in book.of(content(), NOW)] == [str(number) for number in range(500, 1_500)]


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (content(author=Author("b", "B", is_bot=True)), "written by a bot"),
        (content(author=Author("a", "A", frozenset({"Moderator"}))), "written by staff (Moderator)"),
        (content(text=" \n "), "no text"),
    ],
)
@pytest.mark.parametrize("revision", [0, 1])
def test_one_admission_for_messages_and_edits(message: Content, why: str, revision: int) -> None:
    """Bots and staff are exempt whether they write or edit, and the decision says why."""
    from dataclasses import replace

    held = replace(policy(), staff_roles=frozenset({"Moderator"}))
    decision = screener(held).screen(replace(message, revision=revision), BAD).decision
    assert (decision.verdict, decision.actions, decision.not_run[0].why) == (Verdict.EXEMPT, (), why)
    assert because(decision) == f"because {why}"


def test_a_reported_picture_without_text_is_seen() -> None:
    """What holds no text can still be reported, and then a human looks."""
    reported = rule("reported", Reported(1), ladder=Ladder("look", (Step(0, (Escalate(),)),)), strike=0)
    assert screener(policy(reported)).screen(content(text="", reports=1), FINE).decision.actions == (Escalate(),)


def test_a_flood_is_counted_per_member_and_an_edit_adds_nothing() -> None:
    """The sixth message in ten seconds is a flood; editing one is no further message."""
    flood = rule(when=InWindow(Window(WindowKind.MESSAGES, 10), 6))
    screen = screener(policy(flood))
    verdicts = [screen.screen(later(i), FINE).decision.verdict for i in range(6)]
    assert verdicts == [Verdict.PASS] * 5 + [Verdict.ACT]
    assert screen.screen(later(6, revision=1), FINE).decision.verdict is Verdict.PASS
    assert screen.screen(later(60), FINE).decision.verdict is Verdict.PASS


def test_a_window_counts_as_far_as_the_policy_asks() -> None:
    """A flood of 700 messages a day is found, though fewer are remembered where no rule asks for more."""
    flood = rule(when=InWindow(Window(WindowKind.MESSAGES, 86400), 700))
    screen = screener(policy(flood))
    verdicts = [screen.screen(later(i), FINE).decision.verdict for i in range(700)]
    assert verdicts[-2:] == [Verdict.PASS, Verdict.ACT]


def test_a_report_decides_again_without_counting_the_message_twice() -> None:
    """A reported message is looked at by a human."""
    reported = rule("reported", Reported(1), ladder=Ladder("look", (Step(0, (Escalate(),)),)), strike=0)
    screen = screener(policy(reported))
    assert screen.screen(content(), FINE).decision.verdict is Verdict.PASS
    assert screen.screen(content(reports=1), FINE, again=True).decision.actions == (Escalate(),)


def test_scores_are_compared_as_they_are_shown() -> None:
    """A score that is shown as the threshold meets it."""
    decision = screener(policy()).screen(content(), {Label.INSULT: Score(0.79996)}).decision
    assert decision.matches[0].evidence.score == 0.8


async def test_a_replay_keeps_the_order_and_scores_in_batches() -> None:
    """Every content comes out once, in order, and the classifier is asked in batches."""
    classifier = WordsClassifier({"bad": 0.9})
    history = [later(i * 100, text="bad" if i % 50 == 0 else "fine") for i in range(150)]
    found = [each async for each in replay(history, classifier, screener(policy()))]
    assert [each.content for each in found] == history
    assert [each.content.at for each in found if each.decision.actions] == [history[i].at for i in (0, 50, 100)]
    assert classifier.batches == [64, 64, 22]


async def test_two_policies_side_by_side_keep_their_own_strikes() -> None:
    """Each policy sees the history with its own memory, and texts are scored once."""
    classifier = WordsClassifier({"bad": 0.9})
    strict, lenient = policy(), policy(rule(ladder=Ladder("soft", (Step(0, (Nudge(),)),))))
    history = [later(i * 100, text="bad") for i in range(4)]
    pairs = [
        pair
        async for pair in side_by_side(history, Side(classifier, screener(strict)), Side(classifier, screener(lenient)))
    ]
    assert [(old.decision.actions, new.decision.actions) for old, new in pairs][-1] == (
        (Hide(), TimeOut(3600)),
        (Nudge(),),
    )
    assert sum(classifier.batches) == 4
