"""What each action of a policy becomes on each platform, and in Slack at each tier."""

from __future__ import annotations

import pytest

from bot.core.actions import (
    Action,
    ActionKind,
    Ban,
    Escalate,
    Hide,
    Kick,
    Lock,
    Nudge,
    Remove,
    SlowMode,
    SuppressEmbeds,
    TimeOut,
    Warn,
)
from bot.core.becoming import BY_HAND, becomes
from bot.core.effects import EffectKind, EffectState
from bot.core.lower import asked_for, lower
from bot.platforms.discord.rights import NEEDED
from bot.platforms.sandbox.platform import SandboxPlatform
from bot.platforms.slack.tiers import CAPABILITIES, Tier
from tests.core.case_makers import case
from tests.core.makers import NOW
from tests.fakes import StoppedClock

PLACES: dict[str, frozenset[EffectKind]] = {
    "sandbox": SandboxPlatform(StoppedClock(NOW)).capabilities,
    "discord": frozenset(NEEDED),
    **{str(tier): kinds for tier, kinds in CAPABILITIES.items()},
}
WORD, LOOK = "a word to the author", "a moderator's decision"
PLEA, REMOVAL = f"a plea to the author, and {BY_HAND}", "remove once a moderator says so"
# fmt: off
GOLDEN: dict[Action, tuple[str, str, str, str, str]] = {
    # action               sandbox            discord            Slack T0  Slack T1  Slack T2
    Nudge():              (WORD,              WORD,              WORD,     WORD,     WORD),
    Escalate():           (LOOK,              LOOK,              LOOK,     LOOK,     LOOK),
    SuppressEmbeds():     ("suppress_embeds", "suppress_embeds", BY_HAND,  BY_HAND,  BY_HAND),
    Hide():               ("hide",            "hide",            PLEA,     "hide",   "hide"),
    Warn():               (WORD,              WORD,              WORD,     WORD,     WORD),
    TimeOut(3600):        ("time_out",        "time_out",        BY_HAND,  REMOVAL,  REMOVAL),
    Remove():             ("remove",          BY_HAND,           BY_HAND,  "remove", "remove"),
    Kick():               ("kick",            "kick",            BY_HAND,  REMOVAL,  REMOVAL),
    Ban():                ("ban",             "ban",             BY_HAND,  REMOVAL,  REMOVAL),
    SlowMode(30, 3600):   ("slow_mode",       "slow_mode",       BY_HAND,  BY_HAND,  BY_HAND),
    Lock(3600):           ("lock",            "lock",            BY_HAND,  BY_HAND,  BY_HAND),
}
# fmt: on
ROWS = [
    pytest.param(action, place, word, id=f"{action.kind}-{place}")
    for action, row in GOLDEN.items()
    for place, word in zip(PLACES, row, strict=True)
]


def test_no_action_and_no_tier_is_left_out() -> None:
    """A new action or tier has to say what it becomes."""
    assert [each.kind for each in GOLDEN] == list(ActionKind)
    assert set(PLACES) == {"sandbox", "discord", *Tier}


@pytest.mark.parametrize(("action", "place", "word"), ROWS)
def test_what_an_action_becomes(action: Action, place: str, word: str) -> None:
    """The words of the doctor's table."""
    assert becomes(action, PLACES[place]) == word


@pytest.mark.parametrize(("action", "place", "word"), ROWS)
def test_an_action_is_lowered_to_what_the_table_says(action: Action, place: str, word: str) -> None:
    """Nothing falls between two stools: it is planned, or substituted with words, and then somebody is asked."""
    if isinstance(action, Escalate):
        return
    low = lower([action], case(), [], PLACES[place], NOW)
    planned = [str(each.kind) for each in low.effects if each.state is EffectState.PLANNED and not each.reverses]
    reasons = [each.reason for each in low.effects if each.state is EffectState.SUBSTITUTED]
    assert planned == ([word] if word == action.kind else [])
    assert bool(reasons) is (word in {BY_HAND, PLEA, REMOVAL})
    assert any("by hand" in each for each in reasons) is (word in {BY_HAND, PLEA})
    assert any("remove the member from the channel instead" in each for each in reasons) is (word == REMOVAL)
    assert low.pleads is (word == PLEA)
    assert asked_for([action], PLACES[place]) == ((Remove(),) if word == REMOVAL else (action,))


@pytest.mark.parametrize("action", GOLDEN)
def test_every_action_is_possible_somewhere(action: Action) -> None:
    """So the policy check refuses none for that; where it is impossible, a person is asked, which is its fallback."""
    assert any(word not in {BY_HAND, PLEA, REMOVAL} for word in GOLDEN[action])
