"""The lines of the queue, and what stands above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.case_words import since_words
from bot.core.cases import CaseState
from bot.core.policy import Severity
from bot.core.printable import printable
from bot.platforms.sandbox.desk.parts import Part, fitted

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.cases import Case
    from bot.platforms.sandbox.desk.snapshot import Snapshot

_MARK = {
    CaseState.OPEN: "●",
    CaseState.HANDLED: "○",
    CaseState.UPHELD: "✓",
    CaseState.DISMISSED: "✗",
    CaseState.UNDONE: "↶",
    CaseState.VOID: "·",
}
_SEVERITY_STYLE = {
    Severity.CARE: "$accent",
    Severity.MINOR: "$foreground",
    Severity.SERIOUS: "$warning",
    Severity.GRAVE: "bold $error",
}
_WIDE = 58


def heading(snapshot: Snapshot) -> list[Part]:
    """Say how much waits."""
    waiting = snapshot.open_cases
    oldest = min((each.opened_at for each in waiting), default=None)
    since = f", oldest {since_words(oldest, snapshot.now)}" if oldest else ""
    appeals = f" · ⚑ {len(snapshot.appeals)} appealed" if snapshot.appeals else ""
    return [(f"{len(waiting)} open{since}{appeals}", "bold")]


def queue_line(case: Case, name: str, now: datetime, width: int, *, appealed: bool) -> list[Part]:
    """Return one case as one line of `width` cells: state, number, age, severity, rule, member, who."""
    wide = width >= _WIDE
    rule = case.rules[0] if case.rules else "by hand"
    who = f" @{case.decided_by or case.claimed_by}" if case.decided_by or case.claimed_by else ""
    state = f"{'⚑ appeal' if appealed else case.state}{who if wide else ''}"
    severity = case.severity.name.lower()
    member_room, state_room = (10, 17) if wide else (7, 9)
    left = f"{_MARK[case.state]}{case.number:>3} {since_words(case.opened_at, now):>6} "
    severity_room = 8 if wide else 6
    room = width - len(left) - severity_room - member_room - state_room - 2
    calm = "" if case.state is CaseState.OPEN else "$text-muted"
    return [
        (left, calm),
        (fitted(severity, severity_room), _SEVERITY_STYLE[case.severity] if case.state is CaseState.OPEN else calm),
        (fitted(rule, room), calm),
        (" " + fitted(printable(name), member_room), calm),
        (" " + fitted(printable(state), state_room), "bold" if appealed else calm),
    ]
