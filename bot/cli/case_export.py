"""`takt cases export`: all cases for another program, without anything personal."""

from __future__ import annotations

import csv
import io
import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import refuse_broken, say, settings
from bot.cli.ledger import CommunityName, community_in, in_ledger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence

    from bot.cli.case_records import Plain
    from bot.core.cases import Appeal, Case
    from bot.core.effects import Effect
    from bot.core.notices import Notice
    from bot.ports.ledger import Ledger, UnitOfWork

# So many cases per transaction, so that a bot that runs beside it never waits for long.
_BATCH = 200


@dataclass(frozen=True, slots=True)
class _Facts:
    case: Case
    effects: Sequence[Effect]
    notices: Sequence[Notice]
    appeal: Appeal | None


def export(
    dsa: Annotated[
        bool, typer.Option("--dsa", help="As statements of reasons, with the names of the EU's DSA database.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="As a table instead of JSON Lines.")] = False,
    community: CommunityName = None,
) -> None:
    """Print every case: numbers, rules, actions, states and moments, and nothing about a person.

    With --dsa only cases with a restriction or a notice.
    """
    chosen = settings()
    record = _statements(refuse_broken(chosen.policy).policy.community) if dsa else _impersonal

    async def write(ledger: Ledger) -> None:
        printer = _table() if as_csv else _json_line
        async for facts in _all_cases(ledger, await community_in(ledger, community)):
            plain = record(facts)
            if plain is not None:
                printer(plain)

    in_ledger(write, chosen)


async def _all_cases(ledger: Ledger, name: str) -> AsyncIterator[_Facts]:
    """Yield every case in order of number; they are numbered without gaps."""
    for first in itertools.count(1, _BATCH):
        async with ledger.begin(name) as uow:
            batch = [await _facts(uow, number) for number in range(first, first + _BATCH)]
        for each in batch:
            if each is None:
                return
            yield each


async def _facts(uow: UnitOfWork, number: int) -> _Facts | None:
    case = await uow.cases.get(number)
    if case is None:
        return None
    effects, notices = await uow.effects.of_case(number), await uow.notices.of_case(number)
    return _Facts(case, effects, notices, await uow.appeals.of_case(number))


def _impersonal(facts: _Facts) -> Plain:
    from bot.cli.case_records import impersonal

    return impersonal(facts.case, facts.effects, facts.notices, facts.appeal)


def _statements(community: str) -> Callable[[_Facts], Plain | None]:
    from bot.core.statement import restricts, statement

    def record(facts: _Facts) -> Plain | None:
        if not restricts(facts.effects) and not facts.notices:
            return None
        return statement(facts.case, facts.effects, facts.notices, community)

    return record


def _json_line(plain: Plain) -> None:
    say(json.dumps(plain, ensure_ascii=False))


def _table() -> Callable[[Plain], None]:
    """Return what prints records as lines of CSV, with a heading before the first."""
    headed = False

    def print_row(plain: Plain) -> None:
        nonlocal headed
        cells = dict(_cells(plain))
        if not headed:
            say(_csv_line(cells))
            headed = True
        say(_csv_line(cells.values()))

    return print_row


def _cells(plain: Plain, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield names and values of a record's cells: what is nested stands in columns of its own, lists are joined."""
    for name, value in plain.items():
        if isinstance(value, dict):
            yield from _cells(value, f"{prefix}{name}_")
        else:
            yield prefix + name, "; ".join(map(str, value)) if isinstance(value, list) else value


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
