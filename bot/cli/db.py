"""`takt db`: the ledger's database and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.cli.common import say, settings
from bot.cli.ledger import in_ledger, refuse_missing, run_plainly

if TYPE_CHECKING:
    from bot.ports.ledger import Ledger
    from bot.settings import Settings

app = typer.Typer(help="Bring the ledger's tables up to date, check them, rotate keys.", no_args_is_help=True)


@app.command(short_help="Make the tables, or bring them up to date.")
def upgrade() -> None:
    """Make the ledger's tables, or bring them up to date. Every start of Takt does so too."""
    from bot.bootstrap import open_ledger
    from bot.storage.migrate import head

    async def bring_up(chosen: Settings) -> None:
        await (await open_ledger(chosen)).close()

    run_plainly(bring_up(settings()))
    say(f"The ledger is at revision {head()}.")


@app.command(short_help="Say which revision the tables are at.")
def current() -> None:
    """Say which revision the tables are at, and whether this program needs a later one."""
    from bot.bootstrap import ledger_url
    from bot.storage import migrate

    chosen = settings()
    run_plainly(_look(chosen))
    at = run_plainly(migrate.current(ledger_url(chosen)))
    say(f"{at or 'no tables'} ({_needed(at, migrate.head())})")


@app.command("new-key", short_help="Print a fresh key for TAKT_KEYS.")
def new_key() -> None:
    """Print a fresh key for TAKT_KEYS. Put it before the old ones, then run `takt db rotate`."""
    from bot.storage.keys import new_key as fresh

    say(fresh())


@app.command(short_help="Encrypt everything anew under the first key.")
def rotate() -> None:
    """Encrypt everything anew under the first key of TAKT_KEYS; afterwards the others can go."""
    from bot.bootstrap import ledger_keys, ledger_url
    from bot.reports.wording import counted
    from bot.storage.rotation import rotate as reseal

    chosen = settings()
    in_ledger(_nothing, chosen)  # so that a missing or an older ledger, or a key that doesn't fit, is said first
    rows = run_plainly(reseal(ledger_url(chosen), ledger_keys(chosen)))
    say(f"{counted(rows, 'row')} under the first key.")


@app.command(short_help="Open the ledger, count what it holds, find what must not be.")
def check() -> None:
    """Open the ledger with its keys, count what it holds, and find hides whose member was told nothing."""
    from bot.bootstrap import ledger_url
    from bot.core.printable import printable
    from bot.storage.census import census

    chosen = settings()
    bare = in_ledger(_hides_without_notice, chosen)
    found = run_plainly(census(ledger_url(chosen)))
    for table, rows in found.rows.items():
        say(f"{rows:9,}  {table}")
    for name, head in found.heads.items():
        said = ", ".join(map(str, bare[name])) or "none"
        say(f"community {printable(name)}: {head.seq:,} entries in its log, hides without a notice: {said}")
    if any(bare.values()):
        raise typer.Exit(1)


def _needed(at: str, head: str) -> str:
    """Say what to do about the revision that the tables are at; revisions count up."""
    if at > head:
        return f"a newer Takt wrote it, and this program knows revisions up to {head}: update this one"
    return "up to date" if at == head else f"this program needs {head}: `takt db upgrade`"


async def _look(chosen: Settings) -> None:
    refuse_missing(chosen)


async def _nothing(ledger: Ledger) -> None:
    del ledger


async def _hides_without_notice(ledger: Ledger) -> dict[str, list[str]]:
    """Return by community the cases with a hide that nobody was told of."""
    found: dict[str, list[str]] = {}
    for name in await ledger.communities():
        async with ledger.begin(name) as uow:
            found[name] = [f"case {each.case}" for each in await uow.effects.hides_without_notice()]
    return found
