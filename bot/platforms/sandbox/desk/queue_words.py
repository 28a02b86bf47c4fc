"""The lines of the queue, and what stands above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.case_words import since_words
from bot.core.cases import Case, CaseState
from bot.core.drafts import UNDECIDED, UNDER_WAY, DraftState
from bot.core.policy import Severity
from bot.core.printable import printable
from bot.platforms.sandbox.desk.parts import Part, fitted
from bot.platforms.sandbox.draft_words import kind_words

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    from bot.core.drafts import Draft
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
# How a draft ended: its mark and a word. All others wait, or are on their way.
_ENDED = {
    DraftState.SENT: ("✓", "sent"),
    DraftState.REJECTED: ("✗", "rejected"),
    DraftState.RETRACTED: ("↶", "taken back"),
    DraftState.SUPERSEDED: ("·", "void"),
    DraftState.EXPIRED: ("·", "expired"),
    DraftState.FAILED: ("!", "not sent"),
}
_WIDE = 58
_Row = tuple[str, str, str, str]


def heading(snapshot: Snapshot) -> list[Part]:
    """Say how much waits."""
    waiting, drafts = snapshot.open_cases, len(snapshot.open_drafts)
    oldest = min((each.opened_at for each in waiting), default=None)
    since = f", oldest {since_words(oldest, snapshot.now)}" if oldest else ""
    appeals = f" · ⚑ {len(snapshot.appeals)} appealed" if snapshot.appeals else ""
    replies = f" · ✎ {drafts} {'reply' if drafts == 1 else 'replies'} to send" if drafts else ""
    return [(f"{len(waiting)} open{since}{appeals}{replies}", "bold")]


def queue_line(entry: Case | Draft, name: str, now: datetime, width: int, appealed: Container[int] = ()) -> list[Part]:
    """Return an entry as a line of `width` cells: state, number, age, severity, rule or situation, member, who."""
    wide = width >= _WIDE
    if isinstance(entry, Case):
        return _case_line(entry, name, now, width, appealed=entry.number in appealed)
    mark, state = _draft_state(entry, wide=wide)
    calm = "" if entry.state in UNDECIDED else "$text-muted"
    left = f"{mark}{entry.id:>3} {since_words(entry.written, now):>6} "
    kind, what = ("draft", kind_words(entry)) if wide else (entry.language, str(entry.situation or "by hand"))
    return _line(left, (kind, what, name, state), width, (calm, calm or "$success", calm))


def _case_line(case: Case, name: str, now: datetime, width: int, *, appealed: bool) -> list[Part]:
    rule = case.rules[0] if case.rules else "by hand"
    who = f" @{case.decided_by or case.claimed_by}" if case.decided_by or case.claimed_by else ""
    state = f"{'⚑ appeal' if appealed else case.state}{who if width >= _WIDE else ''}"
    left = f"{_MARK[case.state]}{case.number:>3} {since_words(case.opened_at, now):>6} "
    is_open = case.state is CaseState.OPEN
    calm = "" if is_open else "$text-muted"
    styles = (calm, _SEVERITY_STYLE[case.severity] if is_open else calm, "bold" if appealed else calm)
    return _line(left, (case.severity.name.lower(), rule, name, state), width, styles)


def _line(left: str, row: _Row, width: int, styles: tuple[str, str, str]) -> list[Part]:
    kind, what, name, state = row
    calm, loud, last = styles
    wide = width >= _WIDE
    member_room, state_room, kind_room = (10, 17, 8) if wide else (7, 9, 6)
    room = width - len(left) - kind_room - member_room - state_room - 2
    return [
        (left, calm),
        (fitted(kind, kind_room), loud),
        (fitted(what, room), calm),
        (" " + fitted(printable(name), member_room), calm),
        (" " + fitted(printable(state), state_room), last),
    ]


def _draft_state(draft: Draft, *, wide: bool) -> tuple[str, str]:
    if draft.state in UNDER_WAY:
        return "…", "on its way"
    if draft.state in UNDECIDED:
        return "✎", (f"1 yes @{draft.first_yes}" if wide else "1 yes") if draft.first_yes else "to send"
    mark, word = _ENDED[draft.state]
    by = f" @{draft.approved_by}" if wide and draft.approved_by and draft.state is DraftState.SENT else ""
    return mark, f"{word}{by}"
