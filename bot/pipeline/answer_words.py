"""What came of a moderator's click or a member's appeal, in plain words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, assert_never

from bot.core.case_words import since_words
from bot.core.cases import AppealState, Case, CaseState
from bot.core.printable import printable
from bot.pipeline.appeal import Appealed, NotAppealed, WhyNot
from bot.pipeline.review import Answer, Claimed, Did, NoSuchCase, NothingToDo, TooLate

if TYPE_CHECKING:
    from datetime import datetime

_STATE = {
    CaseState.OPEN: "is open",
    CaseState.HANDLED: "was handled by the bot",
    CaseState.UPHELD: "was upheld",
    CaseState.DISMISSED: "was dismissed",
    CaseState.UNDONE: "was undone",
    CaseState.VOID: "is void: its member was erased",
}
_WHY_NOT = {
    WhyNot.NO_SUCH_CASE: "There is no such case.",
    WhyNot.NOTHING_DONE: "There is nothing to appeal: nothing was done.",
    WhyNot.TOO_LATE: "The time to appeal is over.",
    WhyNot.APPEALED_BEFORE: "There is an appeal against this case already; there can be one.",
    WhyNot.TAKEN_BACK: "There is nothing to appeal: all was taken back.",
    WhyNot.NO_APPEAL: "Nobody appealed against this case.",
    WhyNot.ANSWERED_BEFORE: "This appeal was answered before.",
    WhyNot.ANOTHER_MODERATOR: "You decided this case, so another moderator decides its appeal.",
}


def answer_words(answer: Answer, now: datetime) -> str:
    """Say what a moderator's click did, or who was faster."""
    match answer:
        case Did(case=case):
            return f"Case {case.number} {_STATE[case.state]}."
        case TooLate(case=case):
            return f"Too late, look again: {_standing(case, now)}"
        case Claimed(case=case):
            since = f" for {since_words(case.claimed_at, now)}" if case.claimed_at else ""
            return f"Case {case.number} is in the hands of @{printable(case.claimed_by)}{since}."
        case NothingToDo(case=case):
            return f"Nothing to do: {_standing(case, now)}"
        case NoSuchCase(number=number):
            return f"There is no case {number}."
        case _:
            assert_never(answer)


def appeal_words(answer: Appealed | NotAppealed) -> str:
    """Say what became of an appeal, to the member or the moderator."""
    match answer:
        case Appealed(appeal=appeal):
            done = "waits for a moderator" if appeal.state is AppealState.WAITING else f"is {appeal.state}"
            return f"The appeal against case {appeal.case} {done}."
        case NotAppealed(why=why):
            return _WHY_NOT[why]
        case _:
            assert_never(answer)


def state_words(case: Case, now: datetime) -> str:
    """Say where a case stands and by whom, such as `upheld by @eva 3 s ago`."""
    if not case.decided_by:
        return str(case.state)
    when = f" {since_words(case.decided_at, now)} ago" if case.decided_at else ""
    return f"{case.state} by @{printable(case.decided_by)}{when}"


def clock_words(at: datetime, now: datetime) -> str:
    """Say when something ends, in UTC to the minute and never too early, with its day where that is another one."""
    at += timedelta(seconds=59)
    return f"{at:%H:%M} UTC" if at.date() == now.date() else f"{at:%b %d %H:%M} UTC"


def _standing(case: Case, now: datetime) -> str:
    if case.decided_by and case.decided_at:
        when = since_words(case.decided_at, now)
        return f"case {case.number} was handled by @{printable(case.decided_by)} {when} ago ({case.state})."
    if case.claimed_by:
        return f"case {case.number} was taken by @{printable(case.claimed_by)} {since_words(case.claimed_at, now)} ago."
    return f"case {case.number} {_STATE[case.state]}, and changed {since_words(case.changed_at, now)} ago."
