"""`takt crisis`: whether a crisis is on, what is said about it, and its end."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import fail, say, settings, speech
from bot.cli.ledger import CommunityName, in_ledger, moderator, planning_community, reading_community
from bot.core.visitors import Visitor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.core.forms import Said
    from bot.pipeline.community import Community
    from bot.ports.ledger import Ledger
    from bot.settings import Settings

app = typer.Typer(help="Begin, follow and end a crisis.", no_args_is_help=True)

Known = Annotated[str, typer.Option(help="What is known.")]
Doing = Annotated[str, typer.Option(help="What is done about it.")]
Where = Annotated[str, typer.Option("--channel", help="Where the holding statement is to stand, by name or id.")]
Next = Annotated[str, typer.Option("--next", help="When more is said: 30m, or 15:30 (UTC).")]
As = Annotated[str | None, typer.Option("--as", help="Who does it. Default: the user of this shell.")]


@app.command(short_help="Say whether a crisis is on.")
def status(community: CommunityName = None) -> None:
    """Say whether a crisis is on, since when, and what is said about it."""
    from bot.pipeline.desk_crisis import show_crisis

    async def read(ledger: Ledger) -> Said:
        return await show_crisis(await reading_community(ledger, community))

    _say(in_ledger(read))


@app.command(short_help="Begin a crisis: cheerful drafts wait.")
def start(
    known: Known = "",
    doing: Doing = "",
    next_update: Next = "",
    channel: Where = "",
    name: As = None,
    community: CommunityName = None,
) -> None:
    """Begin a crisis, and draft its holding statement, which moderators approve as any draft.

    The running Takt lets cheerful drafts wait, and reminds moderators of the next update.
    """
    _state(name, community, _Said(known, doing, next_update, channel))


@app.command(short_help="Say how things stand.")
def update(
    known: Known = "",
    doing: Doing = "",
    next_update: Next = "",
    channel: Where = "",
    name: As = None,
    community: CommunityName = None,
) -> None:
    """Say how things stand in the crisis that is on; what is not given stays as it was, but for when more is said.

    A statement that nobody has decided is void by it.
    """
    _state(name, community, _Said(known, doing, next_update, channel), goes_on=True)


@app.command(short_help="Say that the crisis is over.")
def end(name: As = None, community: CommunityName = None) -> None:
    """End the crisis: cheerful drafts come back."""
    from bot.pipeline.desk_crisis import end_crisis

    _do(community, lambda where: end_crisis(where, _visitor(name)), settings())


@dataclass(frozen=True, slots=True)
class _Said:
    """What was written on the command line."""

    known: str
    doing: str
    next_update: str
    channel: str


def _state(name: str | None, community: str | None, said: _Said, *, goes_on: bool = False) -> None:
    from bot.core.blank_forms import CHANNEL, DOING, KNOWN, NEXT
    from bot.core.crisis import Statement, moment_in
    from bot.pipeline.crisis import crisis_of
    from bot.pipeline.desk_crisis import take_statement

    async def change(where: Community) -> Said:
        async with where.begin() as uow:
            crisis = await crisis_of(uow)
        if (crisis is not None) is not goes_on:
            fail("There is no crisis: begin one with `takt crisis start`." if goes_on else "A crisis is on already.")
        try:
            moment_in(said.next_update, where.now())
        except ValueError as error:
            fail(f"--next: {error}")
        before = crisis.statement if crisis else Statement()
        fields = {KNOWN: said.known or before.known, DOING: said.doing or before.doing, NEXT: said.next_update}
        async with AsyncExitStack() as closing:
            if all(fields.values()):
                # What is toxic in it is found once one is approved.
                speech(chosen, None, closing).give(where)
            return await take_statement(where, _visitor(name), {**fields, CHANNEL: said.channel})

    chosen = settings()
    _do(community, change, chosen)


def _do(community: str | None, job: Callable[[Community], Awaitable[Said]], chosen: Settings) -> None:
    async def run(ledger: Ledger) -> Said:
        return await job(await planning_community(ledger, community, chosen))

    _say(in_ledger(run, chosen))


def _visitor(name: str | None) -> Visitor:
    who = moderator(name)
    return Visitor(who.id, who.name, "en", "", moderates=True)


def _say(said: Said) -> None:
    say("\n".join((said.text, *said.more)))
