"""`takt draft`: what would be answered to a message, offline."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.common import classifier, fail, flush, note, policy_or_none, say, settings
from bot.cli.draft_requests import UnusableRequestError, request_of
from bot.cli.json_lines import batches, parsed

if TYPE_CHECKING:
    from bot.core.proposals import DraftRequest
    from bot.drafting.playbook import PlaybookDrafter

_IN = "The language that it is in, such as `da`; guessed without."
_CONTEXT = "What is known besides, as JSON, such as '{\"first_post\": true}'."


def draft(  # noqa: PLR0913, PLR0917 - the options of a command are its parameters
    text: Annotated[
        str | None, typer.Argument(help="The message; with --jsonl a file, `-` for standard input.")
    ] = None,
    language: Annotated[str, typer.Option(help=_IN)] = "",
    channel: Annotated[str, typer.Option(help="The channel's name.")] = "",
    author: Annotated[str, typer.Option(help="The member's name.")] = "",
    context: Annotated[str, typer.Option(help=_CONTEXT)] = "",
    voice: Annotated[Path | None, typer.Option(help="Another voice file.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read objects with a `text`, a line each.")] = False,
) -> None:
    """Say what would be answered to a message and why, or why nothing. Nothing is sent."""
    if jsonl:
        bad = asyncio.run(_stream(_opened(text), _drafter(voice)))
        if bad:
            from bot.reports.wording import counted

            fail(f"{counted(bad, 'line')} not drafted.")
        return
    if text is None:
        fail("Give a message to answer, or --jsonl and objects on standard input.")
    given = {"text": text, "language": language, "channel": channel, "author": author, "context": _object(context)}
    try:
        request = request_of(given)
    except UnusableRequestError as error:
        fail(f"--context: {error}")
    asyncio.run(_print_one(request, _drafter(voice)))


def _object(context: str) -> object:
    try:
        return json.loads(context) if context else None
    except (ValueError, RecursionError) as error:
        fail(f"--context is not JSON ({error}).")


def _opened(path: str | None) -> int:
    if path in {None, "-"}:
        return sys.stdin.fileno()
    try:
        return os.open(str(path), os.O_RDONLY)
    except (OSError, ValueError) as error:
        fail(f"{path} can't be read ({getattr(error, 'strerror', None) or error}).")


def _drafter(voice: Path | None) -> PlaybookDrafter:
    """Build the drafter, or end with why not."""
    from bot.bootstrap.replies import UnusableVoiceError, build_drafter

    chosen = settings()
    if voice:
        chosen = chosen.model_copy(update={"voice": voice})
    try:
        return build_drafter(chosen, classifier(chosen, policy_or_none(chosen)))
    except UnusableVoiceError as error:
        fail(str(error))


async def _print_one(request: DraftRequest, drafter: PlaybookDrafter) -> None:
    from bot.cli.draft_words import outcome_words

    say(outcome_words(await drafter.draft(request)))
    flush()


async def _stream(source: int, drafter: PlaybookDrafter) -> int:
    """Draft as lines come in; say what is wrong with a bad one and go on. Returns how many were bad."""
    bad = number = 0
    for batch in batches(source):
        for line in batch:
            number += 1
            problem = await _answer(line, drafter)
            if problem:
                bad += 1
                note(f"line {number}: {problem}")
        flush()
    return bad


async def _answer(line: bytes, drafter: PlaybookDrafter) -> str:
    from bot.cli.draft_words import outcome_record

    problem, item = parsed(line)
    if item is None:
        return problem
    try:
        request = request_of(item)
    except UnusableRequestError as error:
        return str(error)
    record: dict[str, Any] = outcome_record(await drafter.draft(request), drafter.name)
    say(json.dumps(record, ensure_ascii=False))
    return ""
