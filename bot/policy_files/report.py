"""Collects what is wrong with one file, by place in its tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.policy_files.problems import Level, Problem

if TYPE_CHECKING:
    from bot.policy_files.problems import Place
    from bot.policy_files.tree import Loc, Node


@dataclass(frozen=True, slots=True)
class Report:
    """Collects the problems of one file whose tree is known. `kind`: `policy` or `voice`, by which docs call it."""

    file: str
    root: Node
    problems: list[Problem] = field(default_factory=list)
    kind: str = "policy"

    @property
    def is_refused(self) -> bool:
        """Whether any problem found so far refuses the file."""
        return any(each.level is Level.ERROR for each in self.problems)

    def error(self, loc: Loc, what: str, hint: str) -> None:
        """Refuse the value at `loc`."""
        self._add(self.root.place_of(loc), what, hint, Level.ERROR)

    def error_at_key(self, loc: Loc, what: str, hint: str) -> None:
        """Refuse the key that `loc` ends in."""
        self._add(self.root.key_place_of(loc), what, hint, Level.ERROR)

    def warning(self, loc: Loc, what: str, hint: str) -> None:
        """Remark on the value at `loc`."""
        self._add(self.root.place_of(loc), what, hint, Level.WARNING)

    def warning_at_key(self, loc: Loc, what: str, hint: str) -> None:
        """Remark on the key that `loc` ends in."""
        self._add(self.root.key_place_of(loc), what, hint, Level.WARNING)

    def _add(self, place: Place, what: str, hint: str, level: Level) -> None:
        self.problems.append(Problem(self.file, place.line, place.column, what, hint, level))
