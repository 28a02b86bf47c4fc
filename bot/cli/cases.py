"""`takt cases`: the moderators' queue from the shell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import case_verdicts
from bot.cli.case_export import export
from bot.cli.common import fail, say, settings
from bot.cli.ledger import MOST, AsJson, CaseNumber, CommunityName, community_in, in_ledger, reading_community
from bot.core.case_words import moment_words
from bot.core.cases import CaseState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cli.case_pages import Row
    from bot.core.decision import Decision
    from bot.core.gaps import Gap
    from bot.core.journal import Flaw
    from bot.pipeline.case_file import CaseFile
    from bot.ports.ledger import Ledger

app = typer.Typer(help="Look at cases, decide them, undo them, export and verify them.", no_args_is_help=True)

WithText = Annotated[bool, typer.Option("--text", help="Show what the member wrote.")]


@app.command("list", short_help="List the cases, open ones first.")
def list_cases(
    state: Annotated[list[CaseState] | None, typer.Option(help="Cases in this state only; may be given again.")] = None,
    member: Annotated[str, typer.Option(help="Cases of this member only: the platform's id.")] = "",
    limit: Annotated[int, typer.Option(help="So many at most.", min=1, max=MOST)] = 50,
    as_json: AsJson = False,
    community: CommunityName = None,
) -> None:
    """List cases: number, state, age, severity, rule, member, and what was done. Open ones first, then the newest."""
    from bot.bootstrap import SystemClock
    from bot.cli.case_pages import list_lines
    from bot.cli.case_records import listed

    async def read(ledger: Ledger) -> tuple[Sequence[Row], Sequence[str]]:
        name = await community_in(ledger, community)
        return await _rows(ledger, name, frozenset(state or CaseState), member, limit)

    rows, waits = in_ledger(read)
    if as_json:
        for case, effects in rows:
            say(json.dumps(listed(case, effects), ensure_ascii=False))
        return
    for line in (*(list_lines(rows, SystemClock().now()) if rows else ["No cases."]), *waits):
        say(line)


@app.command(short_help="Show one case with all that hangs on it.")
def show(number: CaseNumber, text: WithText = False, as_json: AsJson = False, community: CommunityName = None) -> None:
    """Show why it is a case, what is proposed and done, notices, strikes, appeal and history. Times are in UTC."""
    from bot.bootstrap import SystemClock
    from bot.cli.case_pages import case_lines
    from bot.cli.case_records import complete

    file = _file(number, community)
    if as_json:
        say(json.dumps(complete(file, text=text), ensure_ascii=False, indent=2))
        return
    for line in case_lines(file, SystemClock().now(), text=text):
        say(line)


@app.command(short_help="Say why a message is a case, or why it is none.")
def why(
    number: Annotated[int | None, typer.Argument(help="The case's number.", min=1, max=MOST)] = None,
    message: Annotated[
        tuple[str, str] | None, typer.Option(metavar="CHANNEL ID", help="A message instead, with a case or without.")
    ] = None,
    text: WithText = False,
    community: CommunityName = None,
) -> None:
    """Say the reason in words: each rule that held, by which clause, with score and threshold."""
    from bot.cli.case_pages import decision_lines, why_lines
    from bot.pipeline.case_file import CaseFile

    if (number is None) is (message is None):
        fail("Give the number of a case, or --message CHANNEL ID.")
    found = _file(number, community) if number is not None else _on_message(message or ("", ""), community)
    if isinstance(found, CaseFile):
        say(f"case {found.case.number}")
        lines = list(why_lines(found, text=text))
    else:
        lines = [line for each in found for line in decision_lines(each)]
    for line in lines or ["No rule held: the message was left alone."]:
        say(line)


@app.command(short_help="Check the log's chain; find a single changed byte.")
def verify(community: CommunityName = None) -> None:
    """Check the hash chain of each community's log, and name each entry that was changed, added or taken away."""
    from bot.bootstrap import ledger_url
    from bot.cli.ledger import run_plainly
    from bot.core.printable import printable
    from bot.storage.census import census

    async def check(ledger: Ledger) -> dict[str, tuple[int, Sequence[Flaw]]]:
        names = await ledger.communities() if community is None else [await community_in(ledger, community)]
        return {name: await _checked(ledger, name) for name in names}

    chosen = settings()
    results = in_ledger(check, chosen)
    if not results:
        fail("The ledger holds no community yet: there is no log to check.")
    heads = run_plainly(census(ledger_url(chosen))).heads
    for name, (count, flaws) in results.items():
        verdict = "does not hold" if flaws else "holds"
        say(f"{printable(name)}: the chain of {count:,} {verdict}, head {heads[name].hash}")
        for flaw in flaws:
            say(f"  entry {flaw.seq}: {flaw.what}")
    if any(flaws for _, flaws in results.values()):
        raise typer.Exit(1)


@app.command(short_help="List what was missed while the bot was away.")
def gaps(
    limit: Annotated[int, typer.Option(help="So many at most.", min=1, max=MOST)] = 50,
    community: CommunityName = None,
) -> None:
    """List each channel's times away, the latest first: how much was read late, and what could not be seen."""
    from bot.core.gaps import gap_words
    from bot.core.printable import printable
    from bot.pipeline.catch_up import past_gaps

    async def read(ledger: Ledger) -> Sequence[Gap]:
        return await past_gaps(await reading_community(ledger, community), limit)

    found = in_ledger(read)
    for each in found:
        say(f"{moment_words(each.until)}  {printable(gap_words(each))}")
    if not found:
        say("Nothing was missed.")


async def _checked(ledger: Ledger, name: str) -> tuple[int, Sequence[Flaw]]:
    async with ledger.begin(name) as uow:
        return await uow.journal.verify()


async def _rows(
    ledger: Ledger, name: str, states: frozenset[CaseState], member: str, limit: int
) -> tuple[Sequence[Row], Sequence[str]]:
    """Return cases with their effects, and what else of the community waits: appeals for a moderator, effects."""
    from bot.core.case_words import waiting_words

    async with ledger.begin(name) as uow:
        first, others = states & {CaseState.OPEN}, states - {CaseState.OPEN}
        cases = list(await uow.cases.find(first, member, limit)) if first else []
        if others and len(cases) < limit:
            cases += await uow.cases.find(others, member, limit - len(cases))
        rows = [(case, await uow.effects.of_case(case.number)) for case in cases]
        appeals = [f"case {each.case}" for each in await uow.appeals.waiting()]
        asked = f"appeals that wait for an answer: {', '.join(appeals)}" if appeals else ""
        return rows, [each for each in (asked, waiting_words(await uow.effects.count_open())) if each]


def _file(number: int, asked: str | None) -> CaseFile:
    """Return a case's file, or end with that there is no such case."""
    from bot.pipeline.case_file import read_case

    async def read(ledger: Ledger) -> CaseFile:
        file = await read_case(await reading_community(ledger, asked), number)
        return file or fail(f"There is no case {number}.")

    return in_ledger(read)


def _on_message(asked_for: tuple[str, str], asked: str | None) -> CaseFile | Sequence[Decision]:
    from bot.core.content import Message
    from bot.pipeline.case_file import read_message

    channel, name = asked_for

    async def read(ledger: Ledger) -> CaseFile | Sequence[Decision]:
        where, message = await reading_community(ledger, asked), Message(channel.removeprefix("#"), name)
        async with where.begin() as uow:
            if await uow.contents.latest(message) is None:
                fail("Takt never saw this message, or has forgotten that it did.")
        return await read_message(where, message)

    return in_ledger(read)


app.command(short_help="Say that a message broke the rules.")(case_verdicts.uphold)
app.command(short_help="Say that a message was in order.")(case_verdicts.dismiss)
app.command(short_help="Uphold with other actions.")(case_verdicts.change)
app.command(short_help="Take back exactly what a case caused.")(case_verdicts.undo)
app.command(short_help="Take back a dismissal or an undo.")(case_verdicts.reopen)
app.command(short_help="Take a case for yourself for ten minutes.")(case_verdicts.claim)
app.command(short_help="Answer the member's appeal.")(case_verdicts.appeal)
app.command(short_help="Print all cases for a program, without anything personal.")(export)
