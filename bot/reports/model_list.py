"""Which classifiers there are, for people and for machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.labels import Label
from bot.reports.tables import NOTHING, table

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that is missing or could be better, and what to do about it."""

    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One classifier. `live`: why it is the one that scores, empty where it does not. `runs_on`: empty if it can't."""

    name: str
    version: str
    live: str
    runs_on: str
    labels: frozenset[Label]
    size: int | None
    calibrated: bool
    todo: tuple[Todo, ...] = ()


def list_as_text(listed: Sequence[Listed], width: int) -> str:
    """Return a table, why the live ones are live, and what is to be done for each of the others."""
    heads = ("", "runs on", "version", "MB", "calibrated", "labels")
    parts = [table(heads, [_row(each) for each in listed], width, left=3)]
    parts += [f"* {each.name} is live: {each.live}." for each in listed if each.live]
    parts += [f"{each.name}: {todo.what}. {todo.mend}" for each in listed for todo in each.todo]
    return "\n".join(parts)


def _row(each: Listed) -> tuple[str, ...]:
    name = f"{each.name} *" if each.live else each.name
    size = NOTHING if each.size is None else f"{each.size / 1e6:.1f}"
    calibrated = "yes" if each.calibrated else "no"
    return (name, each.runs_on or NOTHING, each.version or NOTHING, size, calibrated, _labels(each))


def _labels(each: Listed) -> str:
    lacking = [str(label) for label in Label if label not in each.labels]
    if len(lacking) < len(each.labels):
        return f"all but {', '.join(lacking)}" if lacking else "all"
    return ", ".join(_in_order(each)) or NOTHING


def list_record(listed: Sequence[Listed]) -> list[dict[str, object]]:
    """Return the classifiers for machines."""
    return [
        {
            "name": each.name,
            "ready": bool(each.runs_on),
            "live": bool(each.live),
            "why": each.live or None,
            "runs_on": each.runs_on or None,
            "version": each.version or None,
            "labels": _in_order(each),
            "bytes": each.size,
            "calibrated": each.calibrated,
            "todo": [{"what": todo.what, "mend": todo.mend} for todo in each.todo],
        }
        for each in listed
    ]


def _in_order(each: Listed) -> list[str]:
    return [str(label) for label in Label if label in each.labels]
