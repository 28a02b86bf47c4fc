"""`takt drafts`: the replies that wait for a moderator, from the shell. A running Takt sends what is approved."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Annotated, assert_never

import typer

from bot.cli import draft_stats
from bot.cli.case_verdicts import As
from bot.cli.common import classifier, fail, refuse_broken, say, settings, speech
from bot.cli.ledger import MOST, AsJson, CommunityName, in_ledger, moderator, planning_community, reading_community
from bot.core.drafts import UNDECIDED, DraftState, RejectWhy
from bot.core.proposals import Tone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.core.cases import Actor
    from bot.core.content import Content
    from bot.core.drafts import Draft
    from bot.pipeline.community import Community
    from bot.pipeline.reply import Approval, Yes
    from bot.pipeline.reply_changes import Change
    from bot.ports.ledger import Ledger

    Job = Callable[[Community, Actor], Awaitable[Approval | Change]]

app = typer.Typer(help="Look at drafted replies, approve, edit or reject them.", no_args_is_help=True)

app.command("stats", short_help="Say in numbers what becomes of drafts.")(draft_stats.stats)

Number = Annotated[int, typer.Argument(help="The draft's number.", min=1, max=MOST)]
WithText = Annotated[bool, typer.Option("--text", help="Show what the member wrote.")]
Version = Annotated[
    int | None, typer.Option(help="Act only if it is still at this version, which `show` prints.", min=1)
]
Because = Annotated[str, typer.Option("--because", help="Why it is sent although something warns.")]


@app.command("list", short_help="List the drafts, those that wait first.")
def list_drafts(
    state: Annotated[
        list[DraftState] | None, typer.Option(help="Drafts in this state only; may be given again.")
    ] = None,
    limit: Annotated[int, typer.Option(help="So many at most.", min=1, max=MOST)] = 50,
    as_json: AsJson = False,
    community: CommunityName = None,
) -> None:
    """List drafts: number, what they answer, language, message and state. Those that wait first, then the newest."""
    from bot.cli.draft_pages import listed_line, record

    async def read(ledger: Ledger) -> Sequence[Draft]:
        where, states = await reading_community(ledger, community), frozenset(state or DraftState)
        async with where.begin() as uow:
            first = await uow.drafts.find(states & UNDECIDED, limit) if states & UNDECIDED else ()
            rest = await uow.drafts.find(states - UNDECIDED, limit) if states - UNDECIDED else ()
        return [*first, *rest][:limit]

    found = in_ledger(read)
    for each in found:
        say(json.dumps(record(each, text=False), ensure_ascii=False) if as_json else listed_line(each))
    if not found and not as_json:
        say("No drafts.")


@app.command(short_help="Show one draft with all its proposals.")
def show(number: Number, text: WithText = False, as_json: AsJson = False, community: CommunityName = None) -> None:
    """Show what would be sent, where it comes from, what to look at, and the other proposals."""
    from bot.cli.draft_pages import page, record
    from bot.pipeline.reply import approvers_of

    async def read(ledger: Ledger) -> tuple[Community, Draft]:
        where = await reading_community(ledger, community)
        return where, await _draft(where, number)

    where, draft = in_ledger(read)
    if as_json:
        say(json.dumps(record(draft, text=text), ensure_ascii=False, indent=2))
        return
    for line in page(draft, approvers_of(where, draft), text=text):
        say(line)


@app.command(short_help="Say yes to a draft as it is.")
def approve(
    number: Number,
    version: Version = None,
    because: Because = "",
    who: As = None,
    as_json: AsJson = False,
    community: CommunityName = None,
) -> None:
    """Send a draft as `show` prints it, if it still answers the message and keeps to our own rules."""
    from bot.pipeline.reply import Yes

    _send(number, Yes(version=version, because=because), who, community, as_json=as_json)


@app.command(short_help="Send other words than a draft's.")
def edit(
    number: Number,
    words: Annotated[str, typer.Argument(help="What is sent in the community's name.")],
    because: Because = "",
    who: As = None,
    as_json: AsJson = False,
    community: CommunityName = None,
) -> None:
    """Send these words in the place of a draft's, if they keep to our own rules."""
    from bot.pipeline.reply import Yes

    _send(number, Yes(words, because=because), who, community, as_json=as_json)


@app.command(short_help="Throw a draft away, and say why.")
def reject(
    number: Number,
    why: Annotated[RejectWhy, typer.Argument(help="Why it is not sent.")],
    note: Annotated[str, typer.Option("--note", help="What was wrong with it, in your own words.")] = "",
    who: As = None,
    as_json: AsJson = False,
    community: CommunityName = None,
) -> None:
    """Throw a draft away: nobody can send it any more."""
    from bot.pipeline.reply_changes import reject as throw_away

    _act(number, who, community, lambda where, actor: throw_away(where, number, why, note, actor), as_json=as_json)


@app.command(short_help="Put a draft into another tone.")
def reword(
    number: Number,
    tone: Annotated[Tone, typer.Argument(help="How it is to be worded.")],
    who: As = None,
    as_json: AsJson = False,
    community: CommunityName = None,
) -> None:
    """Put a draft's chosen proposal into another tone. Nobody has said yes to the new words."""
    from bot.pipeline.reply_changes import reword as put_anew

    async def job(where: Community, actor: Actor) -> Change:
        draft = await _draft(where, number)
        return await put_anew(where, number, draft.version, tone, actor)

    _act(number, who, community, job, as_json=as_json, checks=True)


def _send(number: int, yes: Yes, who: str | None, community: str | None, *, as_json: bool) -> None:
    """Approve as a moderator. The platform is not asked: the running Takt looks before it sends."""
    from bot.pipeline.reply import approve as say_yes

    async def job(where: Community, actor: Actor) -> Approval:
        return await say_yes(where, number, yes, actor, _as_known(await _draft(where, number)))

    _act(number, who, community, job, as_json=as_json, checks=True)


def _act(number: int, who: str | None, community: str | None, job: Job, *, as_json: bool, checks: bool = False) -> None:
    """Do one thing as a moderator and say what came of it. `checks`: words are held against rules, scorer and voice."""
    from bot.bootstrap import build_screener

    chosen, actor = settings(), moderator(who)
    live = classifier(chosen, refuse_broken(chosen.policy).policy) if checks else None

    async def act(ledger: Ledger) -> tuple[Approval | Change, Draft]:
        where = await planning_community(ledger, community, chosen)
        async with AsyncExitStack() as closing:
            if live is not None:
                where.screener, where.classifier = build_screener(where.policy), live
                speech(chosen, live, closing).give(where)
            await _draft(where, number)
            told = await job(where, actor)
        return told, await _draft(where, number)

    told, draft = in_ledger(act, chosen)
    _tell(told, draft, as_json=as_json)


def _tell(told: Approval | Change, draft: Draft, *, as_json: bool) -> None:
    from bot.cli.draft_pages import record
    from bot.core.draft_cards import finding_words, state_words
    from bot.pipeline.reply import Approved, Refused, Void, Waits
    from bot.pipeline.reply_changes import Changed

    if as_json:
        done = isinstance(told, Approved | Waits | Changed)
        why = None if done else told.why  # type: ignore[union-attr]  # the others say why
        say(json.dumps({**record(draft, text=False), "done": done, "refused": why}, ensure_ascii=False))
        if not done:
            raise typer.Exit(1)
        return
    match told:
        case Approved() | Changed() | Waits():
            say(f"draft {draft.id}: {state_words(draft)}")
        case Void(why=why):
            fail(f"draft {draft.id} is void: {why}")
        case Refused(why=why, findings=found, warns=warns):
            lines = [finding_words(each) for each in found] or [why]
            way = ["It only warns: say why with --because, and it is sent all the same."] if warns else []
            fail("\n".join((f"draft {draft.id} is not sent:", *lines, *way)))
        case _:
            assert_never(told)


async def _draft(where: Community, number: int) -> Draft:
    async with where.begin() as uow:
        return await uow.drafts.get(number) or fail(f"There is no draft {number}.")


def _as_known(draft: Draft) -> Content:
    from bot.core.content import Author, Content

    author, message = Author(draft.member, draft.author), draft.message
    return Content(draft.community, message.channel, message.id, author, draft.question, draft.written, draft.revision)
