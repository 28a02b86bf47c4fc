"""A case in plain words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.core import case_words as words
from bot.core.actions import Hide, TimeOut
from bot.core.cases import BOT, Actor, ActorKind, Appeal, AppealState, Case, CaseState
from bot.core.content import Message
from bot.core.decision import Strike
from bot.core.effects import Effect, EffectKind, EffectState, Route
from bot.core.journal import Event, EventKind
from bot.core.labels import Label
from bot.core.notices import Notice, NoticeKind, NoticeState
from bot.core.policy import Severity
from tests.core.makers import NOW, decided, policy, signals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.journal import Fact

EVA = Actor(ActorKind.MODERATOR, "U77", "eva")
CASE = Case(
    community="test",
    number=12,
    message=Message("general", "345"),
    member="u3",
    state=CaseState.OPEN,
    severity=Severity.SERIOUS,
    rules=("be-kind", "no-spam"),
    proposals=(Hide(), TimeOut(3600)),
    revision=0,
    policy="0123456789ab",
    language="en",
    opened_at=NOW - timedelta(minutes=5),
    changed_at=NOW - timedelta(seconds=3),
)


def effect(kind: EffectKind = EffectKind.HIDE, state: EffectState = EffectState.DONE, **more: Any) -> Effect:
    """Make an effect of the case."""
    key = more.pop("key", f"test/12/1/{kind}")
    return Effect(key, "test", 12, 1, kind, CASE.message, "u3", state=state, **more)


def notice(state: NoticeState, **more: Any) -> Notice:
    """Make a notice of the case."""
    return Notice(
        "test", 12, 1, "u3", CASE.message, NoticeKind.ACTION, "da", "be-kind", "", "", NOW, state=state, **more
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "0 s"), (0.4, "0 s"), (3.9, "3 s"), (60, "1 min"), (7199, "1 h"), (86400, "1 d"), (4e6, "46 d")],
)
def test_an_age_is_said_in_its_largest_unit(seconds: float, said: str) -> None:
    """It is rounded down, and a clock that runs ahead makes no negative age."""
    assert words.age_words(seconds) == said


def test_a_headline_says_what_where_who_and_how_old() -> None:
    """It is one line, with what there is to look at."""
    case = replace(CASE, why_open="hide failed: no right")
    said = "case 12 · open (hide failed: no right) · serious · be-kind, no-spam · #general 345 · by u3 · 5 min ago"
    assert words.headline(case, NOW) == said
    assert words.title_words(case) == said.partition(" · #")[0]


@pytest.mark.parametrize("state", CaseState)
def test_every_state_has_words(state: CaseState) -> None:
    """A later state that is forgotten here would end in an error."""
    assert words.state_words(replace(CASE, state=state))


def test_a_case_by_hand_has_no_rule() -> None:
    """It says whose action it was instead."""
    assert words.rule_words(replace(CASE, rules=(), by_hand=True)) == "a moderator's own action"
    assert words.rule_words(replace(CASE, rules=())) == "no rule"


def test_proposals_read_as_in_the_policy_file() -> None:
    """They can be typed back into `takt cases change`."""
    assert words.proposal_words(CASE) == "hide, time_out 1h"


def test_what_a_verdict_does_includes_the_strike_that_waits() -> None:
    """Until there is one; a case that only needs a look asks for nothing."""
    waits = replace(CASE, strike_rule="no-spam", strike_weight=1)
    assert words.asked_words(waits) == "hide, time_out 1h and a strike for no-spam"
    assert words.asked_words(replace(waits, proposals=())) == "a strike for no-spam"
    assert words.asked_words(replace(waits, decided_by="U77", proposals=())) == ""


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (effect(), "hide: done"),
        (effect(state=EffectState.FAILED, reason="no right"), "hide: failed, no right"),
        (effect(state=EffectState.CLAIMED, cancelled=True), "hide: is called off"),
        (effect(state=EffectState.PLANNED, attempts=3, reason="429"), "hide: waits, 429, 3 tries so far"),
        (effect(EffectKind.TIME_OUT, until=NOW), "time out until 2026-03-01 12:00:00 UTC: done"),
        (effect(EffectKind.NOTIFY, route=Route.DIRECT), "notify by direct message: done"),
    ],
)
def test_an_effect_says_how_it_ended_and_why(made: Effect, said: str) -> None:
    """Each state has its words, and the reason stands behind it."""
    assert words.effect_words(made) == said


@pytest.mark.parametrize("kind", EffectKind)
@pytest.mark.parametrize("state", EffectState)
def test_every_effect_has_words(kind: EffectKind, state: EffectState) -> None:
    """A later kind or state that is forgotten here would end in an error."""
    assert ": " in words.effect_words(effect(kind, state))


def test_only_what_stands_is_said_to_be_done() -> None:
    """A hide that was restored, a failed time-out and a notice are not; what waits is counted."""
    hide, out = effect(), effect(EffectKind.TIME_OUT)
    notify = effect(EffectKind.NOTIFY, EffectState.PLANNED)
    assert words.done_words([hide, out, notify]) == "hide + time out"
    restore = effect(EffectKind.RESTORE, reverses=hide.key)
    failed = replace(out, state=EffectState.FAILED)
    assert words.done_words([hide, failed, notify, restore]) == "nothing"
    assert words.waiting([hide, failed, notify]) == 1
    assert [words.waiting_words(count) for count in (0, 1, 2)] == [
        "",
        "1 effect waits for the running Takt",
        "2 effects wait for the running Takt",
    ]


@pytest.mark.parametrize("state", NoticeState)
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_has_words(kind: NoticeKind, state: NoticeState) -> None:
    """With reason and deadline where there are any."""
    made = replace(notice(state, reason="no DM", appeal_until=NOW), kind=kind)
    assert words.notice_words(made).endswith(", no DM; appeal until 2026-03-01 12:00:00 UTC")


def test_strikes_and_appeals_have_words() -> None:
    """A strike says until when it counts, an appeal where it stands; neither quotes anybody."""
    assert words.strike_words(Strike("be-kind", "1", NOW, NOW, 2)) == "be-kind × 2, expires 2026-03-01 12:00:00 UTC"
    appeal = Appeal("test", 12, "u3", "It was a joke", NOW - timedelta(hours=2))
    assert words.appeal_words(appeal, NOW) == "waiting for 2 h"
    denied = replace(appeal, state=AppealState.DENIED, decided_at=NOW)
    assert words.appeal_words(denied, NOW) == "denied 0 s ago"


def test_who_came_too_late_hears_who_was_first() -> None:
    """By the name that the history has for the id; where nobody decided, that it changed."""
    upheld = replace(CASE, state=CaseState.UPHELD, decided_by="U77", decided_at=NOW - timedelta(seconds=3))
    events = [Event(EventKind.UPHELD, NOW, 12, EVA)]
    assert words.handled_words(upheld, events, NOW) == "handled by @eva 3 s ago: upheld"
    assert words.handled_words(upheld, [], NOW) == "handled by @U77 3 s ago: upheld"
    assert words.handled_words(CASE, events, NOW) == "changed 3 s ago (version 1 now): open"
    claimed = replace(CASE, claimed_by="U77", claimed_at=NOW)
    assert words.claimed_words(claimed, events, NOW) == "claimed by @eva 0 s ago"
    assert words.claimed_words(CASE, events, NOW) == ""


def test_what_stands_for_days_names_the_moment() -> None:
    """Who decided, whose a case is until when, and where an appeal stands, true whenever it is read."""
    noon, events = "2026-03-01 12:00:00 UTC", [Event(EventKind.UPHELD, NOW, 12, EVA)]
    upheld = replace(CASE, state=CaseState.UPHELD, decided_by="U77", decided_at=NOW)
    assert words.decided_words(upheld, events) == f"upheld by @eva, {noon}"
    assert words.decided_words(CASE, events) == ""
    assert words.holder_words(replace(CASE, claimed_by="U77"), events, NOW) == f"@eva until {noon}"
    appeal = Appeal("test", 12, "u3", "It was a joke", NOW)
    assert words.appealed_words(appeal) == f"waiting, {noon}"
    denied = replace(appeal, at=NOW - timedelta(days=1), state=AppealState.DENIED, decided_at=NOW)
    assert words.appealed_words(denied) == f"denied, {noon}"


def test_an_event_says_when_what_by_whom() -> None:
    """Facts that say more than its kind stand behind it; what is empty or only technical does not."""
    facts: dict[str, Fact] = {"actions": ["hide", "time_out 1h"], "strike": "", "policy": "0123456789ab"}
    said = words.event_words(Event(EventKind.CHANGED, NOW, 12, EVA, facts))
    assert said == "2026-03-01 12:00:00 UTC  changed by @eva: actions hide + time_out 1h"
    assert words.event_words(Event(EventKind.OPENED, NOW, 12, BOT)).endswith("opened by the bot")
    erased = Event(EventKind.APPEALED, NOW, 12, Actor(ActorKind.MEMBER))
    assert words.event_words(erased).endswith("appealed by a member")


def test_why_quotes_only_what_it_is_given() -> None:
    """The reasons are those of the decision, with strikes, policy and mode behind them."""
    said = words.why_words(decided(policy(), signals({Label.INSULT: 0.9}), 1))
    assert said == ("be-kind: insult 0.90 ≥ 0.80", "strikes before it: 1 · policy 0123456789ab · mode enforce")


HOSTILE = "\x1b[2J\u202e"


@pytest.mark.parametrize(
    "say",
    [
        lambda: words.headline(replace(CASE, member=HOSTILE, rules=(HOSTILE,), why_open=HOSTILE), NOW),
        lambda: words.effect_words(effect(reason=HOSTILE)),
        lambda: words.notice_words(notice(NoticeState.KEPT, reason=HOSTILE)),
        lambda: words.strike_words(Strike(HOSTILE, "1", NOW, NOW)),
        lambda: words.actor_words(Actor(ActorKind.MODERATOR, "U77", HOSTILE)),
        lambda: words.event_words(Event(EventKind.ALERTED, NOW, facts={"what": HOSTILE})),
        lambda: words.claimed_words(replace(CASE, claimed_by=HOSTILE, claimed_at=NOW), _none(), NOW),
        lambda: words.holder_words(replace(CASE, claimed_by=HOSTILE), _none(), NOW),
        lambda: words.decided_words(replace(CASE, decided_by=HOSTILE, decided_at=NOW), _none()),
        lambda: words.asked_words(replace(CASE, strike_rule=HOSTILE, strike_weight=1)),
    ],
)
def test_what_comes_from_outside_cannot_drive_a_terminal(say: Callable[[], str]) -> None:
    """Names, reasons and facts are made visible wherever they are said."""
    said = say()
    assert said.isprintable()
    assert "\\u001b" in said


def _none() -> Iterable[Event]:
    return ()
