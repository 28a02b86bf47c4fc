"""Puts a case's file on a card for the moderators' channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.cards import Card, Press, presses_on
from bot.core.case_words import (
    BY_HAND,
    appealed_words,
    asked_words,
    better_words,
    counted,
    decided_words,
    done_words,
    effect_words,
    holder_words,
    notice_words,
    strike_words,
    title_words,
)
from bot.core.cases import UNDECIDED
from bot.core.effects import EffectKind
from bot.core.explain import reasons
from bot.core.journal import EventKind
from bot.pipeline.review import CLAIM, is_claimed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.pipeline.case_file import CaseFile

# What makes no sense on the case of a whole channel, which nobody wrote.
_ON_TEXTS = frozenset({Press.CHANGE, Press.REPLY})
# What happened last is said last, so of long lists the end is shown.
_MOST_LINES = 10


def card_of(file: CaseFile, now: datetime) -> Card:
    """Return a case's card. Nothing but `evidence`, `better`, an appeal's and reports' own words quotes a member."""
    case = file.case
    return Card(
        case=case.number,
        version=case.version,
        title=title_words(case),
        state=case.state,
        severity=case.severity,
        member=case.member,
        message=case.message,
        evidence="\n".join(dict.fromkeys(each.text for each in file.contents)),
        fields=tuple((heading, text) for heading, text in _fields(file, now) if text),
        presses=tuple(each for each in presses_on(case.state, file.appeal) if case.message.id or each not in _ON_TEXTS),
        better=file.better.text if file.better else "",
    )


def _fields(file: CaseFile, now: datetime) -> Iterator[tuple[str, str]]:
    case = file.case
    acts = [each for each in file.effects if each.kind is not EffectKind.NOTIFY]
    yield "Messages", str(file.messages) if file.messages > 1 else ""
    yield "Why", _lines(_why(file))
    yield "Proposed", asked_words(case) if case.state in UNDECIDED else ""
    yield "Done", _lines(counted(map(effect_words, acts))) or done_words(acts)
    yield "Told", _lines(map(notice_words, file.notices))
    yield "Strikes", _lines(map(strike_words, file.strikes))
    yield "Better version", _lines(better_words(file.events))
    yield "Reported", _lines(_reasons(file))
    yield "Appeal", f"{appealed_words(file.appeal)}\n{file.appeal.text}".strip() if file.appeal else ""
    if is_claimed(case, now) and case.claimed_at is not None:
        yield "Claimed", holder_words(case, file.events, case.claimed_at + CLAIM)
    yield "Decided", decided_words(case, file.events)


def _why(file: CaseFile) -> Iterator[str]:
    said = tuple(dict.fromkeys(each for decision in file.decisions for each in reasons(decision)))
    yield from said or (file.case.why_open or (BY_HAND if file.case.by_hand else ""),)


def _reasons(file: CaseFile) -> Iterator[str]:
    """Yield what those who reported the message say of it; who they are is none of a card's business."""
    said = (each.private.get("reason") for each in file.events if each.kind is EventKind.REPORTED)
    yield from (f"“{each}”" for each in said if each)


def _lines(lines: Iterator[str]) -> str:
    return "\n".join(list(lines)[-_MOST_LINES:])
