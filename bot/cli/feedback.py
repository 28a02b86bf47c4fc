"""`takt feedback`: what members wish for and complain about, what says the same put together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import fail, say
from bot.cli.ledger import MOST, AsJson, CommunityName, community_in, in_ledger, moderator, reading_community
from bot.core.feedback import FeedbackState
from bot.core.situations import Situation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.feedback import Feedback
    from bot.core.grouping import Group
    from bot.ports.ledger import Ledger

app = typer.Typer(help="Look at members' wishes and complaints, and close them.", invoke_without_command=True)

Kind = Annotated[str, typer.Option(help="Only these: wish or complaint.")]
Since = Annotated[str, typer.Option(help="Only of the last so long, such as 7d or 12h.")]
Every = Annotated[bool, typer.Option("--all", help="Those that are closed too.")]
Number = Annotated[int, typer.Argument(help="Its number, which is the member's receipt.", min=1, max=MOST)]
_KINDS = (Situation.WISH, Situation.COMPLAINT)
_CLOSED = tuple(each for each in FeedbackState if each is not FeedbackState.OPEN)


@app.callback()
def main(
    context: typer.Context,
    kind: Kind = "",
    since: Since = "90d",
    every: Every = False,
    as_json: AsJson = False,
    community: CommunityName = None,
) -> None:
    """List what is open where nothing else is asked for."""
    if context.invoked_subcommand is None:
        list_feedback(kind, since, every, as_json, community)


@app.command("list", short_help="List what members wish for and complain about.")
def list_feedback(
    kind: Kind = "",
    since: Since = "90d",
    every: Every = False,
    as_json: AsJson = False,
    community: CommunityName = None,
) -> None:
    """List groups of wishes and complaints that say the same, the largest first: how many, by how many, since when."""
    from bot.cli.feedback_pages import group_lines, group_record, without_text
    from bot.core.grouping import grouped

    wanted = _kinds(kind)
    found = in_ledger(lambda ledger: _since(ledger, community, _seconds(since)))
    mine = [each for each in found if each.situation in wanted and (every or each.state is FeedbackState.OPEN)]
    # A wish and a complaint are no one thing, however alike.
    groups = [group for each in wanted for group in grouped(one for one in mine if one.situation is each and one.text)]
    groups.sort(key=_largest_first)
    for group in groups:
        for line in [json.dumps(group_record(group), ensure_ascii=False)] if as_json else group_lines(group):
            say(line)
    nothing = f"Nothing open in the last {since}; `--since` looks further back, `--all` at what is closed."
    if not as_json and (last := without_text(mine) or ("" if groups else nothing)):
        say(last)


@app.command(short_help="Show one wish or complaint.")
def show(number: Number, as_json: AsJson = False, community: CommunityName = None) -> None:
    """Show what a member wrote, where it was passed on, and what was made of it."""
    from bot.cli.feedback_pages import entry_lines, entry_record

    async def read(ledger: Ledger) -> Feedback:
        async with ledger.begin(await community_in(ledger, community)) as uow:
            return await uow.feedback.get(number) or fail(f"There is no feedback {number}.")

    entry = in_ledger(read)
    for line in [json.dumps(entry_record(entry), ensure_ascii=False)] if as_json else entry_lines(entry):
        say(line)


@app.command(short_help="Say what was made of a wish or complaint.")
def close(
    number: Number,
    state: Annotated[FeedbackState, typer.Option("--state", help="planned, done or declined.")] = (FeedbackState.DONE),
    note: Annotated[str, typer.Option(help="A word on it, for moderators.")] = "",
    name: Annotated[str | None, typer.Option("--as", help="Who does it. Default: the user of this shell.")] = None,
    community: CommunityName = None,
) -> None:
    """Close a wish or complaint; `--state open` opens it again. The member hears nothing of it by this."""
    from bot.pipeline.pass_on import close as close_entry

    actor = moderator(name)

    async def change(ledger: Ledger) -> Feedback:
        where = await reading_community(ledger, community)
        return await close_entry(where, number, state, note, actor) or fail(f"There is no feedback {number}.")

    closed = in_ledger(change)
    say(f"{closed.situation} {closed.number} is {closed.state}.".capitalize())


async def _since(ledger: Ledger, community: str | None, seconds: int) -> Sequence[Feedback]:
    from datetime import timedelta

    where = await reading_community(ledger, community)
    async with where.begin() as uow:
        return await uow.feedback.since(where.now() - timedelta(seconds=seconds))


def _kinds(kind: str) -> Sequence[Situation]:
    if not kind:
        return _KINDS
    return [each for each in _KINDS if each == kind] or fail(f"{kind!r} is neither wish nor complaint.")


def _seconds(since: str) -> int:
    from bot.core.duration import parse_duration

    try:
        return parse_duration(since)
    except ValueError as error:
        fail(f"--since: {error}")


def _largest_first(group: Group) -> tuple[int, int]:
    return -len(group.entries), group.entries[0].number
