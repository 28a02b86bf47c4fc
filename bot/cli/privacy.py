"""`takt privacy`: what is held about a person, given out, erased, and forgotten in time."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import fail, note, say, settings
from bot.cli.ledger import CommunityName, community_in, in_ledger, planning_community

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.pipeline.retain import Forgotten
    from bot.ports.ledger import Ledger

app = typer.Typer(help="Give out, erase and forget what is held about members.", no_args_is_help=True)

_NOBODY = "Nothing is held under this id. It must be the platform's id, not a name."
Member = Annotated[str, typer.Argument(help="The platform's id of the person.")]


@app.command(short_help="Print all that is held about a person.")
def export(member: Member, community: CommunityName = None) -> None:
    """Print all that is held about a person in a community as JSON, without any moderator's name."""

    async def read(ledger: Ledger) -> Mapping[str, object]:
        async with ledger.begin(await community_in(ledger, community)) as uow:
            return await uow.people.export(member)

    held = in_ledger(read)
    say(json.dumps(held, ensure_ascii=False, indent=2))
    if not any(isinstance(each, list) and each for each in held.values()):
        note(_NOBODY)


@app.command(short_help="Remove a person's texts, names and ids.")
def erase(
    member: Member,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    community: CommunityName = None,
) -> None:
    """Remove a person's texts, names and ids for good. Numbers and actions of cases stay; the log still verifies."""
    from bot.bootstrap import SystemClock
    from bot.core.printable import printable
    from bot.reports.wording import counted

    async def choose(ledger: Ledger) -> str:
        return await community_in(ledger, community)

    name = in_ledger(choose)
    if not yes:
        _confirm(f"Erase {printable(member)} in {printable(name)}? This can't be undone")

    async def remove(ledger: Ledger) -> int:
        async with ledger.begin(name) as uow:
            return await uow.people.erase(member, SystemClock().now())

    rows = in_ledger(remove)
    done = f"Erased: {counted(rows, 'row')} changed. Backups still hold them." if rows else _NOBODY
    say(f"{printable(member)} in {printable(name)}. {done}")


@app.command(short_help="Forget now what the policy keeps no longer.")
def retain(community: CommunityName = None) -> None:
    """Remove texts, names and strikes that the policy keeps no longer, as a running Takt does every hour."""
    from bot.pipeline.retain import retain as forget
    from bot.reports.wording import counted

    chosen = settings()

    async def run(ledger: Ledger) -> Forgotten:
        return await forget(await planning_community(ledger, community, chosen))

    gone = in_ledger(run, chosen)
    parts = (
        counted(gone.texts, "text"),
        counted(gone.private, "private part") + " of the log",
        counted(gone.strikes, "strike"),
        counted(gone.footprints, "footprint"),
    )
    say(f"Forgotten: {', '.join(parts)}.")


def _confirm(question: str) -> None:
    """Ask on a terminal; end where the answer is no, or nobody is there to ask."""
    if not sys.stdin.isatty():
        fail("This can't be undone. Add --yes to do it without being asked.")
    if not typer.confirm(question):
        fail("Nothing was changed.")
