"""Turns counters into what is drawn: columns over time, and rows by size."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.pipeline.replay_summary import OTHERS, Bucket

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MOST_COLUMNS = 70
_MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a column or row: `kind` is what is counted, `start` and `size` are per cent of the longest."""

    kind: str
    start: float
    size: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One column or row with its figures. `answers`: the bars of what would become of its messages."""

    label: str
    bucket: Bucket
    messages: Bar
    answers: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Marks in order, with the figures that the longest bars stand for."""

    unit: str
    marks: tuple[Mark, ...]
    most_messages: int
    most_answers: int


def over_time(by_day: Mapping[str, Bucket]) -> Chart:
    """Return columns by day without gaps, or by week, month or year where that is too many."""
    days = {date.fromisoformat(key): bucket for key, bucket in by_day.items() if key != OTHERS}
    if not days:
        return _chart("day", [])
    first, last = min(days), max(days)
    unit = _unit((last - first).days + 1)
    sums: dict[str, Bucket] = defaultdict(Bucket)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        key = _period(day, unit)
        sums[key] = _plus(sums[key], days.get(day, Bucket()))
    return _chart(unit, sums.items())


def by_hour(hours: Mapping[int, Bucket]) -> Chart:
    """Return 24 columns, one for each hour of the day."""
    return _chart("hour", ((f"{hour:02}:00", hours.get(hour, Bucket())) for hour in range(24)))


def by_size(buckets: Mapping[str, Bucket], unit: str) -> Chart:
    """Return rows, the most answered first; what does not fit is added up in a last one."""
    ordered = sorted(buckets.items(), key=lambda each: (-_answers(each[1]), -each[1].messages, each[0]))
    shown, rest = ordered[:_MOST_ROWS], ordered[_MOST_ROWS:]
    if rest:
        total = Bucket()
        for _, bucket in rest:
            total = _plus(total, bucket)
        shown.append((f"{len(rest):,} others", total))
    return _chart(unit, shown)


def _unit(days: int) -> str:
    if days <= _MOST_COLUMNS:
        return "day"
    if days <= 7 * _MOST_COLUMNS:
        return "week"
    return "month" if days <= 30 * _MOST_COLUMNS else "year"


def _period(day: date, unit: str) -> str:
    if unit == "week":
        day -= timedelta(days=day.weekday())
    return day.isoformat()[: {"month": 7, "year": 4}.get(unit, 10)]


def _plus(one: Bucket, other: Bucket) -> Bucket:
    return Bucket(
        one.messages + other.messages, one.act + other.act, one.escalate + other.escalate, one.record + other.record
    )


def _answers(bucket: Bucket) -> int:
    return bucket.act + bucket.escalate + bucket.record


def _chart(unit: str, items: Iterable[tuple[str, Bucket]]) -> Chart:
    entries = list(items)
    most_messages = max((bucket.messages for _, bucket in entries), default=0)
    most_answers = max((_answers(bucket) for _, bucket in entries), default=0)
    marks = (_mark(label, bucket, most_messages, most_answers) for label, bucket in entries)
    return Chart(unit, tuple(marks), most_messages, most_answers)


def _mark(label: str, bucket: Bucket, most_messages: int, most_answers: int) -> Mark:
    bars: list[Bar] = []
    start = 0.0
    for kind, count in (("act", bucket.act), ("escalate", bucket.escalate), ("record", bucket.record)):
        if count:
            bars.append(Bar(kind, round(start, 2), size := round(100 * count / most_answers, 2)))
            start += size
    size = round(100 * bucket.messages / most_messages, 2) if most_messages else 0.0
    return Mark(label, bucket, Bar("messages", 0.0, size), tuple(bars))
