"""`takt models eval`: how good the classifier is on rows that people judged."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.common import alone, classifier, policy_or_none, refuse_broken, say, settings
from bot.cli.models_rows import open_rows, scored
from bot.cli.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cli.models_rows import Rows
    from bot.core.labels import Label
    from bot.core.policy import Policy
    from bot.ports import Classifier
    from bot.reports.model_eval import EvaluationBuilder
    from bot.reports.thresholds import Threshold
    from bot.settings import Settings

Named = Annotated[
    str | None, typer.Option("--classifier", help="Measure this one instead of what TAKT_CLASSIFIER names.")
]
From = Annotated[
    float | None, typer.Option("--threshold", min=0, max=1, help="Flag from here on, instead of the policy's rules.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]


def evaluate(
    files: Annotated[
        list[Path], typer.Argument(help="JSON Lines, plain or .gz: text, toxic (0, 1 or null), lang; labels, group.")
    ],
    named: Named = None,
    threshold: From = None,
    as_json: AsJson = False,
) -> None:
    """Score rows that people judged, and print how often the classifier agrees, by language and by group.

    Nothing is stored, and no text is printed. docs/models.md says how to read the figures.
    """
    rows = open_rows(files)
    live, thresholds = chosen(settings(), named, threshold)
    builder = asyncio.run(_measure(rows, live, thresholds))
    rows.note_trouble()
    rows.refuse_none()
    if as_json:
        _say_record(rows, files, live, builder)
        return
    from bot.reports.model_eval_text import evaluation_as_text

    say(f"{live.name}, {rows.read - rows.unjudged:,} judged rows\n")
    say(evaluation_as_text(builder.figures(), live.labels, columns()))


def chosen(settings: Settings, named: str | None, at: float | None) -> tuple[Classifier, Mapping[Label, Threshold]]:
    """Return the classifier to measure and what is flagged: by the command line, else by settings and policy."""
    from bot.reports.thresholds import one_threshold, policy_thresholds

    if at is None:
        policy = refuse_broken(settings.policy).policy
        return _live(settings, named, policy), policy_thresholds(policy)
    live = _live(settings, named, policy_or_none(settings))
    return live, one_threshold(at, live.labels)


def _live(settings: Settings, named: str | None, policy: Policy | None) -> Classifier:
    """Return the classifier of settings and policy; one that is named goes before both, but needs their leave."""
    if not named:
        return classifier(settings, policy)
    return classifier(settings.model_copy(update={"classifier": named}), alone(policy, named) if policy else None)


def columns() -> int:
    """Return how wide tables may be; wide where no terminal says otherwise."""
    return shutil.get_terminal_size((132, 24)).columns


async def _measure(rows: Rows, live: Classifier, thresholds: Mapping[Label, Threshold]) -> EvaluationBuilder:
    from bot.reports.model_eval import EvaluationBuilder

    builder = EvaluationBuilder(thresholds)
    with Progress("rows") as progress:
        async for row, scores in scored(((row, row.text) for row in rows), live, progress):
            builder.add(row.lang, row.group, row.targets, scores)
    return builder


def _say_record(rows: Rows, files: list[Path], live: Classifier, builder: EvaluationBuilder) -> None:
    from bot.reports.model_eval import evaluation_record

    record = {
        "classifier": live.name,
        "files": [str(each) for each in files],
        "rows": rows.read - rows.unjudged,
        "skipped": rows.unjudged,
        "bad": rows.bad,
        "labels": evaluation_record(builder.figures()),
    }
    say(json.dumps(record, ensure_ascii=False, indent=2))
