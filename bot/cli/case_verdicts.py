"""What moderators do with a case from the shell. It is planned in the ledger; a running Takt carries it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, assert_never

import typer

from bot.cli.common import fail, say, settings
from bot.cli.ledger import CaseNumber, CommunityName, in_ledger, moderator, planning_community
from bot.core.cases import CaseState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.core.actions import Enforcement
    from bot.core.cases import Actor
    from bot.pipeline.appeal import Appealed, NotAppealed
    from bot.pipeline.case_file import CaseFile
    from bot.pipeline.community import Community
    from bot.pipeline.review import Answer
    from bot.ports.ledger import Ledger

As = Annotated[str | None, typer.Option("--as", metavar="NAME", help="Who acts. Default: the user of this shell.")]
Version = Annotated[
    int | None, typer.Option(help="Act only if the case is still at this version, which `show` prints.", min=1)
]
_TAKEN_BACK = frozenset({CaseState.DISMISSED, CaseState.UNDONE, CaseState.VOID})


def uphold(number: CaseNumber, version: Version = None, who: As = None, community: CommunityName = None) -> None:
    """Say that the message broke the rules: what is proposed is done, and the strike counts."""
    from bot.pipeline import review

    _act(number, who, community, lambda where, actor: review.uphold(where, number, actor, version=version))


def dismiss(number: CaseNumber, version: Version = None, who: As = None, community: CommunityName = None) -> None:
    """Say that the message was in order: all is taken back, and its text is never acted on again."""
    from bot.pipeline import review

    _act(number, who, community, lambda where, actor: review.dismiss(where, number, actor, version=version))


def change(
    number: CaseNumber,
    actions: Annotated[list[str], typer.Argument(help='As in the policy file: hide "time_out 1h".')],
    version: Version = None,
    who: As = None,
    community: CommunityName = None,
) -> None:
    """Uphold with these actions instead: what was done and isn't among them is taken back, what is missing is done."""
    from bot.pipeline import review

    chosen = _parsed(actions)
    _act(number, who, community, lambda where, actor: review.change(where, number, actor, chosen, version=version))


def undo(number: CaseNumber, version: Version = None, who: As = None, community: CommunityName = None) -> None:
    """Take back exactly what this case caused, and tell its member. A second time there is nothing to do."""
    from bot.pipeline import review

    _act(number, who, community, lambda where, actor: review.undo(where, number, actor, version=version), _TAKEN_BACK)


def reopen(number: CaseNumber, version: Version = None, who: As = None, community: CommunityName = None) -> None:
    """Take back a dismissal or an undo: what the policy answered is proposed again, and nothing is done yet."""
    from bot.pipeline import review

    _act(number, who, community, lambda where, actor: review.reopen(where, number, actor, version=version))


def claim(
    number: CaseNumber,
    version: Version = None,
    give_back: Annotated[bool, typer.Option("--release", help="Give a claimed case back instead.")] = False,
    who: As = None,
    community: CommunityName = None,
) -> None:
    """Take a case for yourself for ten minutes; other moderators see by whom."""
    from bot.pipeline import review

    def job(where: Community, actor: Actor) -> Awaitable[Answer]:
        return (
            review.release(where, number, actor) if give_back else review.claim(where, number, actor, version=version)
        )

    _act(number, who, community, job)


def appeal(
    number: CaseNumber,
    grant: Annotated[
        bool | None, typer.Option("--grant/--deny", help="Take back what was done, or let it stand.")
    ] = None,
    who: As = None,
    community: CommunityName = None,
) -> None:
    """Grant or deny the member's appeal; who decided the case leaves it to another moderator where there is one."""
    from bot.cli.case_pages import follow_lines
    from bot.pipeline.appeal import Appealed

    if grant is None:
        fail("Say --grant or --deny.")
    chosen, actor, granted = settings(), moderator(who), grant

    async def answer(ledger: Ledger) -> tuple[Appealed | NotAppealed, CaseFile | None]:
        where = await planning_community(ledger, community, chosen)
        return await _answer(where, number, actor, grant=granted)

    answered, file = in_ledger(answer, chosen)
    if not isinstance(answered, Appealed) or file is None:
        fail(f"case {number}: {_why_not(answered)}")
    say(f"case {number}: the appeal is {answered.appeal.state}")
    for line in follow_lines(file):
        say(line)


async def _answer(
    where: Community, number: int, actor: Actor, *, grant: bool
) -> tuple[Appealed | NotAppealed, CaseFile | None]:
    from bot.pipeline.appeal import decide_appeal, known_moderators
    from bot.pipeline.case_file import read_case

    others = await known_moderators(where)
    answered = await decide_appeal(where, number, actor, grant=grant, moderators=others)
    return answered, await read_case(where, number)


def _why_not(answered: Appealed | NotAppealed) -> str:
    from bot.pipeline.appeal import NotAppealed, WhyNot

    words = {
        WhyNot.NO_APPEAL: "there is no appeal",
        WhyNot.ANSWERED_BEFORE: "the appeal was answered before",
        WhyNot.ANOTHER_MODERATOR: "you decided this case; another moderator answers its appeal",
    }
    why = answered.why if isinstance(answered, NotAppealed) else WhyNot.NO_APPEAL
    return words.get(why, str(why).replace("_", " "))


def _parsed(actions: Sequence[str]) -> list[Enforcement]:
    """Read actions as the policy file writes them, or end with what is wrong."""
    from pydantic_core import PydanticCustomError

    from bot.policy_files.words import enforcement

    try:
        return [enforcement(each) for each in actions]
    except PydanticCustomError as error:
        fail(error.message())


def _act(
    number: int,
    who: str | None,
    community: str | None,
    job: Callable[[Community, Actor], Awaitable[Answer]],
    already: frozenset[CaseState] = frozenset(),
) -> None:
    """Do one thing as a moderator and say what follows; `already`: states in which there is rightly nothing to do."""
    from bot.pipeline.case_file import read_case

    chosen, actor = settings(), moderator(who)

    async def act(ledger: Ledger) -> tuple[Answer, CaseFile | None]:
        where = await planning_community(ledger, community, chosen)
        return await job(where, actor), await read_case(where, number)

    answer, file = in_ledger(act, chosen)
    if file is None:
        fail(f"There is no case {number}.")
    _tell(answer, file, already)


def _tell(answer: Answer, file: CaseFile, already: frozenset[CaseState]) -> None:
    from bot.bootstrap import SystemClock
    from bot.cli.case_pages import follow_lines
    from bot.core.case_words import claimed_words, handled_words, state_words
    from bot.pipeline.review import Claimed, Did, NoSuchCase, NothingToDo, TooLate

    now, number = SystemClock().now(), file.case.number
    match answer:
        case Did(case=case):
            claim = claimed_words(case, file.events, now)
            say(f"case {number}: {claim or state_words(case)}")
            for line in follow_lines(file):
                say(line)
        case NothingToDo(case=case) if case.state in already:
            say(f"case {number}: nothing is left to do, it is {state_words(case)}")
        case TooLate(case=case) | NothingToDo(case=case):
            fail(f"case {number}: {handled_words(case, file.events, now)}")
        case Claimed(case=case):
            fail(f"case {number}: {claimed_words(case, file.events, now)}")
        case NoSuchCase():
            fail(f"There is no case {number}.")
        case _:
            assert_never(answer)
