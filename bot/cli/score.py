"""`takt score`: the classifier alone."""

from __future__ import annotations

import asyncio
import json
import sys
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.common import classifier, fail, note, say, settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.ports import Classifier

_BATCH = 32


def score(
    texts: Annotated[list[str] | None, typer.Argument(help="Texts to score.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read objects with a `text` from standard input, a line each.")
    ] = False,
) -> None:
    """Print the probability of each label that the classifier gives, as JSON, a line per text."""
    if bool(texts) is jsonl:
        fail("Give texts to score, or --jsonl and objects on standard input.")
    live = classifier(settings())
    if not jsonl:
        asyncio.run(_print_scores([{"text": each} for each in texts or []], live))
        return
    bad = asyncio.run(_stream(sys.stdin.buffer, live))
    if bad:
        fail(f"{bad} lines were not scored.")


async def _stream(lines: Iterable[bytes], live: Classifier) -> int:
    """Score as lines come in; print what is wrong with a bad one and go on. Returns how many were bad."""
    bad = 0
    numbered = enumerate(lines, start=1)
    while batch := list(islice(numbered, 1 if sys.stdin.isatty() else _BATCH)):
        good = []
        for number, line in batch:
            problem, item = _parse(line)
            if item is None:
                bad += 1
                note(f"line {number}: {problem}")
            else:
                good.append(item)
        await _print_scores(good, live)
    return bad


def _parse(line: bytes) -> tuple[str, dict[str, Any] | None]:
    if not line.strip():
        return "empty", None
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"not JSON ({error})", None
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        return "not an object with a `text` string", None
    return "", item


async def _print_scores(items: Sequence[dict[str, Any]], live: Classifier) -> None:
    from bot.pipeline.records import score_record
    from bot.pipeline.screen import rounded

    for item, scores in zip(items, await live.score([each["text"] for each in items]), strict=True):
        say(json.dumps({**item, "scores": score_record(rounded(scores))}, ensure_ascii=False))
    sys.stdout.flush()
