"""`takt voice learn`: what moderators keep changing in drafts, as changes of the voice that an admin may apply."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.case_verdicts import As
from bot.cli.common import fail, say, settings
from bot.cli.learn_words import change_words, record
from bot.cli.ledger import AsJson, CommunityName, in_ledger, moderator, reading_community

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.bootstrap.learning import Proposed
    from bot.core.cases import Actor
    from bot.core.lessons import Lesson
    from bot.policy_files import LoadedVoice
    from bot.ports.ledger import Ledger

_OFF = (
    "Learning from edits is off: {file} does not say `learning: {{edits: true}}`. Nothing is kept for it, beyond what "
    "drafts keep anyway, and nothing is proposed."
)


def learn(
    file: Annotated[Path | None, typer.Argument(help="Default: the voice that the settings name.")] = None,
    number: Annotated[int | None, typer.Option("--apply", help="Write this proposal into its file.", min=1)] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write it without asking.")] = False,
    who: As = None,
    as_json: AsJson = False,
    community: CommunityName = None,
) -> None:
    """List what moderators keep changing, with how many drafts speak for it and the diff that it would make.

    Nothing is changed unless you apply it. The file of before is kept beside the new one.
    """
    loaded = _read(file or settings().voice)
    learning = loaded.voice.learning
    if not learning.edits:
        _say_off(loaded, as_json=as_json)
        return
    from bot.bootstrap.learning import propose

    lessons = in_ledger(lambda ledger: _lessons(ledger, community))
    proposed = propose(loaded, lessons)
    if number is not None:
        chosen = proposed[number - 1] if number <= len(proposed) else fail(f"There is no proposal {number}.")
        _apply(loaded, chosen, moderator(who), community, yes=yes)
    elif as_json:
        say(json.dumps(_answer(loaded, len(lessons), proposed), ensure_ascii=False, indent=2))
    else:
        _print(proposed, len(lessons))


def _read(path: Path) -> LoadedVoice:
    from bot.bootstrap.voice import read_voice_file
    from bot.policy_files import Refused

    found = read_voice_file(path)
    if isinstance(found, Refused):
        fail("\n".join(str(each) for each in found.problems))
    return found


async def _lessons(ledger: Ledger, community: str | None) -> Sequence[Lesson]:
    where = await reading_community(ledger, community)
    async with where.begin() as uow:
        return [each for each in await uow.drafts.lessons() if each.offered]


def _say_off(loaded: LoadedVoice, *, as_json: bool) -> None:
    said = _OFF.format(file=loaded.files[0])
    say(json.dumps(_answer(loaded, 0, ()) | {"note": said}, ensure_ascii=False, indent=2) if as_json else said)


def _answer(loaded: LoadedVoice, drafts: int, proposed: Sequence[Proposed]) -> dict[str, Any]:
    learning = loaded.voice.learning
    return {
        "file": str(loaded.files[0]),
        "learning": {"edits": learning.edits, "examples": learning.examples},
        "drafts": drafts,
        "proposals": [record(number, each) for number, each in enumerate(proposed, 1)],
    }


def _print(proposed: Sequence[Proposed], drafts: int) -> None:
    from bot.reports.wording import counted

    if not proposed:
        say(f"Nothing recurs in {counted(drafts, 'decided draft')}.")
    for number, each in enumerate(proposed, 1):
        say(f"{number}. {change_words(each.change)}")
        say(each.edit.diff if each.edit else f"   Without a diff: {each.hindrance}\n")


def _apply(loaded: LoadedVoice, chosen: Proposed, actor: Actor, community: str | None, *, yes: bool) -> None:
    """Show a proposal, ask, write it, and write down that it was."""
    from bot.bootstrap.learning import NotAppliedError, apply

    say(change_words(chosen.change))
    edit = chosen.edit or fail(f"It can't be applied: {chosen.hindrance}")
    say(edit.diff)
    if not yes:
        _confirm(edit.path)
    try:
        backup = apply(loaded, edit)
    except NotAppliedError as error:
        fail(str(error))
    in_ledger(lambda ledger: _note(ledger, community, chosen, actor))
    say(f"{edit.path} is written; as it was before it is {backup}.")


def _confirm(path: Path) -> None:
    """Ask on a terminal; end where the answer is no, or nobody is there to ask."""
    if not sys.stdin.isatty():
        fail("Nothing was written. Add --yes to write it without being asked.")
    if not typer.confirm(f"Write {path}?"):
        fail("Nothing was written.")


async def _note(ledger: Ledger, community: str | None, chosen: Proposed, actor: Actor) -> None:
    from bot.bootstrap.learning import digest_of
    from bot.pipeline.learn import note_applied

    where = await reading_community(ledger, community)
    if chosen.edit is not None:
        await note_applied(where, chosen.change, digest_of(chosen.edit.before), digest_of(chosen.edit.after), actor)
