"""Tables and sentences for a terminal or a file: no colours, no control characters."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.reports.wording import in_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import JustifyMethod

    from bot.reports.metrics import Share

NOTHING = "-"
_GAP = 3
_NAME = 24  # columns that the first one keeps in a narrow table


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], width: int, *, left: int = 1) -> str:
    """Return a table, the first `left` columns aligned to the left; in a narrow one intervals stand below shares."""
    cells = [[in_line(cell) for cell in row] for row in rows]
    natural = sum(max(map(cell_len, column)) + _GAP for column in zip(heads, *cells, strict=True))
    narrow = natural > width
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 0 if narrow else 1))
    for number, column in enumerate(zip(heads, *cells, strict=True)):
        justify: JustifyMethod = "left" if number < left else "right"
        least = min(_NAME, max(map(cell_len, column))) if number == 0 else None
        made.add_column(column[0], justify=justify, overflow="fold", no_wrap=number >= left, min_width=least)
    for row in cells:
        made.add_row(*(Text(_stacked(cell) if narrow and at >= left else cell) for at, cell in enumerate(row)))
    out = io.StringIO()
    Console(file=out, width=width, color_system=None, force_terminal=False, legacy_windows=False).print(made)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def _stacked(cell: str) -> str:
    return cell.replace(" (", "\n").removesuffix(")")


def wrapped(text: str, width: int) -> str:
    """Return sentences in lines of at most `width` columns."""
    return "\n".join(textwrap.wrap(text, width))


def decimal(value: float | None, places: int = 3) -> str:
    """Return a figure such as `0.913`."""
    return NOTHING if value is None else f"{value:.{places}f}"


def percent(share: Share | None) -> str:
    """Return a share in percent with its interval, such as `83.1 (79.0-86.5)`."""
    if not share or not share.interval:
        return NOTHING
    low, high = share.interval
    return f"{100 * share.hits / share.of:.1f} ({100 * low:.1f}-{100 * high:.1f})"
