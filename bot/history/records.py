"""What a history gives: contents, and records that could not be read with the place and the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.content import Content


@dataclass(frozen=True, slots=True)
class BadRecord:
    """Something that could not be read. `place`: `file:line` or `file:index`; `why`: in plain words."""

    place: str
    why: str


Record = Content | BadRecord
Timed = tuple[datetime, Record]  # a record with the time that it is ordered by


class HistoryError(Exception):
    """A whole history can not be read: its path, what is wrong, and what would be accepted, in one sentence."""


class UnreadableError(Exception):
    """One record can not be read; its message says why. Readers turn it into a BadRecord."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Stands in place of a value that could not be decoded, and says why."""

    why: str


@dataclass(slots=True)
class Tally:
    """What a reader counted so far. `untimed`: records without a time of their own."""

    untimed: int = 0
