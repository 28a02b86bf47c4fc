"""`takt score`: the classifier alone."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.common import classifier, fail, flush, note, policy_or_none, settings
from bot.cli.json_lines import batches, parsed
from bot.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports import Classifier


def score(
    texts: Annotated[list[str] | None, typer.Argument(help="Texts to score.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read objects with a `text` from standard input, a line each.")
    ] = False,
) -> None:
    """Print the probability of each label that the classifier gives, as JSON, a line per text."""
    if bool(texts) is jsonl:
        fail("Give texts to score, or --jsonl and objects on standard input.")
    chosen = settings()
    live = classifier(chosen, policy_or_none(chosen))
    if not jsonl:
        asyncio.run(_print_scores([{"text": each} for each in texts or []], live, Progress("texts")))
        return
    bad = asyncio.run(_stream(sys.stdin.fileno(), live))
    if bad:
        from bot.reports.wording import counted

        fail(f"{counted(bad, 'line')} not scored.")


async def _stream(source: int, live: Classifier) -> int:
    """Score as lines come in; print what is wrong with a bad one and go on. Returns how many were bad."""
    bad = read = 0
    with Progress("texts", silent=os.isatty(source)) as progress:
        for batch in batches(source):
            good = []
            for number, line in enumerate(batch, start=read + 1):
                problem, item = parsed(line)
                if item is None:
                    bad += 1
                    note(f"line {number}: {problem}")
                else:
                    good.append(item)
            read += len(batch)
            await _print_scores(good, live, progress)
    return bad


async def _print_scores(items: Sequence[dict[str, Any]], live: Classifier, progress: Progress) -> None:
    from bot.pipeline.records import score_record
    from bot.pipeline.screen import rounded

    for item, scores in zip(items, await live.score([each["text"] for each in items]), strict=True):
        progress.say(json.dumps({**item, "scores": score_record(rounded(scores))}, ensure_ascii=False))
        progress.step()
    flush()
