"""What became of drafts in numbers, each planted and found again; a yes without a look is remarked on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from bot.core.cases import BOT, Actor, ActorKind
from bot.core.content import Message
from bot.core.draft_stats import LONG, STREAK, Spread, measure, remarks
from bot.core.drafts import Draft, DraftState
from bot.core.journal import Event, EventKind
from bot.core.proposals import Intent, Proposal

if TYPE_CHECKING:
    from bot.core.journal import Fact

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, GOAL = timedelta(minutes=1), timedelta(hours=48)
OFFERED = "one two three four five"


class Desk:
    """Drafts and the steps that the journal has of them."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.events: list[Event] = []
        self.seqs = count(1)

    def decide(  # noqa: PLR0913 - what a draft can differ by
        self,
        state: str,
        by: str = "",
        *,
        text: str = OFFERED,
        why: str = "",
        after: timedelta = MINUTE,
        made: timedelta = timedelta(),
        sent: timedelta | None = None,
        drafter: str = "playbook",
    ) -> None:
        """Let a draft be made, and end."""
        number, at = len(self.drafts) + 1, START + made
        stands = DraftState.SENT if sent is not None else DraftState(state)
        proposals = (Proposal(Intent.ANSWER, OFFERED),) if drafter else ()
        self.drafts.append(
            Draft(
                *("test", Message("general", str(number)), "bo", 0, START, at, START + (sent or after)),
                state=stands,
                text=text,
                drafter=drafter,
                proposals=proposals,
                id=number,
            )
        )
        self.step(number, "drafted", BOT, at, "")
        self.step(number, state, Actor(ActorKind.MODERATOR, by, by) if by else BOT, at + after, why)

    def step(self, draft: int, state: str, actor: Actor, at: datetime, why: str) -> None:
        """Enter a step."""
        facts: dict[str, Fact] = {"draft": draft, "state": state, "why": why}
        self.events.append(Event(EventKind.DRAFT, at, 0, actor, facts, seq=next(self.seqs)))


def test_every_outcome_is_counted_once() -> None:
    """The last step of each draft counts, whatever the order in which the journal is read."""
    desk = Desk()
    desk.decide("approved", "m1", sent=3 * MINUTE)
    desk.decide("approved", "m2", after=3 * MINUTE, sent=GOAL + MINUTE)
    desk.decide("edited", "m1", text="one two THREE four", sent=5 * MINUTE)
    desk.decide("edited", "m2", text="other words altogether and more", sent=7 * MINUTE)
    desk.decide("rejected", "m1", why="tone", after=5 * MINUTE)
    desk.decide("rejected", "m1", why="taken back before it was sent")
    desk.decide("expired")
    desk.decide("superseded")
    desk.decide("offered")
    desk.decide("edited", "m1", text="from nothing", drafter="")
    desk.step(1, "refused: L04", Actor(ActorKind.MODERATOR, "m1", ""), START, "")
    desk.step(99, "approved", BOT, START, "")
    found = measure(desk.drafts, reversed(desk.events), 2, GOAL)
    assert (found.offered, found.by_hand, found.wanted, found.undecided) == (9, 1, 12, 1)
    assert (found.accepted, found.edited, found.expired, found.void) == (2, 2, 1, 1)
    assert dict(found.rejected) == {"tone": 1, "taken_back": 1}
    assert found.distance == (1 / 5 + 1) / 2
    assert (found.decided_in, found.answered_in) == (MINUTE, 6 * MINUTE)
    assert (found.in_time, found.answered) == (3, 4)
    assert (found.as_is, found.changed, list(remarks(found))) == (None, None, [])


def test_moderators_are_compared_where_they_are_three() -> None:
    """The one who takes everything stands out, and is not named."""
    desk = Desk()
    for number in range(5):
        desk.decide("approved", "m-secret")
        desk.decide("edited" if number < 3 else "approved", "m2", text="one two three four")
        desk.decide("edited" if number < 4 else "rejected", "m3", text="one two three")
    found = measure(desk.drafts, desk.events, 0, GOAL)
    assert found.as_is == Spread(0.0, 0.4, 1.0)
    assert found.changed is None
    assert "secret" not in f"{found}{list(remarks(found))}"
    few = measure(desk.drafts, [each for each in desk.events if each.actor.id != "m3"], 0, GOAL)
    assert few.as_is is None


def test_yeses_that_nobody_can_have_read_are_remarked_on() -> None:
    """Too soon after the draft, or after the same moderator's last yes; short ones and others' don't count."""
    desk, long = Desk(), "word " * LONG
    for number in range(4):
        moment = number * timedelta(seconds=1)
        desk.decide("approved", "m1", text=long, after=MINUTE, made=moment)
    desk.decide("approved", "m2", text=long, after=timedelta(seconds=1), made=9 * MINUTE)
    desk.decide("approved", "m3", text="short", after=timedelta(seconds=1), made=9 * MINUTE)
    desk.decide("edited", "m3", text=long, after=timedelta(seconds=1), made=19 * MINUTE)
    found = measure(desk.drafts, desk.events, 0, GOAL)
    assert found.hasty == 4
    assert list(remarks(found)) == ["4 of them said yes to more than 200 characters within 2 seconds"]


def test_a_streak_of_yeses_is_remarked_on() -> None:
    """An edit or a no in between ends it, another moderator's does not."""
    desk = Desk()
    for number in range(STREAK):
        desk.decide("approved", "m1", made=number * MINUTE)
        desk.decide("edited" if number == STREAK // 2 else "approved", "m2", made=number * MINUTE)
    found = measure(desk.drafts, desk.events, 0, GOAL)
    assert found.longest_streak == STREAK
    assert list(remarks(found)) == [f"one moderator said yes {STREAK} times in a row, and changed nothing"]
    normal = measure(desk.drafts, [each for each in desk.events if each.actor.id != "m1"], 0, GOAL)
    assert list(remarks(normal)) == []
