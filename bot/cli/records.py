"""A history as contents only, with what could not be read counted on the side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.common import fail, note
from bot.core.content import Content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.history.opening import History

_NAMED = 20


class Contents:
    """Iterates over the contents of a history; keeps how many records were bad, and names the first of them."""

    def __init__(self, history: History) -> None:
        self._history = history
        self.bad = 0
        self.named: list[str] = []

    @property
    def untimed(self) -> int:
        """How many contents so far had no time of their own."""
        return self._history.tally.untimed

    def __iter__(self) -> Iterator[Content]:
        for record in self._history:
            if isinstance(record, Content):
                yield record
                continue
            self.bad += 1
            if len(self.named) < _NAMED:
                self.named.append(f"{record.place}: {record.why}")

    def note_trouble(self) -> None:
        """Note each named bad record and their number; nothing where all were good."""
        from bot.reports.wording import counted

        for each in self.named:
            note(each)
        if self.bad:
            more = f" The first {_NAMED} are named above." if self.bad > _NAMED else ""
            note(f"{counted(self.bad, 'record')} could not be read, and skipped.{more}")


def open_contents(path: Path) -> Contents:
    """Open a history, or end with why it can't be opened."""
    from bot.history.opening import open_history
    from bot.history.records import HistoryError

    try:
        return Contents(open_history(path))
    except HistoryError as error:
        fail(str(error))
