"""An evaluation as tables, one a label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reports.tables import decimal, percent, table, wrapped
from bot.reports.wording import language_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.labels import Label
    from bot.reports.model_eval import Figures, LabelFigures

_HEADS = ("", "rows", "positive", "AUC", "AP", "F1", "precision %", "recall %", "alarms %", "ECE")
_NOTES = (
    "AUC and AP judge the order of scores, the rest what comes of the threshold: precision is how many of the flagged "
    "are right, recall how many of the positive are found, alarms how many of the others are flagged. With them stands "
    "the 95 % interval; a small part of the data has a wide one. ECE is how far a probability is off on average. "
    "Unscored rows are in no figure."
)


def evaluation_as_text(figures: Sequence[LabelFigures], given: frozenset[Label], width: int) -> str:
    """Return a table for each label that was judged; `given` are the labels that the classifier has."""
    parts = ["\n".join(_label(each, given, width)) for each in figures]
    return "\n\n".join([*parts, wrapped(_NOTES, width)])


def _label(figures: LabelFigures, given: frozenset[Label], width: int) -> Iterator[str]:
    threshold = figures.threshold
    asked = f"flagged from {threshold.value:.2f} on ({threshold.origin})" if threshold else "no rule asks for it"
    yield f"{figures.label}, {asked}"
    if figures.label not in given:
        yield f"  This classifier does not give it: {figures.all.unscored:,} judged rows are unscored."
        return
    missing = any(part.unscored for part in (figures.all, *figures.languages.values(), *figures.groups.values()))
    rows = [*_rows(figures)] if missing else [row[:-1] for row in _rows(figures)]
    yield table([*_HEADS, "unscored"] if missing else _HEADS, rows, width)


def _rows(figures: LabelFigures) -> Iterator[tuple[str, ...]]:
    yield _row("all", figures.all)
    for code, part in figures.languages.items():
        yield _row(language_words(code), part)
    for name, part in figures.groups.items():
        yield _row(f"group {name}", part)


def _row(name: str, part: Figures) -> tuple[str, ...]:
    at = part.at_threshold
    return (
        name,
        f"{part.rows:,}",
        f"{part.positives:,}",
        decimal(part.auc),
        decimal(part.average_precision),
        decimal(at.f1 if at else None),
        percent(at.precision if at else None),
        percent(at.recall if at else None),
        percent(at.false_positives if at else None),
        decimal(part.calibration_error),
        f"{part.unscored:,}",
    )
