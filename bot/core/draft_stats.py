"""What became of drafts, in numbers: counted anew each time from the drafts and the journal, and naming nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from bot.core.cases import ActorKind
from bot.core.drafts import UNDECIDED, DraftState, RejectWhy
from bot.core.wording import said, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.core.drafts import Draft
    from bot.core.journal import Event

# Who says yes sooner than this, to so many characters, has not read them.
TOO_SOON, LONG = timedelta(seconds=2), 200
# So many yeses in a row, none to other words and no no among them, are no judgement.
STREAK = 20
# Moderators are compared only among so many, each with so many decisions; so nobody is known by a number.
FEWEST_MODERATORS, FEWEST_DECISIONS = 3, 5
_YES = {DraftState.APPROVED, DraftState.EDITED}
_ENDED = frozenset({*_YES, DraftState.REJECTED, DraftState.EXPIRED, DraftState.SUPERSEDED})
_TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, the middle and the most of some moderators' numbers."""

    least: float
    middle: float
    most: float


@dataclass(frozen=True, slots=True)
class DraftStats:
    """Counts of drafts. `offered`: those that had words of ours; `by_hand`: those that a moderator wrote from nothing.

    `distance`: the median share of words that an edit changed; None where there was none. `rejected`: by reason.
    `decided_in`, `answered_in`: medians; `in_time`: how many of the `answered` were answered within the goal.
    `waiting`: messages without an answer or a draft. `hasty`: yeses that nobody can have read; `longest_streak`: yeses
    in a row of one moderator. `as_is`, `changed`: the share of drafts that moderators took as they were, and the
    median that they changed of others; None where they are too few to compare.
    """

    offered: int
    by_hand: int
    undecided: int
    accepted: int
    edited: int
    rejected: Mapping[str, int]
    expired: int
    void: int
    waiting: int
    distance: float | None
    decided_in: timedelta | None
    answered_in: timedelta | None
    answered: int
    in_time: int
    hasty: int
    longest_streak: int
    as_is: Spread | None
    changed: Spread | None

    @property
    def wanted(self) -> int:
        """For how many messages a draft was wanted."""
        return self.offered + self.by_hand + self.waiting


@dataclass(frozen=True, slots=True)
class _Decision:
    """How a draft ended, by its last step. `by`: the moderator, empty where it was none or nobody knows any more."""

    draft: Draft
    event: Event
    by: str

    @property
    def state(self) -> str:
        return str(self.event.facts["state"])


def measure(drafts: Iterable[Draft], events: Iterable[Event], waiting: int, goal: timedelta) -> DraftStats:
    """Return the numbers. `events`: the steps of drafts, in any order; those of other drafts don't count."""
    mine = {each.id: each for each in drafts}
    ends = _ends(mine, events)
    states = Counter(each.state for each in ends)
    offered = [each for each in mine.values() if each.drafter]
    yes = [each for each in ends if each.state in _YES and each.draft.drafter]
    edits = [_distance(each.draft) for each in yes if each.state == DraftState.EDITED and each.draft.text]
    sent = [each.changed_at - each.written for each in mine.values() if each.state is DraftState.SENT]
    spreads = _spreads(yes, ends)
    return DraftStats(
        offered=len(offered),
        by_hand=len(mine) - len(offered),
        undecided=sum(each.state in UNDECIDED for each in mine.values()),
        accepted=sum(each.state == DraftState.APPROVED for each in yes),
        edited=sum(each.state == DraftState.EDITED for each in yes),
        rejected=dict(Counter(_why(each) for each in ends if each.state == DraftState.REJECTED).most_common()),
        expired=states[DraftState.EXPIRED],
        void=states[DraftState.SUPERSEDED],
        waiting=waiting,
        distance=_median(edits),
        decided_in=_median_time(each.event.at - each.draft.made_at for each in ends if each.by),
        answered_in=_median_time(sent),
        answered=len(sent),
        in_time=sum(each <= goal for each in sent),
        hasty=_hasty(yes),
        longest_streak=max((_streak(each) for each in _by_moderator(ends).values()), default=0),
        as_is=spreads[0],
        changed=spreads[1],
    )


def remarks(stats: DraftStats) -> Iterator[str]:
    """Yield what looks like a yes without a look."""
    if stats.hasty:
        seconds = int(TOO_SOON.total_seconds())
        yield f"{stats.hasty} of them said yes to more than {LONG} characters within {seconds} seconds"
    if stats.longest_streak >= STREAK:
        yield f"one moderator said yes {stats.longest_streak} times in a row, and changed nothing"


def _ends(drafts: Mapping[int, Draft], events: Iterable[Event]) -> list[_Decision]:
    """Return the last end of each draft, in the order of the journal."""
    last: dict[object, Event] = {}
    for each in sorted(events, key=lambda each: each.seq):
        if each.facts.get("state") in _ENDED and each.facts.get("draft") in drafts:
            last[each.facts["draft"]] = each
    ordered = sorted(last.values(), key=lambda each: each.seq)
    return [_Decision(drafts[int(str(each.facts["draft"]))], each, _moderator(each)) for each in ordered]


def _moderator(event: Event) -> str:
    return event.actor.id if event.actor.kind is ActorKind.MODERATOR else ""


def _why(decision: _Decision) -> str:
    why = str(decision.event.facts["why"])
    return why if why in set(RejectWhy) else _TAKEN_BACK


def _distance(draft: Draft) -> float:
    """Return the share of words that was changed: edits of single words, by the longer of both texts."""
    before = said(tokens(draft.proposal.text)) if draft.proposal else ()
    after = said(tokens(draft.text))
    row = list(range(len(after) + 1))
    for at, word in enumerate(before, 1):
        row, above = [at], row
        for place, other in enumerate(after, 1):
            row.append(min(row[-1] + 1, above[place] + 1, above[place - 1] + (word != other)))
    return row[-1] / (max(len(before), len(after)) or 1)


def _by_moderator(decisions: Iterable[_Decision]) -> Mapping[str, list[_Decision]]:
    """Return what each moderator decided on words of ours, in order."""
    mine: defaultdict[str, list[_Decision]] = defaultdict(list)
    for each in decisions:
        if each.by and each.draft.drafter and each.state in {*_YES, DraftState.REJECTED}:
            mine[each.by].append(each)
    return mine


def _hasty(yes: Sequence[_Decision]) -> int:
    """Count the yeses to long drafts that came too soon after the draft, or after the same moderator's last one."""
    count = 0
    for mine in _by_moderator(yes).values():
        for before, each in zip([None, *mine], mine, strict=False):
            since = max(each.draft.made_at, before.event.at) if before else each.draft.made_at
            long = len(each.draft.text) >= LONG and each.state == DraftState.APPROVED
            count += long and each.event.at - since < TOO_SOON
    return count


def _streak(mine: Sequence[_Decision]) -> int:
    longest = run = 0
    for each in mine:
        run = run + 1 if each.state == DraftState.APPROVED else 0
        longest = max(longest, run)
    return longest


def _spreads(yes: Sequence[_Decision], ends: Sequence[_Decision]) -> tuple[Spread | None, Spread | None]:
    mine = [each for each in _by_moderator(ends).values() if len(each) >= FEWEST_DECISIONS]
    as_is = [sum(one.state == DraftState.APPROVED for one in each) / len(each) for each in mine]
    edits = (
        [_distance(one.draft) for one in each if one.state == DraftState.EDITED and one.draft.text]
        for each in _by_moderator(yes).values()
        if len(each) >= FEWEST_DECISIONS
    )
    return _spread(as_is), _spread([median(each) for each in edits if each])


def _spread(numbers: Sequence[float]) -> Spread | None:
    if len(numbers) < FEWEST_MODERATORS:
        return None
    return Spread(min(numbers), median(numbers), max(numbers))


def _median(numbers: Sequence[float]) -> float | None:
    return median(numbers) if numbers else None


def _median_time(times: Iterable[timedelta]) -> timedelta | None:
    seconds = [each.total_seconds() for each in times]
    return timedelta(seconds=median(seconds)) if seconds else None
