"""`takt drafts stats`: what becomes of drafts, in numbers that name nobody."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.common import fail, say, settings
from bot.cli.ledger import AsJson, CommunityName, in_ledger, planning_community
from bot.core.duration import format_duration, parse_duration
from bot.core.journal import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.draft_stats import DraftStats, Spread
    from bot.ports.ledger import Ledger

# More than that no community decides in the time that drafts are kept.
_MOST = 100_000
_WIDTH = 16


def stats(
    since: Annotated[str, typer.Option(help="Only drafts of the last so long, such as 7d or 12h.")] = "30d",
    as_json: AsJson = False,
    community: CommunityName = None,
) -> None:
    """Count what became of drafts: taken as they were, edited, rejected and why, how soon, for how many messages.

    Counted from the drafts, as long as they are kept, and the journal. Moderators are compared only where they are
    three or more, and never named.
    """
    from bot.core.draft_stats import remarks

    try:
        span = timedelta(seconds=parse_duration(since))
    except ValueError as error:
        fail(f"--since: {error}")
    measured, goal = in_ledger(lambda ledger: _measured(ledger, community, span))
    if as_json:
        told = {**_plain(measured), "goal": goal.total_seconds(), "remarks": list(remarks(measured))}
        say(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in (*_lines(measured, goal), *(f"Look at this: {each}." for each in remarks(measured))):
        say(line)


async def _measured(ledger: Ledger, community: str | None, span: timedelta) -> tuple[DraftStats, timedelta]:
    from bot.core.draft_stats import measure

    where = await planning_community(ledger, community, settings())
    goal, since = timedelta(seconds=where.policy.replies.answer_within_seconds), where.now() - span
    async with where.begin() as uow:
        drafts = [each for each in await uow.drafts.find(limit=_MOST) if each.made_at >= since]
        events = await uow.journal.recent([EventKind.DRAFT], _MOST)
        waiting = await uow.unanswered.waiting_since(where.now(), _MOST)
    answered = {each.message for each in drafts}
    left = sum(each.content.message not in answered and each.content.at >= since for each in waiting)
    return measure(drafts, events, left, goal), goal


def _plain(measured: DraftStats) -> dict[str, Any]:
    plain = {**asdict(measured), "rejected": dict(measured.rejected), "wanted": measured.wanted}
    return {key: each.total_seconds() if isinstance(each, timedelta) else each for key, each in plain.items()}


def _lines(measured: DraftStats, goal: timedelta) -> Iterator[str]:
    offered, rejected = measured.offered, sum(measured.rejected.values())
    share = f", for {offered / measured.wanted:.0%} of the messages that wanted an answer" if measured.wanted else ""
    yield _line("offered", f"{offered}{share}")
    yield _line("written by hand", str(measured.by_hand))
    yield _line("taken as it was", _of(measured.accepted, offered))
    changed = "" if measured.distance is None else f", half of them in {measured.distance:.0%} of the words or less"
    yield _line("edited", _of(measured.edited, offered) + changed)
    why = ", ".join(f"{each.replace('_', ' ')} {count}" for each, count in measured.rejected.items())
    yield _line("rejected", _of(rejected, offered) + (f": {why}" if why else ""))
    yield _line("expired, void", f"{measured.expired}, {measured.void}; {measured.undecided} wait")
    yield _line("decided", _time(measured.decided_in))
    in_time = f"; {_of(measured.in_time, measured.answered)} within {format_duration(int(goal.total_seconds()))}"
    yield _line("answered", _time(measured.answered_in) + (in_time if measured.answered else ""))
    if measured.as_is:
        yield _line("between moderators", f"{_spread(measured.as_is)} taken as it was")
    if measured.changed:
        yield _line("", f"{_spread(measured.changed)} of the words changed in an edit")


def _line(name: str, said: str) -> str:
    return f"{name:<{_WIDTH + 4}}{said}"


def _of(count: int, of: int) -> str:
    return f"{count} of {of} ({count / of:.0%})" if of else f"{count}"


def _time(middle: timedelta | None) -> str:
    if middle is None:
        return "nothing yet"
    seconds = int(middle.total_seconds())
    size = 86400 if seconds >= 2 * 86400 else 3600 if seconds >= 3600 else 60 if seconds >= 60 else 1
    return f"half of them within {format_duration(max(seconds // size, 1) * size)}"


def _spread(spread: Spread) -> str:
    return f"{spread.least:.0%} to {spread.most:.0%}, in the middle {spread.middle:.0%}"
